"""What moderation adds to public pages: decisions and figures in the register, history and report link."""

from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from django.urls import reverse

from consult.models import JournalEntry
from moderation import actions, months, panels, reading
from moderation.models import Decision, Ground
from tests import factories
from tests.conftest import NOON
from tests.journal_words import written_before

REGISTER = "/registre/"


def decide_after(moderator, consultation, delay, *, month=3, **reasons):
    """A decision on a new text that had waited for so long."""
    at = datetime(2026, month, 20, 12, tzinfo=UTC)
    text = factories.ProposalFactory(consultation=consultation, waiting=True, created_at=at - delay)
    return actions.decide(subject=text, by=moderator, seen=0, at=at, **(reasons or {"kind": "publish"}))


def test_register_shows_decisions_without_a_name_or_a_typed_word(client, published, moderator, reasons):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    page = client.get(REGISTER).text
    assert reasons["ground"].title in page
    assert "P-1" in page
    for private in [moderator.display_name + "<", published.author.display_name, reasons["facts"], reasons["words"]]:
        assert private not in page
    assert published.text not in page


def test_register_narrows_decisions_by_consultation_and_kind(client, published, moderator, reasons):
    other = factories.ProposalFactory(
        consultation=factories.open_consultation("autre", title="Autre sujet"), waiting=True
    )
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    actions.decide(subject=other, by=moderator, kind="publish", seen=0)
    lines = reading.public_decisions
    assert [decision.subject for decision in lines("autre")] == [other]
    assert [decision.subject for decision in lines(kind="withhold")] == [published]
    assert client.get(REGISTER, {"consultation": "autre", "decision": "withhold"}).status_code == 200


def test_decisions_of_an_unpublished_consultation_are_not_shown(published, moderator, reasons):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    published.consultation.unpublish()
    assert not reading.public_decisions().exists()


@pytest.mark.parametrize("hours", [[5], [1, 9], [1, 2, 30], [4, 4, 8, 100]])
def test_month_figures_equal_a_recount(consultation, moderator, reasons, hours):
    for count in hours:
        decide_after(moderator, consultation, timedelta(hours=count))
    decide_after(moderator, consultation, timedelta(hours=3), month=2, **reasons)
    march, february = months.month_figures()
    assert (march.published, march.withheld, march.by_ground) == (len(hours), 0, ())
    assert march.median_delay == timedelta(hours=median(hours))
    assert (february.published, february.withheld, february.by_ground) == (0, 1, (("Hors du sujet", 1),))


def test_end_of_a_term_is_no_moderators_decision(published, moderator, reasons):
    reasons |= {"duration": "temporary", "ends_at": NOON + timedelta(days=1)}
    actions.decide(subject=published, by=moderator, seen=0, at=NOON, **reasons)
    actions.lift_expired(at=NOON + timedelta(days=2))
    (march,) = months.month_figures()
    assert (march.published, march.withheld) == (0, 1)
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("delay", "words"),
    [(timedelta(seconds=20), "1 minute"), (timedelta(minutes=61), "2 h"), (timedelta(hours=49), "3 ")],
)
def test_delay_is_said_in_one_unit(delay, words):
    figures = months.MonthFigures(NOON.date(), median_delay=delay)
    assert figures.delay_words.startswith(words)


def test_register_costs_the_same_with_one_decision_and_with_twelve(
    client, consultation, moderator, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    decide_after(moderator, consultation, timedelta(hours=1))
    client.get(REGISTER)
    with CaptureQueriesContext(connection) as few:
        client.get(REGISTER)
    for turn in range(1, 12):
        decide_after(moderator, consultation, timedelta(hours=turn), month=1 + turn % 3)
    with django_assert_num_queries(len(few)):
        client.get(REGISTER)


def withheld_sentence(client):
    """What the list of entries says of the withholding, below the panel of decisions."""
    return client.get(REGISTER).text.split('id="entries"')[1]


def test_register_reads_the_title_of_a_ground_that_was_retired_since(client, published, moderator, reasons, ground):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    ground.retired_at = NOON
    ground.save()
    assert "Hors du sujet" not in str(JournalEntry.objects.get().content)
    assert "P-1" in withheld_sentence(client)
    assert "Hors du sujet" in withheld_sentence(client)


def test_register_reads_each_ground_by_its_own_words(client, published, moderator, reasons):
    factories.GroundFactory(title="Autre motif")
    reasons["ground"] = factories.GroundFactory(title="Hors du sujet", text="Réécrit.")
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    assert JournalEntry.objects.get().content["ground"] == reasons["ground"].seal
    assert "Hors du sujet" in withheld_sentence(client)
    assert "Autre motif" not in withheld_sentence(client)


def test_register_still_shows_entries_that_hold_the_title_itself(client, db):
    written_before("argument.withheld", argument="P-1-A2", decision=1, ground="Propos blessants", duration="indefinite")
    assert "Propos blessants" in withheld_sentence(client)


def test_seal_of_a_ground_is_that_of_its_words_only(ground):
    seal = ground.seal
    ground.sample_words, ground.position, ground.retired_at = "Merci.", 9, NOON
    ground.save()
    assert Ground.objects.titles_by_seal() == {seal: ground.title}
    assert {factories.GroundFactory(**change).seal == seal for change in ({"kind": "illegal"}, {"text": "x"})} == {
        False
    }


def test_history_is_that_of_texts_once_withheld(published, moderator, reasons, consultation):
    calm = factories.ProposalFactory(consultation=consultation, waiting=True)
    actions.decide(subject=calm, by=moderator, kind="publish", seen=0)
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    actions.decide(subject=published, by=moderator, kind="publish", seen=1)
    found = panels.decision_histories([published, calm], moderator)
    assert [line["ground"] for line in found[published.pk]] == ["Hors du sujet", ""]
    assert calm.pk not in found


def test_report_link_stands_on_texts_in_view_only(published, waiting, citizen):
    found = panels.report_links([published, waiting], citizen)
    assert found == {published.pk: {"url": "/signaler/se-deplacer/P-1/", "reference": "P-1"}}


def test_report_link_and_history_stand_on_the_proposals_page(client, published, moderator, reasons):
    address = reverse("proposals:detail", args=["se-deplacer", 1])
    assert "/signaler/se-deplacer/P-1/" in client.get(address).text
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    page = client.get(address).text
    assert "/signaler/se-deplacer/P-1/" not in page
    assert 'id="moderation-history"' in page
    assert moderator.display_name + "<" not in page
