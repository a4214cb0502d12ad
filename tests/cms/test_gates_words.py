"""Words that say how many: found in both languages, and held against a count on the published scale."""

import pytest
from django.utils import timezone

from cms.gates import load_draft, scale, warnings
from cms.gates.editorial import speaks_for_others, words_in
from cms.gates.quantifiers import SCALE, fits, quantifiers_in
from cms.gates.warnings import EXAMPLES
from cms.models import Finding, SynthesisPage
from synthesis.models import Theme, ThemeMembership
from tests import factories
from tests.cms.shelf import draft

FAMILIES = [
    ("most", "La plupart demandent des trains."),
    ("most", "La majorité est pour."),
    ("most", "Most want trains."),
    ("most", "L’immense majorité veut le train."),
    ("most", "Une écrasante majorité est pour."),
    ("most", "The vast majority agree."),
    ("many", "Une forte proportion veut le train."),
    ("many", "A large share want trains."),
    ("many", "Beaucoup prennent le vélo."),
    ("many", "De nombreux textes le disent."),
    ("many", "Many want trains."),
    ("some", "Certains veulent des taxis."),
    ("some", "Some want taxis."),
    ("few", "Quelques‑uns en doutent."),
    ("few", "Peu le contestent."),
    ("few", "A few object."),
    ("minority", "Une minorité s’y oppose."),
    ("minority", "A minority objects."),
    ("all", "C’est demandé unanimement."),
    ("all", "Tous demandent des trains."),
    ("all", "Chacun veut des trains."),
    ("all", "Every one of them agrees."),
    ("all", "They ask for it unanimously."),
    ("none", "Aucun ne le conteste."),
    ("none", "Personne ne veut de taxe."),
    ("none", "Personne n’en veut."),
    ("none", "Nobody objects."),
    ("few", "Presque personne ne le conteste."),
    ("few", "Hardly anyone objects."),
]


@pytest.mark.parametrize(("code", "text"), FAMILIES, ids=[text for _code, text in FAMILIES])
def test_each_family_is_found_in_both_languages(code, text):
    assert [found.band.code for found in quantifiers_in(text)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Un train tous les quarts d’heure, tous les jours.",
        "Il faut un peu de temps.",
        "At all times, 3 trains.",
        "Laisser chacun choisir, à chacun son train.",
    ],
)
def test_words_that_count_nobody_are_left_alone(text):
    assert quantifiers_in(text) == []


@pytest.mark.parametrize(
    ("text", "number", "share"),
    [
        ("Douze personnes le demandent.", 12, None),
        ("1 200 réponses en parlent.", 1200, None),
        ("32 % le demandent.", None, 0.32),
        ("1.200.300 % le demandent.", None, 12_003.0),
        ("1,200,000 % ask for it.", None, 12_000.0),
        ("Un tiers le demande.", None, 1 / 3),
        ("Half of them ask for it.", None, 0.5),
        ("Neuf personnes sur dix le veulent.", None, 0.9),
        ("9 participants sur 10 le veulent.", None, 0.9),
        ("Neuf sur dix sont pour.", None, 0.9),
        ("Une personne sur deux le veut.", None, 0.5),
        ("Nine out of ten want it.", None, 0.9),
        ("Nine in ten people want it.", None, 0.9),
    ],
)
def test_numbers_are_read_in_figures_and_in_words(text, number, share):
    (found,) = quantifiers_in(text)
    assert (found.number, found.share) == (number, share)


@pytest.mark.parametrize(
    ("words", "count", "holds"),
    [
        ("la plupart", 50, False),
        ("la plupart", 51, True),
        ("beaucoup", 9, False),
        ("beaucoup", 10, True),
        ("certains", 1, False),
        ("certains", 2, True),
        ("une minorité", 50, True),
        ("une minorité", 51, False),
        ("quelques-uns", 10, True),
        ("quelques-uns", 11, False),
        ("unanimement", 99, False),
        ("unanimement", 100, True),
        ("aucun", 0, True),
        ("aucun", 1, False),
        ("12 personnes", 12, True),
        ("12 personnes", 13, False),
        ("12 %", 15, True),
        ("12 %", 18, False),
    ],
)
def test_the_scale_holds_at_its_bounds(words, count, holds):
    assert fits(quantifiers_in(words)[0], count, 100) is holds


