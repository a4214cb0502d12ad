"""Names that pretend to be the institution's, its team's or this site's, however they are spelled."""

import pytest
from django.core.exceptions import ValidationError

from participants.models import User
from participants.names import clean_display_name
from tests import factories

PRETENDING = [
    "Mairie de Nantes",
    "La mairie",
    "MAIRIE DE LYON",
    "Màïrïé de Lyon",
    "Ma\u0456rie de Lyon",  # Cyrillic і
    "М\u0430\u0456r\u0456e",  # mostly Cyrillic
    "Mаirie",  # Cyrillic а
    "Μairie",  # Greek Μ
    "ｍａｉｒｉｅ",  # wide
    "𝓜𝓪𝓲𝓻𝓲𝓮",  # mathematical
    "Ⓜⓐⓘⓡⓘⓔ",
    "ᴍᴀɪʀɪᴇ",
    "🅼🅰🅸🆁🅸🅴",
    "🇲🇦🇮🇷🇮🇪",
    "M A I R I E",
    "M.a.i.r.i.e de Lyon",
    "M-a-i-r-i-e",
    "Mai rie de Lyon",
    "MairieDeLyon",
    "Ma1rie",
    "Mairıe",  # dotless
    "m̶a̶i̶r̶i̶e̶",
    "Modération",
    "moderation",
    "M o d é r a t i o n",
    "Mod ération",
    "M0dérat1on",
    "Modérateur",
    "modératrice_42",
    "Les modérateurs",
    "Équipe de modération",
    "Administrateur",
    "Administratrice du site",
    "Admin",
    "4dm1n",
    "@dmin",
    "adrnin",
    "Consult",
    "C0nsult",
    "Соnsult",
    "L’équipe",
    "L’équipe Consult",
    "Equipe de Consult",
    "Team Consult",
    "Ville de Paris",
    "Préfecture du Rhône",
    "Le ministère",
    "Conseil municipal",
    "Maire de Lyon",
    "Compte officiel",
    "Monsieur le Maire de Lyon",
    "Madame la Maire",
    "Cabinet du maire de Lyon",
    "Mairies de France",
    "Support",
    "Grand Lieu Métropole",
    "grandlieu métropole",
    "Gr4nd-Lieu Metropole (officieux)",
    "La Ville",
    "L4 Vi11e",
    "La V\u0456lle",
    "L a  V i l l e",
    "Notre Ville",
    "L’État",
    "Municipalité de Nantes",
    "Mun1c1palité",
    "Services municipaux",
    "Les services de la Ville",
    "Service urbanisme",
    "Direction générale des services",
    "Le maire, Jean Dupont",
    "Le maire Jean Dupont",
    "Lé Màïre, Jean Dupont",
    "Le m\u0430\u0456r\u0435, Jean Dupont",
    "Maire Jean Dupont",
    "Jean Dupont, maire",
    "Jean Dupont, le maire",
    "Jean Dupont maire de Lyon",
    "Jean Dupont (préfète du Rhône)",
    "Jeanne Dupont, adjointe au maire",
    "M. le préfet",
    "Préfet·e du Rhône",
    "Préfet",
    "P r é f e t",
    "La sous-préfète",
    "Garante CNDP",
    "C.N.D.P.",
    "CNDP",
    "Garant·e",
    "Garant de la concertation",
    "Organisateur de la consultation",
    "Organisateur·rice",
    "Organisateur.rice.s",
    "Organisateur·rice de la consultation",
    "Modo",
    "M0do",
    "Modo du site",
    "Modérateur·rice",
    "Modérateur(rice)s",
    "Modérateur.ice",
    "Modérat·rice",
    "Police municipale",
    "P0lice municipale de Lyon",
    "Conseil départemental",
    "Conseil départemental du Rhône",
    "Ministère de l’Écologie",
    "Présidente de la République",
    "Support Consult",
]
HONEST = [
    "Ana",
    "Édouard Le Maire",
    "Élysée Mukendi",
    "Yann L’Official",
    "Jean Mairesse",
    "Marie",
    "Rosemarie Admirat",
    "Modeste Rateau",
    "Consultante Dupont",
    "Une habitante du 3e",
    "Habitant de la ville",
    "Denis Villeneuve",
    "J. P. Martin",
    "Régis Onnen",
    "Anna Иванова",
    "Иван Петров",
    "Γιώργος",
    "张伟",
    "Łukasz_42",
    "L. Dupont",
    "Garance",
    "Ministrel 7",
    "Léo 1138",
    "Teamy",
    "Lieu-dit Métro",
    "Ville",
    "Ville Virtanen",
    "Anne Laville",
    "Laville",
    "Paul La Ville",
    "Lemaire",
    "Axelle Lemaire",
    "Bruno Le Maire",
    "Jacques Maire",
    "Madame Maire",
    "Máire Brennan",
    "Maire Jean-Pierre",
    "Claire Préfet",
    "Sylvain Garant",
    "Quasi Modo",
    "Modo Diallo",
    "Service compris",
    "Organisateur de bals",
    "Jean-E.",
    "Léa (Lyon)",
    "Policarpe",
    "Camille.s",
    "Une élue de classe",
    "Marc du Conseil de quartier",
]


