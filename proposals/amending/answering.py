"""What becomes of an amendment: accepted, declined, withdrawn."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, NotYours, Refused
from consult.models import ConsultationPage
from participants.models import User
from proposals.actions import add_version
from proposals.amending.holding import hold_amendment, outdate
from proposals.amending.tasks import tell_of_change
from proposals.amending.telling import tell_answered
from proposals.following.tasks import tell_followers
from proposals.models import Amendment, Version
from proposals.permissions import refuse_amending
from proposals.sending_limits import refuse_links


class NotYoursToAnswer(NotYours):
    """Only the proposal's author answers an amendment, and only its own author withdraws it."""


class NotOpen(Conflict):
    """It was answered, withdrawn or outdated meanwhile, or cannot be read at present."""


class WordMissing(Refused):
    """An amendment is declined with a word of reason, or not at all."""


def accept(*, amendment: Amendment, author: User | None, at: datetime | None = None) -> Version:
    """Make the amendment the proposal's next version. Accepted twice, it makes one, and gives it back."""
    at = at or timezone.now()
    with transaction.atomic():
        held = hold_amendment(amendment)
        _refuse_other_author(author, held)
        if held.made_id is not None:
            return Version.objects.get(pk=held.made_id)
        refuse_answering(author, held, at=at)
        version = carry_out(held, at=at)
        tell_answered(held)
        return version


def decline(*, amendment: Amendment, author: User | None, answer: str, at: datetime | None = None) -> Amendment:
    """Decline it with a word to its author, which everyone reads; where a moderator reads first, that word waits.

    The same words sent twice are one answer. Raises ``WordMissing``, ``NotOpen``, and ``TooManyLinks`` for the words of
    a new account.
    """
    at = at or timezone.now()
    if not answer.strip():
        raise WordMissing(_("Say in a few words why you decline this wording: its author will read them."))
    with transaction.atomic():
        held = hold_amendment(amendment)
        _refuse_other_author(author, held)
        if held.outcome == Amendment.Outcome.DECLINED and held.answer == answer.strip():
            return held
        refuse_answering(author, held, at=at)
        assert author is not None  # refused above
        refuse_links(author, held.proposal.consultation, answer, at=at)
        first_read = held.proposal.consultation.moderation == ConsultationPage.Moderation.BEFORE
        held.answer = answer.strip()
        held.answer_state = Amendment.AnswerState.WAITS if first_read else Amendment.AnswerState.SHOWN
        _close(held, Amendment.Outcome.DECLINED, at)
        journal.record("amendment.declined", consultation=held.proposal.consultation.slug, amendment=held.reference)
        tell_answered(held)
        return held


def show_answer(held: Amendment, *, at: datetime) -> None:
    """Let everyone read the words of a refusal, by a moderator's decision. Call with the amendment held.

    The amendment's author is told, unless they can read them already.
    """
    in_view = held.answer_state == Amendment.AnswerState.SHOWN
    _decide_on_answer(held, Amendment.AnswerState.SHOWN, at)
    if not in_view:
        tell_answered(held)


def hide_answer(held: Amendment, *, at: datetime) -> None:
    """Take the words of a refusal out of view; the refusal stands. Call with the amendment held."""
    _decide_on_answer(held, Amendment.AnswerState.HIDDEN, at)


def _decide_on_answer(held: Amendment, state: Amendment.AnswerState, at: datetime) -> None:
    held.answer_state, held.answer_read_at = state, at
    held.save(update_fields=["answer_state", "answer_read_at"])


def withdraw(*, amendment: Amendment, author: User | None, at: datetime | None = None) -> Amendment:
    """Take one's own back while nobody has answered it, whatever the phase: nobody is held to an offer.

    Withdrawn twice, it is withdrawn once. What everyone read leaves a line in the journal.
    """
    at = at or timezone.now()
    with transaction.atomic():
        held = hold_amendment(amendment)
        if author is None or held.author_id != author.pk:
            raise NotYoursToAnswer(_("This page does not exist."))
        if held.outcome == Amendment.Outcome.WITHDRAWN:
            return held
        _refuse_closed(held)
        _close(held, Amendment.Outcome.WITHDRAWN, at)
        if held.published_at is not None:
            journal.record(
                "amendment.withdrawn", consultation=held.proposal.consultation.slug, amendment=held.reference
            )
        return held


def carry_out(amendment: Amendment, *, at: datetime) -> Version:
    """The next version, made from the amendment; what was proposed on the former wording is outdated.

    Needs the amendment and its proposal held. Call inside a transaction.
    """
    proposal = amendment.proposal
    assert proposal.current is not None  # a proposal is created with its first version
    title, text = amendment.merged
    derived = proposal.current.title_derived and title == proposal.current.title
    version = add_version(proposal, title=title, text=text, title_derived=derived, at=at)
    amendment.made = version
    _close(amendment, Amendment.Outcome.ACCEPTED, at)
    outdate(proposal, at=at)
    journal.record(
        "amendment.accepted",
        consultation=proposal.consultation.slug,
        amendment=amendment.reference,
        version=version.number,
        fingerprint=version.fingerprint,
    )
    tell_of_change.enqueue(amendment.pk)
    tell_followers.enqueue("accepted", amendment.pk)
    return version


def refuse_answering(author: User | None, amendment: Amendment, *, at: datetime) -> None:
    """Raise unless this is the proposal's author and the amendment can be answered. One query.

    Needs the proposal with its consultation.
    """
    proposal = amendment.proposal
    _refuse_other_author(author, amendment)
    refuse_amending(author, proposal, at=at)
    _refuse_closed(amendment)
    if not amendment.is_published:
        raise _not_open(amendment, _("This amendment is not in view: it cannot be answered."))
    if amendment.version_id != proposal.current_id:
        raise _not_open(amendment, _("The text has changed since this wording was proposed: it cannot be accepted."))


def _refuse_other_author(author: User | None, amendment: Amendment) -> None:
    if author is None or amendment.proposal.author_id != author.pk:
        raise NotYoursToAnswer(_("This page does not exist."))


def _refuse_closed(amendment: Amendment) -> None:
    sentences = {
        Amendment.Outcome.ACCEPTED.value: _("This amendment was accepted already."),
        Amendment.Outcome.DECLINED.value: _("This amendment was declined already."),
        Amendment.Outcome.WITHDRAWN.value: _("This amendment was withdrawn by its author."),
        Amendment.Outcome.OUTDATED.value: _(
            "The text has changed since this wording was proposed: its author may propose it anew."
        ),
    }
    if not amendment.is_open:
        raise _not_open(amendment, sentences[amendment.outcome])


def _not_open(amendment: Amendment, sentence: str) -> NotOpen:
    return NotOpen(sentence, amendment.get_absolute_url(), _("Back to the amendment"))


def _close(amendment: Amendment, outcome: Amendment.Outcome, at: datetime) -> None:
    amendment.outcome, amendment.closed_at = outcome, at
    amendment.save(update_fields=["outcome", "closed_at", "answer", "answer_state", "made"])
