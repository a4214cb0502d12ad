"""Sixty queries over real texts give the references that stand in a list, whichever the database."""

import csv
import gzip
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from consult.search_words import is_found
from proposals.importing import ArgumentRow, ImportRow, import_arguments, import_list
from proposals.models import Argument, Proposal
from proposals.search import matching
from tests.factories import open_consultation
from tests.row_counts import count_rows

pytestmark = pytest.mark.django_db
DATA = Path("demo/data")
QUERIES = tomllib.loads(Path(__file__).with_name("sixty_queries.toml").read_text())


def read(name: str) -> list[dict[str, str]]:
    opened = gzip.open if name.endswith("gz") else open
    with opened(DATA / name, "rt", newline="") as file:
        return list(csv.DictReader(file))


def load_mobility():
    """The first 400 answers, and those of the others in which a heart stands."""
    answers = [row["text"] for row in read("mobilite-3000.csv")]
    rest = [text for text in answers[400:] if "coeur" in text.lower() or "cœur" in text.lower()]
    page = open_consultation("mobilite")
    import_list(consultation=page, rows=[ImportRow(text=text) for text in answers[:400] + rest], source="Grand Débat")
    return page


def load_digital():
    """Thirty proposals with a text, and all their arguments."""
    page = open_consultation("numerique")
    rows = [row for row in read("republique-numerique/proposals.csv.gz") if row["text"].strip()][:30]
    proposals = [ImportRow(title=row["title"][:250], text=row["text"], external_id=row["reference"]) for row in rows]
    import_list(consultation=page, rows=proposals, source="République numérique")
    known = {row["reference"] for row in rows}
    said = [row for row in read("republique-numerique/arguments.csv.gz") if row["proposal"] in known]
    arguments = [
        ArgumentRow(proposal=row["proposal"], stance=row["stance"], text=row["text"], external_id=str(place))
        for place, row in enumerate(said)
        if row["text"].strip()
    ]
    import_arguments(consultation=page, rows=arguments, source="République numérique")
    return page


def load_electoral():
    page = open_consultation("electoral", language="en")
    said = [
        row["comment-body"] for row in read("canadian-electoral-reform/comments.csv.gz") if row["moderated"] != "-1"
    ]
    import_list(consultation=page, rows=[ImportRow(text=text) for text in said[:150]], source="Polis")
    return page


LOADED = {"mobilite": load_mobility, "numerique": load_digital, "electoral": load_electoral}


def filled(name):
    """A consultation with its texts, of which the database knows how many there are."""
    page = LOADED[name]()
    count_rows()
    return page


def found(page, typed: str) -> list[int]:
    listed = Proposal.objects.listed().filter(consultation=page)
    return sorted(matching(listed, page, typed, argued=True).values_list("number", flat=True))


def test_there_are_sixty_queries_in_two_languages():
    assert sum(len(queries) for queries in QUERIES.values()) == 60
    assert QUERIES["mobilite"]["l'école"] == QUERIES["mobilite"]["ECOLES"] != []
    assert QUERIES["mobilite"]["coeur"] == QUERIES["mobilite"]["cœur"] != []


@pytest.mark.parametrize("name", list(LOADED))
def test_each_query_finds_what_the_list_expects(name):
    page = filled(name)
    assert {typed: found(page, typed) for typed in QUERIES[name]} == QUERIES[name]


def test_the_databases_answer_as_the_pure_function_does():
    """Every prefix that someone types on the way to some words, over texts and arguments."""
    page = filled("numerique")
    texts: dict[int, list[str]] = {}
    for proposal in Proposal.objects.filter(consultation=page).select_related("current"):
        texts[proposal.number] = [f"{proposal.title}\n{proposal.text}"]
    for number, text in Argument.objects.filter(proposal__consultation=page).values_list("proposal__number", "text"):
        texts[number].append(text)
    typed = ("l'économie numé", "brevets", "œuvre", "3 mois", "n°78", "aujourd'hui", "C.N.I.L", "e-mail", "100%")
    begun = {words[:length] for words in typed for length in range(1, len(words) + 1)}
    for words in sorted(begun):
        expected = [number for number, said in texts.items() if any(is_found(text, words, "fr") for text in said)]
        assert found(page, words) == sorted(expected), words


def test_texts_in_another_language_are_found_by_their_own_endings():
    page = open_consultation("melee")
    rows = [ImportRow(text="The ponds of our cities", language="en"), ImportRow(text="Les étangs de nos cités")]
    import_list(consultation=page, rows=rows, source="Ailleurs")
    assert list(chain(found(page, "pond"), found(page, "city"), found(page, "étang"))) == [1, 1, 2]