def test_the_published_scale_tells_each_band():
    assert len(scale()) == len(SCALE) == len(EXAMPLES)
    for band in SCALE:
        assert all(quantifiers_in(words)[0].band.code == band.code for words in EXAMPLES[band.code])


@pytest.mark.requirement("Y-5")
@pytest.mark.parametrize(
    "text",
    [
        "Les participants demandent des trains.",
        "Beaucoup veulent des trains.",
        "60 % des réponses parlent du train.",
        "Douze personnes ont écrit.",
        "Residents want more trains.",
        "72 % sont favorables au train.",
        "Une large majorité est favorable au train.",
        "Tous sont pour le train.",
        "Deux tiers préfèrent le train.",
        "La majorité rejette la taxe.",
        "Neuf sur dix sont pour.",
        "Personne ne veut de taxe.",
        "L’opinion est unanime.",
        "Le train est plébiscité.",
        "Il est demandé plus de trains.",
        "Les Français veulent des trains.",
        "Nous constatons que les gens veulent des trains.",
        "Tout le monde souhaite le train.",
        "Everyone is happy with trains.",
        "The public wants trains.",
    ],
)
def test_editorial_text_that_speaks_for_others_is_told(text):
    assert speaks_for_others(f"Nous avons tout lu. {text}") == [text]


@pytest.mark.requirement("Y-5")
@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("Ce que disent les réponses", False),
        ("Nous avons retenu quelques idées rares.", False),
        ("Tous les constats citent leurs sources.", False),
        ("Nous attendons vos remarques.", False),
        ("Nous avons lu 1 200 contributions, dont 40 % deux fois.", True),
        ("La plupart des textes ont été regroupés par un calcul.", True),
        ("Deux personnes ont relu un échantillon de 200 textes.", True),
    ],
)
def test_what_tells_of_the_synthesis_itself_is_left_alone(text, method):
    assert speaks_for_others(text, method=method) == []


@pytest.mark.requirement("Y-5")
@pytest.mark.parametrize(
    "text",
    ["72 % sont favorables au train.", "312 personnes ont répondu.", "Tout a été lu, la plupart veulent des trains."],
)
def test_the_method_counts_texts_and_not_people(text):
    assert speaks_for_others(text, method=True) == [text]


def test_words_are_counted_as_a_reader_would():
    assert words_in("L’école est à 2 km : rendez-vous là-bas.") == 7


@pytest.fixture
def corpus_of_ten(consultation):
    return [factories.ProposalFactory(consultation=consultation) for _ in range(10)]


def told(page):
    return warnings(load_draft(SynthesisPage.objects.get(pk=page.pk)))


@pytest.mark.django_db
def test_a_warning_names_the_words_and_the_count(consultation, corpus_of_ten):
    page = draft(consultation, [("agreement", "La plupart veulent des trains.", [(corpus_of_ten[0], "")])])
    (sentence,) = told(page)
    assert "la plupart" in sentence
    assert "10" in sentence
    page.save_revision().publish()  # a warning holds nothing up
    assert SynthesisPage.objects.get(pk=page.pk).live


@pytest.mark.django_db
def test_what_a_person_confirmed_in_the_theme_supports_the_words(consultation, corpus_of_ten):
    page = draft(consultation, [("agreement", "La plupart veulent des trains.", [(corpus_of_ten[0], "")])])
    now = timezone.now()
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=now)
    Finding.objects.filter(page=page).update(theme=theme)
    for row in corpus_of_ten[1:6]:
        ThemeMembership.objects.create(theme=theme, proposal=row, placed_at=now, confirmed_at=now)
    assert told(page) == []
    ThemeMembership.objects.filter(proposal=corpus_of_ten[5]).update(confirmed_at=None)
    assert len(told(page)) == 1, "what the machine alone placed supports nothing"


@pytest.mark.django_db
def test_one_contribution_is_counted_once(consultation, corpus_of_ten):
    """Cited and confirmed in the theme: still one."""
    page = draft(consultation, [("agreement", "La plupart veulent des trains.", [(corpus_of_ten[0], "")])])
    now = timezone.now()
    theme = Theme.objects.create(consultation=consultation, number=1, name="Trains", named_at=now)
    Finding.objects.filter(page=page).update(theme=theme)
    for row in corpus_of_ten[:5]:
        ThemeMembership.objects.create(theme=theme, proposal=row, placed_at=now, confirmed_at=now)
    assert "5" in told(page)[0]
