"""An author who is kept from writing in a consultation for a time: why, what stays open, and how it ends."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from consult.models import JournalEntry
from moderation import actions, pauses
from moderation.models import Pause
from participants.models import Notice
from proposals.actions import argue, submit, take_position
from proposals.amending.answering import accept, decline
from proposals.amending.proposing import Wording, propose
from proposals.amending.proposing import refuse_proposing as refuse_amending
from proposals.drafts.fields import DraftMark
from proposals.drafts.keeping import Subject, keep_draft
from proposals.editing import edit
from proposals.models import Proposal
from proposals.models.draft import Words
from proposals.pausing import WritingPaused
from proposals.permissions import refuse_submitting
from proposals.replying import reply
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON

DAYS = timedelta(days=1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def why(ground):
    return {
        "ground": ground,
        "facts": "Trois textes insultent une voisine par son nom.",
        "words": "Répondez à la question, sans viser personne.",
        "ends_at": NOON + 7 * DAYS,
    }


@pytest.fixture
def theirs(consultation, citizen):
    return factories.ProposalFactory(consultation=consultation, author=citizen)


@pytest.fixture
def paused(theirs, moderator, why):
    return pauses.pause(subject=theirs, by=moderator, **why)


def events():
    rows = JournalEntry.objects.filter(event__startswith="author.").order_by("number")
    return [(row.event, row.content) for row in rows]


def deeds(person, consultation):
    """Each way in which somebody writes, as a deed that has not been done."""
    own = factories.ProposalFactory(consultation=consultation, author=person, waiting=True)
    published = factories.ProposalFactory(consultation=consultation, author=person)
    other = factories.ProposalFactory(consultation=consultation)
    argument = factories.ArgumentFactory(proposal=other)
    offered = AmendmentFactory(proposal=published)
    wording = Wording(None, None, "Plus de bus", "Plus de bus le matin, toute la semaine.", "Plus clair.")
    said = {"title": "Moins de bruit", "text": "Moins de bruit la nuit, dans les rues du centre."}
    return {
        "submit": lambda: submit(consultation=consultation, author=person, **said),
        "argue": lambda: argue(proposal=other, author=person, stance="for", text="Oui, et le soir aussi."),
        "reply": lambda: reply(argument=argument, author=person, text="Et les lignes de nuit ?"),
        "propose": lambda: propose(proposal=other, author=person, wording=wording, read_version=1),
        "edit": lambda: edit(proposal=own, author=person, read_version=1, **said),
        "accept": lambda: accept(amendment=offered, author=person),
        "decline": lambda: decline(amendment=offered, author=person, answer="Non, merci."),
    }


WAYS = ["submit", "argue", "reply", "propose", "edit", "accept", "decline"]


@pytest.mark.parametrize("way", WAYS)
def test_paused_author_writes_nothing_here(paused, citizen, consultation, way):
    deed = deeds(citizen, consultation)[way]
    with pytest.raises(WritingPaused) as refused:
        deed()
    assert "9 mars 2026" in refused.value.sentence
    assert paused.ground.title in refused.value.sentence


@pytest.mark.parametrize("way", WAYS)
def test_whoever_is_not_paused_writes(paused, other_citizen, consultation, way):
    assert deeds(other_citizen, consultation)[way]()


def test_paused_author_takes_position_and_keeps_drafts(paused, citizen, consultation):
    other = factories.ProposalFactory(consultation=consultation)
    assert take_position(proposal=other, participant=citizen, value=1).participant == citizen
    words = Words(title="Plus tard", text="Je reviendrai sur ce point.")
    assert keep_draft(author=citizen, subject=Subject(consultation), words=words, mark=DraftMark(UUID(int=7))).pk


def test_pause_holds_in_its_consultation_alone(paused, citizen):
    elsewhere = factories.open_consultation("ailleurs", title="Ailleurs")
    refuse_submitting(citizen, elsewhere, at=NOON)


def test_pause_ends_by_itself_that_day(paused, citizen, consultation):
    with pytest.raises(WritingPaused):
        refuse_submitting(citizen, consultation, at=paused.ends_at - timedelta(seconds=1))
    refuse_submitting(citizen, consultation, at=paused.ends_at)


def test_author_is_told_why_until_when_and_how_to_contest(paused, citizen, moderator, mailoutbox):
    notice = Notice.objects.get(recipient=citizen)
    for said in (paused.ground.title, paused.ground.text, paused.facts, paused.words, "9 mars 2026", "P-1"):
        assert said in notice.body
    assert notice.url == "/contester/pause/se-deplacer/1/"
    assert f"{notice.url}" in notice.body
    assert moderator.display_name + "\n" not in notice.body
    assert [mail.to for mail in mailoutbox] == [[citizen.email]]


def test_journal_says_it_without_author_nor_text(paused):
    ((event, content),) = events()
    assert event == "author.paused"
    assert content == {"pause": 1, "ground": paused.ground.seal, "until": "2026-03-09"}


@pytest.mark.parametrize("left_out", ["ground", "facts", "words"])
def test_no_pause_without_its_reasons(theirs, moderator, why, left_out):
    given = {**why, left_out: None if left_out == "ground" else "  "}
    with pytest.raises(actions.ReasonsMissing):
        pauses.pause(subject=theirs, by=moderator, **given)
    assert not Pause.objects.exists()


@pytest.mark.parametrize("ends_at", [None, NOON, NOON - DAYS, NOON + 30 * DAYS + timedelta(seconds=1)])
def test_pause_ends_within_thirty_days(theirs, moderator, why, ends_at):
    with pytest.raises(pauses.BadEnd):
        pauses.pause(subject=theirs, by=moderator, **{**why, "ends_at": ends_at})


def test_thirty_days_are_the_most(theirs, moderator, why):
    assert pauses.pause(subject=theirs, by=moderator, **{**why, "ends_at": NOON + 30 * DAYS}).pk


def test_second_moderator_reads_who_was_quicker(paused, theirs, moderator, other_moderator, why):
    with pytest.raises(pauses.AlreadyPaused) as refused:
        pauses.pause(subject=theirs, by=other_moderator, **why)
    assert moderator.public_name in refused.value.sentence
    assert Pause.objects.count() == 1


def test_database_lets_one_pause_be_in_force(paused, theirs, other_moderator, ground):
    row = {"consultation": theirs.consultation, "number": 2, "participant": theirs.author, "proposal": theirs}
    reasons = {"ground": ground, "facts": "x", "words": "y", "begins_at": NOON, "ends_at": NOON + DAYS}
    with pytest.raises(IntegrityError, match=r"one_pause_in_force|participant_id"), transaction.atomic():
        Pause.objects.create(**row, **reasons, moderator=other_moderator)
    Pause.objects.create(**row, **reasons, moderator=other_moderator, in_force=False)


def test_another_pause_may_follow_the_end(paused, theirs, moderator, why):
    later = paused.ends_at
    second = pauses.pause(subject=theirs, by=moderator, **{**why, "ends_at": later + DAYS}, at=later)
    assert second.number == 2
    assert list(Pause.objects.filter(in_force=True)) == [second]


def test_moderator_pauses_neither_themselves_nor_the_team(consultation, moderator, other_moderator, why):
    own = factories.ProposalFactory(consultation=consultation, author=moderator)
    of_team = factories.ProposalFactory(consultation=consultation, author=other_moderator)
    with pytest.raises(actions.NotImpartial):
        pauses.pause(subject=own, by=moderator, **why)
    with pytest.raises(pauses.OfTheTeam):
        pauses.pause(subject=of_team, by=moderator, **why)
    assert not Pause.objects.exists()


def test_who_reported_a_text_does_not_pause_its_author(theirs, moderator, ground, why):
    actions.report(subject=theirs, ground=ground, words="Voyez la fin.", reporter=moderator)
    with pytest.raises(actions.NotImpartial):
        pauses.pause(subject=theirs, by=moderator, **why)


def test_text_without_an_author_here_pauses_nobody(consultation, moderator, why):
    voice = factories.UserFactory(email=None)
    for author in (None, voice, factories.CitizenFactory(is_active=False)):
        text = factories.ProposalFactory(consultation=consultation, author=author)
        with pytest.raises(pauses.NobodyToPause):
            pauses.pause(subject=text, by=moderator, **why)


def test_citizens_pause_nobody(theirs, other_citizen, why):
    with pytest.raises(actions.NotModerator):
        pauses.pause(subject=theirs, by=other_citizen, **why)


@pytest.mark.parametrize("make", [factories.ArgumentFactory, AmendmentFactory])
def test_author_of_an_argument_or_an_amendment_is_paused(make, consultation, citizen, moderator, why):
    text = make(author=citizen)
    made = pauses.pause(subject=text, by=moderator, **why)
    assert (made.subject, made.participant) == (text, citizen)
    with pytest.raises(WritingPaused):
        refuse_amending(citizen, Proposal.objects.get(), at=NOON)


def test_after_a_report_it_says_so(theirs, moderator, ground, why):
    actions.report(subject=theirs, ground=ground, words="Voyez la fin.")
    assert pauses.pause(subject=theirs, by=moderator, **why).after_report


def test_moderator_lifts_it_early_and_the_author_is_told(paused, citizen, consultation, other_moderator):
    pauses.lift(pause=paused, by=other_moderator, words="Merci de votre message.", at=NOON + DAYS)
    refuse_submitting(citizen, consultation, at=NOON + DAYS)
    notice = Notice.objects.get(recipient=citizen, kind="moderation.pause_lifted")
    assert "Merci de votre message." in notice.body
    assert events()[-1] == ("author.pause_lifted", {"pause": 1})


def test_what_has_ended_is_not_lifted(paused, moderator):
    with pytest.raises(pauses.NotRunning):
        pauses.lift(pause=paused, by=moderator, at=paused.ends_at)
    pauses.lift(pause=paused, by=moderator, at=NOON)
    with pytest.raises(pauses.NotRunning):
        pauses.lift(pause=paused, by=moderator, at=NOON)
    assert [event for event, _content in events()] == ["author.paused", "author.pause_lifted"]


def test_neither_citizens_nor_the_paused_one_lift_it(paused, citizen, other_citizen):
    with pytest.raises(actions.NotModerator):
        pauses.lift(pause=paused, by=other_citizen)
    promoted = factories.staff("promue@example.org", "Promue", ["moderation.moderate_decision"])
    Pause.objects.filter(pk=paused.pk).update(participant=promoted)
    with pytest.raises(actions.NotImpartial):
        pauses.lift(pause=paused, by=promoted)


def test_a_proposal_that_was_sent_back_waits_for_the_end_of_the_pause(consultation, citizen, theirs, moderator, why):
    waiting = factories.ProposalFactory(consultation=consultation, author=citizen, waiting=True)
    actions.decide(subject=waiting, by=moderator, seen=0, at=NOON, kind="change", words="Sans le nom de la voisine.")
    pauses.pause(subject=theirs, by=moderator, **why)
    words = {"title": "Un banc", "text": "Un banc sur la place.", "read_version": 1}
    with pytest.raises(WritingPaused):
        edit(proposal=waiting, author=citizen, **words, at=NOON + DAYS)
    assert edit(proposal=waiting, author=citizen, **words, at=NOON + 8 * DAYS).number == 2