@pytest.fixture(autouse=True)
def institution(settings):
    settings.CONSULT_RESERVED_NAMES = ["Grand-Lieu Métropole"]


@pytest.mark.parametrize("typed", PRETENDING)
def test_a_name_that_pretends_is_refused_with_a_way_on(typed):
    with pytest.raises(ValidationError) as refused:
        clean_display_name(typed)
    assert refused.value.messages[0].endswith(".")


@pytest.mark.parametrize("typed", HONEST)
def test_a_name_that_only_resembles_is_kept(typed):
    assert clean_display_name(typed) == typed


def test_a_word_of_two_alphabets_is_refused():
    with pytest.raises(ValidationError, match="alphabets"):
        clean_display_name("Аna")


def test_the_name_that_one_has_stays_and_the_team_may_give_one():
    assert clean_display_name("Mairie de Nantes", kept="Mairie de Nantes") == "Mairie de Nantes"
    assert clean_display_name("Mairie de Nantes", given_by_team=True) == "Mairie de Nantes"
    with pytest.raises(ValidationError):
        clean_display_name("Mairie de Lyon", kept="Mairie de Nantes")
    with pytest.raises(ValidationError):
        clean_display_name("Mairie\u200b de Nantes", given_by_team=True)


def test_refused_at_sign_up_and_on_change(client, client_of, stranger, consent_text):
    browser = client_of(stranger)
    browser.cookies["langue"] = "en"
    first = browser.post("/bienvenue/", {"display_name": "La Mairie", "deed": "later"})
    changed = browser.post("/mon-espace/reglages/", {"display_name": "Modération", "language": "fr"})
    for answer in (first, changed):
        assert answer.status_code == 422
        assert "could be taken for that of the institution" in answer.text
    assert User.objects.get(pk=stranger.pk).display_name == "Zoé"


def test_a_name_that_the_team_gave_goes_with_another_setting(client_of, moderator):
    kept = client_of(moderator).post("/mon-espace/reglages/", {"display_name": "Modération", "language": "en"})
    assert kept.status_code == 302
    moderator.refresh_from_db()
    assert (moderator.display_name, moderator.language) == ("Modération", "en")


def test_who_speaks_for_the_institution_is_marked_wherever_they_write(client, consultation, citizen, lenient_templates):
    voice = factories.CitizenFactory(display_name="Ville d’essai", speaks_for_institution=True)
    theirs = factories.ProposalFactory(consultation=consultation, author=voice)
    others = factories.ProposalFactory(consultation=consultation, author=citizen)
    factories.ArgumentFactory(proposal=others, author=voice)
    mark = "speaks for the institution"
    assert client.get("/se-deplacer/propositions/").text.count(mark) == 1
    assert client.get(theirs.get_absolute_url()).text.count(mark) == 1
    assert client.get(others.get_absolute_url()).text.count(mark) == 1  # beside the argument


def test_the_mark_is_given_in_the_admin(client_of, citizen, lenient_templates):
    admin = client_of(User.objects.create_superuser("orga@example.org", display_name="Orga"))
    form = {"email": citizen.email, "display_name": "Mairie d’essai", "language": "fr", "is_active": "on"}
    answer = admin.post(f"/admin/users/edit/{citizen.pk}/", {**form, "speaks_for_institution": "on"})
    assert answer.status_code == 302
    citizen.refresh_from_db()
    assert citizen.speaks_for_institution
    assert citizen.display_name == "Mairie d’essai"


def test_nobody_marks_themselves(client_of, citizen):
    form = {"display_name": "Ana", "language": "fr", "speaks_for_institution": "on", "session_epoch": "7"}
    assert client_of(citizen).post("/mon-espace/reglages/", form).status_code == 302
    citizen.refresh_from_db()
    assert (citizen.speaks_for_institution, citizen.session_epoch) == (False, 0)
