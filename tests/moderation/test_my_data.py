"""Moderation's part of the export of one's data, and of the erasure of an account."""

from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress

from moderation import actions
from moderation.models import Decision, Report
from participants.my_data import erase, export_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def withheld(published, moderator, reasons, citizen, ground):
    actions.report(subject=published, ground=ground, words="Motsmarque.", reporter=citizen, email=citizen.email)
    return actions.decide(subject=published, by=moderator, seen=0, **reasons)


def test_author_takes_away_what_was_decided_on_their_texts(withheld, published, moderator):
    (row,) = export_of(published.author)["decisions_on_my_texts"]
    assert (row["text"], row["ground"], row["words"]) == ("P-1", withheld.ground.title, withheld.words)
    assert moderator.display_name not in str(row)


def test_reporter_takes_away_their_reports(withheld, citizen):
    (row,) = export_of(citizen)["reports"]
    assert row["words"] == "Motsmarque."


def test_moderator_takes_away_what_they_decided(withheld, moderator):
    assert [row["text"] for row in export_of(moderator)["decisions_taken"]] == ["P-1"]


def test_erasing_a_reporter_leaves_the_report_without_them(withheld, citizen, ground):
    erase(participant=citizen)
    report = Report.objects.get()
    assert (report.reporter, report.email, report.words) == (None, "", "")
    assert report.ground == ground


def test_erasing_an_author_leaves_the_decision_without_words_to_them(withheld, published):
    erase(participant=published.author)
    decision = Decision.objects.get()
    assert decision.words == "–"
    assert decision.facts == withheld.facts


def test_erasing_a_moderator_leaves_their_decisions(withheld, moderator):
    erase(participant=moderator)
    assert Decision.objects.get().moderator is None


def test_nothing_is_decided_on_a_text_that_its_author_erased(waiting, moderator):
    waiting.versions.all().blank(at=datetime(2026, 3, 1, tzinfo=UTC))
    with pytest.raises(actions.NothingLeft):
        actions.decide(subject=waiting, by=moderator, kind="publish", seen=0)


def test_a_former_address_goes_too(published, citizen, ground):
    """The team gave the account a new address; the sign-in keeps the former one until it is used."""
    actions.report(subject=published, ground=ground, words="Motsmarque.", email="ancienne@example.org")
    EmailAddress.objects.create(user=citizen, email="Ancienne@example.org")
    (row,) = export_of(citizen)["reports"]
    assert row["words"] == "Motsmarque."
    erase(participant=citizen)
    assert Report.objects.get().email == ""
