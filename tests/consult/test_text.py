"""Words, stems and titles: what search and grouping read of a text."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.search_words import is_found, search_query, search_stem
from consult.text import (
    clean_whitespace_nfc,
    derive_title,
    fold,
    locate_words,
    stem,
    words,
)

# Each form finds each other, typed with accents or without.
FAMILIES = [
    ["sécurise", "sécurisé", "sécurisée", "sécurisés", "sécurisées", "sécuriser", "securise", "securisees"],
    ["aménagé", "aménagées", "aménagement", "amenagee"],
    ["premier", "première", "premières", "premiere"],
    ["régulier", "régulières", "régulièrement", "regulierement"],
    ["usager", "usagers"],
    ["crédit", "crédits", "credits"],
    ["commission", "commissions"],
    ["simplifier", "simplifié", "simplifiées"],
    ["journée", "journées", "journees"],
]
MOBILITY = Path(__file__).parents[2] / "demo" / "data" / "mobilite-3000.csv"


@pytest.fixture(scope="module")
def answers() -> list[str]:
    with MOBILITY.open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Œuvre", "oeuvre"),
        ("ex æquo", "ex aequo"),
        ("ÉCOLE", "ecole"),
        ("e\u0301cole", "ecole"),
        ("l’été", "l'ete"),
        ("Straße", "strasse"),
        ("ﬁn", "fin"),
        ("İstanbul", "istanbul"),
        ("مُحَمَّد", "محمد"),
        ("が", "が"),
    ],
)
def test_fold_levels_case_accents_and_ligatures(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_fold_of_a_folded_text_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("L'école d’à côté", ["ecole", "a", "cote"]),
        ("S'il n'y a qu'un bus", ["il", "y", "a", "un", "bus"]),
        ("jusqu'au soir, lorsqu’il pleut, puisqu'on y va", ["au", "soir", "il", "pleut", "on", "y", "va"]),
        ("Aujourd’hui", ["aujourdhui"]),
        ("l'A86 à 80 km/h", ["a86", "a", "80", "km", "h"]),
        ("vélo/bus-tram_métro", ["velo", "bus", "tram", "metro"]),
        ("公共交通", ["公", "共", "交", "通"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("🚲 !!! …", []),
        ("", []),
    ],
)
def test_words_are_folded_and_elisions_cut(text, found):
    assert words(text) == found


def test_words_keep_an_elision_letter_that_elides_nothing():
    assert words("plan d' 3 s") == ["plan", "3", "s"]


def test_located_words_lead_back_to_the_text():
    text = "Qu’on double l’Œuvre !"
    assert [text[word.start : word.end] for word in locate_words(text)] == ["on", "double", "Œuvre"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("velo", "Vélos"),
        ("vélo", "VELO"),
        ("transport", "Transports"),
        ("coeur", "cœur"),
        ("l'école", "ECOLE"),
        ("ecoles", "L’École"),
        ("taxi", "taxis"),
        ("françaises", "Francais"),
        ("développer", "développement"),
        ("aujourd'hui", "AUJOURD’HUI"),
        *((one, other) for family in FAMILIES for one in family for other in family),
    ],
)
def test_query_meets_the_same_word_written_otherwise(typed, written):
    assert search_query(typed, "fr") == search_query(written, "fr")
    assert is_found(written, typed, "fr")


@pytest.mark.parametrize(("one", "other"), [("bus", "but"), ("rail", "rails de sécurité"), ("gare", "garer les vélos")])
@pytest.mark.parametrize("turned", [False, True])
def test_query_tells_different_texts_apart(one, other, turned):
    one, other = (other, one) if turned else (one, other)
    assert search_query(one, "fr") != search_query(other, "fr")


@pytest.mark.parametrize(("one", "other"), [("plus", "pluie"), ("local", "localiser"), ("pompe", "pompier")])
def test_words_of_different_sense_keep_their_stems_apart(one, other):
    assert search_stem(one, "fr") != search_stem(other, "fr")


def test_search_takes_a_word_of_the_real_answers_alike_with_and_without_accents(answers):
    accented = {word for text in answers for word in text.split() if word.isalpha() and fold(word) != word.casefold()}
    assert len(accented) > 500
    assert {word for word in accented if search_stem(word, "fr") != search_stem(fold(word), "fr")} == set()


def test_stem_follows_the_language():
    assert (stem("cycling", "en"), stem("cycling", "en-GB"), stem("cycling", "de")) == ("cycl", "cycl", "cycling")


def test_search_query_says_each_stem_once():
    assert search_query("bus, Bus et BUS", "fr") == "bus et"


@given(st.text())
def test_citation_form_is_composed_with_single_spaces(text):
    cleaned = clean_whitespace_nfc(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.split() == cleaned.split(" ") if cleaned else not text.strip()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (", être certaine de la filière", "Être certaine de la filière"),
        ("- plus de bus\n- plus de trains", "Plus de bus"),
        ("- plus de bus le soir - des trains", "Plus de bus le soir"),
        ("1) réduire le temps de trajet ! 2) le prix", "Réduire le temps de trajet"),
        ("1,5 km de pistes cyclables", "1,5 km de pistes cyclables"),
        ("+ de bus", "+ de bus"),
        ("• \u00a0développer le train :", "Développer le train"),
        ("rien", "Rien"),
        ("🚲", "🚲"),
        ("?!", "?!"),
        ("PLUS DE TRAINS SNCF LE SOIR", "Plus de trains SNCF le soir"),
        ("Pourquoi pas plus de trains ? Il en manque.", "Pourquoi pas plus de trains ?"),
        ("La S.N.C.F. doit baisser ses prix. Vite.", "La S.N.C.F. doit baisser ses prix"),
        ("", ""),
        ("  \n\t", ""),
    ],
)
def test_title_is_the_first_clause(text, title):
    assert derive_title(text) == title


def test_title_cut_inside_a_clause_ends_in_an_ellipsis_after_a_whole_word():
    assert derive_title("mettre en place des navettes pour les gares", limit=34) == "Mettre en place des navettes…"


def test_title_cut_between_clauses_has_no_ellipsis():
    assert derive_title("baisser le prix des trains, ouvrir les gares", limit=34) == "Baisser le prix des trains"


def test_title_of_one_endless_word_is_cut():
    assert derive_title("a" * 200) == "A" + "a" * 88 + "…"


@given(st.text(), st.integers(min_value=10, max_value=120))
def test_title_of_anything_is_short_and_says_something(text, limit):
    title = derive_title(text, limit)
    assert len(title) <= limit
    assert bool(title) == bool(text.strip())


def test_title_of_every_real_answer_is_clean(answers):
    titles = [derive_title(answer) for answer in answers]
    assert len(titles) == 3000
    assert [title for title in titles if not 0 < len(title) <= 90] == []
    assert [title for title in titles if title[-1] in ",:;-–—" or title[0] in ",;:-–—•*)"] == []
    assert [title for title in titles if title[0].islower()] == []


def test_title_cut_short_in_a_real_answer_ends_with_a_whole_word(answers):
    cut = [(derive_title(answer), clean_whitespace_nfc(answer)) for answer in answers]
    rests = [text.casefold().partition(title[:-1].casefold())[2] for title, text in cut if title.endswith("…")]
    assert len(rests) > 300
    assert [rest for rest in rests if rest[:1].isalnum()] == []
