"""The register as a file: each decision, neither a name nor a typed word, and the months' figures recounted from it."""

import csv
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest

from moderation import actions, months, undoing
from tests import factories
from tests.conftest import NOON

ADDRESS = "/registre/decisions.csv"


def rows(client, **asked):
    answer = client.get(ADDRESS, asked)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))


@pytest.fixture
def decided(consultation, moderator, reasons):
    """Three texts published, two withheld, one of them after a report and one until a day, and one slip."""
    make = factories.ProposalFactory
    for _turn in range(3):
        text = make(consultation=consultation, waiting=True, created_at=NOON - timedelta(hours=5))
        actions.decide(subject=text, by=moderator, kind="publish", seen=0, at=NOON)
    reported, slip = make(consultation=consultation), make(consultation=consultation)
    actions.report(subject=reported, ground=reasons["ground"], words="Voyez.", at=NOON - timedelta(hours=1))
    actions.decide(subject=reported, by=moderator, seen=0, at=NOON, **reasons)
    argument = factories.ArgumentFactory(proposal__consultation=consultation)
    until = reasons | {"duration": "temporary", "ends_at": NOON + timedelta(days=3)}
    actions.decide(subject=argument, by=moderator, seen=0, at=NOON, **until)
    decision = actions.decide(subject=slip, by=moderator, seen=0, at=NOON, **reasons)
    undoing.undo(decision=decision, by=moderator, at=NOON + timedelta(seconds=9))


@pytest.mark.requirement("M-5")
def test_figures_of_the_month_are_those_of_the_file(client, decided):
    given = rows(client)
    undone = {(row["reference"], row["undoes"]) for row in given if row["undoes"]}
    lasting = [row for row in given if not row["undoes"] and (row["reference"], row["number"]) not in undone]
    (month,) = months.month_figures()
    counted = Counter(row["decision"] for row in lasting)
    assert (month.published, month.withheld) == (counted["publish"], counted["withhold"]) == (3, 2)
    grounds = Counter(row["ground"] for row in lasting if row["ground"])
    assert dict(month.by_ground) == grounds
    waits = sorted(int(row["waited_seconds"]) for row in lasting if row["waited_seconds"])
    assert month.median_delay.total_seconds() == waits[len(waits) // 2]


def test_each_line_says_where_it_comes_from(client, decided):
    by_text = {row["reference"]: row for row in rows(client) if not row["undoes"]}
    reported = by_text["P-4"]
    assert (reported["origin"], reported["duration"], reported["waited_seconds"]) == ("report", "indefinite", "3600")
    assert reported["url"].endswith("/se-deplacer/propositions/P-4/")
    assert {row["automated_decision"] for row in by_text.values()} == {"false"}
    (argument,) = [row for row in by_text.values() if row["text"] == "argument"]
    assert argument["until"] == (NOON + timedelta(days=3)).isoformat()


def test_end_of_a_term_is_the_one_decision_that_nobody_took(client, decided):
    actions.lift_expired(at=NOON + timedelta(days=3))
    last = rows(client)[-1]
    assert (last["origin"], last["automated_decision"], last["waited_seconds"]) == ("term", "true", "")


def test_file_holds_no_name_and_no_typed_word(client, decided, moderator, reasons):
    file = b"".join(client.get(ADDRESS).streaming_content).decode()
    for word in (moderator.public_name, moderator.email, reasons["facts"], reasons["words"], "Voyez."):
        assert word not in file


def test_one_consultation_alone(client, decided, moderator):
    other = factories.open_consultation("autre-sujet", title="Autre sujet")
    text = factories.ProposalFactory(consultation=other, waiting=True)
    actions.decide(subject=text, by=moderator, kind="publish", seen=0)
    assert [row["consultation"] for row in rows(client, consultation="autre-sujet")] == ["autre-sujet"]
    assert len(rows(client)) == 8


def test_restricted_consultations_stay_out(client, decided, consultation):
    from wagtail.models import PageViewRestriction

    PageViewRestriction.objects.create(page=consultation, restriction_type="login")
    assert rows(client) == []


def test_long_register_is_read_in_steps(client, decided, monkeypatch):
    whole = rows(client)
    monkeypatch.setattr("moderation.open_data.BATCH", 3)
    assert rows(client) == whole


def test_register_leads_to_the_file(client, decided):
    assert f'href="{ADDRESS}"' in client.get("/registre/").text
    assert f'href="{ADDRESS}?consultation=se-deplacer"' in client.get("/registre/?consultation=se-deplacer").text
