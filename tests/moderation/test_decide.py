"""Deciding: what changes, who is told, what the journal says, and who may not."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction

from consult.models import JournalEntry
from moderation import actions
from moderation.models import Decision
from participants.models import Notice
from proposals.models import Proposal
from tests import factories
from tests.conftest import NOON


def events():
    return list(JournalEntry.objects.order_by("number").values_list("event", flat=True))


def test_publishing_shows_the_proposal_and_journals_it(waiting, moderator, at_noon):
    decision = actions.decide(subject=waiting, by=moderator, kind="publish", seen=0)
    waiting.refresh_from_db()
    assert waiting.is_published
    assert waiting.published_at == at_noon
    assert decision.number == 1
    assert events() == ["proposal.published"]


def test_publishing_tells_the_author_with_a_link(waiting, moderator, at_noon):
    actions.decide(subject=waiting, by=moderator, kind="publish", seen=0)
    notice = Notice.objects.get(recipient=waiting.author)
    assert waiting.reference in notice.subject
    assert notice.url == waiting.get_absolute_url()
    assert mail.outbox[0].to == [waiting.author.email]


def test_publishing_an_argument_shows_it(consultation, moderator, at_noon):
    argument = factories.ArgumentFactory(proposal__consultation=consultation, waiting=True)
    actions.decide(subject=argument, by=moderator, kind="publish", seen=0)
    argument.refresh_from_db()
    assert argument.is_published
    assert events() == ["argument.published"]


def test_withholding_takes_the_text_out_of_lists_and_keeps_its_place(published, moderator, reasons, at_noon):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    kept = Proposal.objects.visible_to(None).get(pk=published.pk)
    assert kept.withheld_ground == "Hors du sujet"
    assert not Proposal.objects.listed().exists()
    assert events() == ["proposal.withheld"]


def test_withholding_journals_the_seal_of_the_ground_and_no_typed_word(published, moderator, reasons, at_noon):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    entry = JournalEntry.objects.get()
    assert entry.content == {
        "proposal": "P-1",
        "decision": 1,
        "ground": reasons["ground"].seal,
        "duration": "indefinite",
        "after_report": False,
    }


@pytest.mark.requirement("M-2")
def test_author_gets_the_statement_of_reasons_at_that_moment(published, moderator, reasons, ground, at_noon):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    notice = Notice.objects.get(recipient=published.author)
    for part in [ground.title, ground.text, reasons["facts"], reasons["words"], published.reference]:
        assert part in notice.body
    assert notice.created_at == at_noon
    assert notice.body in mail.outbox[0].body


@pytest.mark.requirement("M-2")
@pytest.mark.parametrize("missing", ["ground", "facts", "words", "duration"])
def test_withholding_without_a_reason_is_refused(published, moderator, reasons, missing):
    reasons[missing] = None if missing == "ground" else "  "
    with pytest.raises(actions.ReasonsMissing):
        actions.decide(subject=published, by=moderator, seen=0, **reasons)
    published.refresh_from_db()
    assert published.is_published


@pytest.mark.requirement("M-2")
@pytest.mark.parametrize("missing", ["ground", "facts", "words", "duration"])
def test_database_refuses_to_withhold_without_a_reason(published, moderator, reasons, missing):
    reasons[missing] = None if missing == "ground" else ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(proposal=published, moderator=moderator, decided_at=NOON, number=1, **reasons)


@pytest.mark.requirement("M-2")
def test_database_takes_a_withholding_with_all_its_reasons(published, moderator, reasons):
    Decision.objects.create(proposal=published, moderator=moderator, decided_at=NOON, number=1, **reasons)
    assert Decision.objects.on(published).count() == 1


def test_database_refuses_a_withholding_that_nobody_decided(published, reasons):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(proposal=published, by_term=True, decided_at=NOON, number=1, **reasons)


@pytest.mark.parametrize("ends_at", [None, NOON])
def test_temporary_withholding_needs_an_end_to_come(published, moderator, reasons, ends_at, at_noon):
    reasons |= {"duration": "temporary", "ends_at": ends_at}
    with pytest.raises(actions.ReasonsMissing):
        actions.decide(subject=published, by=moderator, seen=0, **reasons)


def test_second_decision_on_what_was_seen_is_refused_by_name(waiting, moderator, other_moderator, at_noon):
    actions.decide(subject=waiting, by=other_moderator, kind="publish", seen=0)
    with pytest.raises(actions.AlreadyDecided, match=r"Relecture.*13:00"):  # noon in UTC
        actions.decide(subject=waiting, by=moderator, kind="publish", seen=0)
    assert Decision.objects.count() == 1


def test_moderator_who_read_the_first_decision_may_take_another(
    published, moderator, other_moderator, reasons, at_noon
):
    actions.decide(subject=published, by=other_moderator, seen=0, **reasons)
    actions.decide(subject=published, by=moderator, kind="publish", seen=1)
    published.refresh_from_db()
    assert published.is_published
    assert published.published_at == factories.EARLY
    assert events() == ["proposal.withheld", "proposal.published_again"]


def test_moderator_never_decides_on_their_own_text(consultation, moderator):
    own = factories.ProposalFactory(consultation=consultation, author=moderator, waiting=True)
    with pytest.raises(actions.NotImpartial):
        actions.decide(subject=own, by=moderator, kind="publish", seen=0)


def test_moderator_never_decides_on_what_they_reported(published, moderator, ground):
    actions.report(subject=published, ground=ground, words="Hors sujet.", reporter=moderator)
    with pytest.raises(actions.NotImpartial):
        actions.decide(subject=published, by=moderator, kind="publish", seen=0)


def test_citizen_decides_nothing(waiting, citizen):
    with pytest.raises(actions.NotModerator):
        actions.decide(subject=waiting, by=citizen, kind="publish", seen=0)


def test_imported_text_is_withheld_without_anyone_to_tell(consultation, moderator, reasons):
    imported = factories.ProposalFactory(consultation=consultation, author=None)
    actions.decide(subject=imported, by=moderator, seen=0, **reasons)
    imported.refresh_from_db()
    assert imported.is_withheld
    assert not Notice.objects.exists()


def test_decision_keeps_since_when_the_text_had_waited(waiting, moderator, at_noon):
    decision = actions.decide(subject=waiting, by=moderator, kind="publish", seen=0)
    assert decision.delay == at_noon - waiting.created_at


@pytest.fixture
def withheld_until_tomorrow(published, moderator, reasons, at_noon):
    reasons |= {"duration": "temporary", "ends_at": at_noon + timedelta(days=1)}
    return actions.decide(subject=published, by=moderator, seen=0, **reasons)


def test_term_lifts_a_withholding_at_its_end_and_not_before(withheld_until_tomorrow, published):
    ends_at = withheld_until_tomorrow.ends_at
    assert actions.lift_expired(at=ends_at - timedelta(seconds=1)) == 0
    assert actions.lift_expired(at=ends_at) == 1
    published.refresh_from_db()
    assert published.is_published
    assert actions.lift_expired(at=ends_at) == 0


def test_lifted_text_says_that_nobody_decided_and_tells_the_author(withheld_until_tomorrow, published):
    actions.lift_expired(at=withheld_until_tomorrow.ends_at)
    lifted = Decision.objects.on(published).get(by_term=True)
    assert lifted.moderator is None
    assert JournalEntry.objects.get(event="proposal.published_again").content["by_term"] is True
    assert Notice.objects.filter(recipient=published.author).count() == 2


def test_another_decision_meanwhile_is_not_undone_by_the_term(
    withheld_until_tomorrow, published, other_moderator, reasons
):
    actions.decide(
        subject=published, by=other_moderator, seen=1, **{**reasons, "duration": "indefinite", "ends_at": None}
    )
    assert actions.lift_expired(at=withheld_until_tomorrow.ends_at) == 0
    published.refresh_from_db()
    assert published.is_withheld


def test_command_lifts_what_is_over(withheld_until_tomorrow, published, capsys):
    import time_machine

    with time_machine.travel(withheld_until_tomorrow.ends_at, tick=False):
        call_command("lift_expired_withholdings")
    assert "1 withholdings lifted" in capsys.readouterr().out


def test_task_lifts_what_is_over(withheld_until_tomorrow, published):
    import time_machine

    from moderation.tasks import lift_expired

    with time_machine.travel(withheld_until_tomorrow.ends_at, tick=False):
        assert lift_expired.enqueue().return_value == 1
