import json

import pytest
from django.template import engines

from participants.consents import has_consented
from participants.models import Notice
from participants.notices import tell
from participants.registries import SpacePanel, space_panels
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, citizen):
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_space_needs_a_sign_in(client):
    assert client.get("/mon-espace/")["Location"] == "/connexion/?next=/mon-espace/"


def test_unread_notices_stand_first(browser, citizen, clock):
    for subject in ["Ancien", "Lu depuis", "Récent"]:
        tell(recipient=citizen, kind="moderation.test", subject=subject)
        clock.shift(60)
    browser.post(f"/mon-espace/avis/{Notice.objects.get(subject='Récent').pk}/")
    page = browser.get("/mon-espace/").content.decode()
    assert page.index("Lu depuis") < page.index("Ancien") < page.index("Récent")
    assert page.count("notice--unread") == 2


def test_opening_a_notice_marks_it_as_read_and_goes_where_it_leads(browser, citizen):
    notice = tell(recipient=citizen, kind="moderation.test", subject="Publiée", url="/registre/")
    answer = browser.post(f"/mon-espace/avis/{notice.pk}/")
    notice.refresh_from_db()
    assert answer["Location"] == "/registre/"
    assert notice.read_at is not None
    assert browser.get(f"/mon-espace/avis/{notice.pk}/").status_code == 405


def test_a_notice_never_leads_to_another_site(browser, citizen):
    notice = tell(recipient=citizen, kind="moderation.test", subject="Ailleurs", url="https://ailleurs.example/")
    assert browser.post(f"/mon-espace/avis/{notice.pk}/")["Location"] == "/mon-espace/#avis"


def test_the_notice_of_another_does_not_exist(browser, other_citizen):
    notice = tell(recipient=other_citizen, kind="moderation.test", subject="Pas à toi")
    assert browser.post(f"/mon-espace/avis/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None
    assert "Pas à toi" not in browser.get("/mon-espace/").content.decode()


def test_a_number_that_no_database_holds_is_no_notice(browser):
    assert browser.post(f"/mon-espace/avis/{10**30}/").status_code == 404


def test_all_notices_are_read_at_once_and_only_mine(browser, citizen, other_citizen):
    tell(recipient=citizen, kind="moderation.test", subject="Un")
    tell(recipient=citizen, kind="moderation.test", subject="Deux")
    tell(recipient=other_citizen, kind="moderation.test", subject="Trois")
    browser.post("/mon-espace/avis/lus/")
    assert list(Notice.objects.filter(read_at__isnull=True).values_list("subject", flat=True)) == ["Trois"]


def test_many_notices_come_by_pages_in_a_bounded_number_of_queries(browser, citizen, django_assert_max_num_queries):
    for number in range(45):
        tell(recipient=citizen, kind="moderation.test", subject=f"Avis {number}")
    with django_assert_max_num_queries(8 + 3 * len(space_panels.items())):
        page = browser.get("/mon-espace/?page=2").content.decode()
    assert page.count('class="notice ') == 20
    assert "Page 2 of 3" in page


def test_words_of_a_notice_are_inert(browser, citizen):
    tell(recipient=citizen, kind="moderation.test", subject="<script>alert(1)</script>", body="<b>gras</b>")
    page = browser.get("/mon-espace/").content.decode()
    assert "<script>alert" not in page
    assert "<b>gras" not in page


def test_name_and_language_of_the_mails_change(browser, citizen):
    answer = browser.post("/mon-espace/reglages/", {"display_name": " Ana  Bis ", "language": "en"})
    citizen.refresh_from_db()
    assert answer["Location"] == "/mon-espace/#reglages"
    assert (citizen.display_name, citizen.language) == ("Ana Bis", "en")


def test_settings_take_no_other_field(browser, citizen):
    fields = {"display_name": "Ana", "language": "fr", "is_superuser": "on", "email": "x@example.org", "invented": "on"}
    browser.post("/mon-espace/reglages/", fields)
    citizen.refresh_from_db()
    assert (citizen.is_superuser, citizen.email, citizen.invented) == (False, "citoyenne@example.org", False)


def test_a_refused_name_shows_the_form_again_and_changes_nothing(browser, citizen):
    answer = browser.post("/mon-espace/reglages/", {"display_name": "a@b.example", "language": "en"})
    citizen.refresh_from_db()
    assert answer.status_code == 422
    assert "looks like an e-mail address" in answer.content.decode()
    assert (citizen.display_name, citizen.language) == ("Ana", "fr")


@pytest.mark.requirement("P-2")
def test_one_click_withdraws_the_agreement_at_once(browser, citizen):
    assert "Withdraw my agreement" in browser.get("/mon-espace/").content.decode()
    browser.post("/mon-espace/accord/retirer/")
    assert not has_consented(citizen)
    assert citizen.consents.get().withdrawn_at is not None
    assert "Read and agree" in browser.get("/mon-espace/").content.decode()


def test_what_other_rooms_register_is_shown_to_its_owner(browser, citizen, monkeypatch):
    template = engines["django"].from_string("<p>{{ data.word }}</p>")
    panel = SpacePanel(template=template, gather=lambda user: {"word": f"pour {user.display_name}"})
    monkeypatch.setitem(space_panels._entries, "test", (1, panel))
    assert "<p>pour Ana</p>" in browser.get("/mon-espace/").content.decode()


def test_nothing_undefined_is_shown(browser, client_of, stranger, consent_text):
    browser.post("/mon-espace/reglages/", {"display_name": "", "language": "en"})
    pages = [browser.get("/mon-espace/"), browser.get("/mon-espace/effacer/"), browser.get("/compte-efface/")]
    pages += [client_of(stranger).get("/mon-espace/"), client_of(stranger).get("/bienvenue/")]
    assert [page.status_code for page in pages] == [200] * 5
    assert not any("UNDEFINED" in page.content.decode() for page in pages)


def test_my_data_hold_my_rows_and_only_mine(browser, citizen, other_citizen):
    tell(recipient=citizen, kind="moderation.test", subject="Publiée")
    tell(recipient=other_citizen, kind="moderation.test", subject="Pas à toi")
    answer = browser.get("/mon-espace/mes-donnees/")
    data = json.loads(answer.content)
    assert 'filename="mes-donnees.json"' in answer["Content-Disposition"]
    assert data["account"][0]["email"] == "citoyenne@example.org"
    assert [notice["subject"] for notice in data["notices"]] == ["Publiée"]
    assert data["consents"][0]["text_hash"] == citizen.consents.get().text_hash


def test_a_person_without_anything_still_has_a_file(client_of, db):
    newcomer = factories.UserFactory(email="rien@example.org", display_name="")
    data = json.loads(client_of(newcomer).get("/mon-espace/mes-donnees/").content)
    assert data["account"][0]["display_name"] == ""
    assert data["consents"] == []
