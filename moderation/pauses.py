"""Keeping an author from writing for a time, ending that early, contesting it. Each is atomic and names its errors."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Closed, Conflict, NotAllowed, NotYours, Refused
from consult.locks import take_turn
from consult.models import ConsultationPage
from moderation import pause_notices
from moderation.actions import NotImpartial, NotModerator, ReasonsMissing, lock, refuse_partial
from moderation.mandates import decides_in
from moderation.models import (
    LONGEST_PAUSE,
    Appeal,
    Ground,
    Pause,
    Report,
    Subject,
    closes_at,
    last_day,
    subject_key,
)
from moderation.reading import proposal_of
from moderation.words import day
from participants.models import User
from participants.second_factor import is_of_team


class NobodyToPause(Refused):
    """The text has no author here who writes: entered for somebody, imported, or the account is gone."""


class OfTheTeam(NotAllowed):
    """Who writes with the team is not paused by a moderator."""


class BadEnd(Refused):
    """A pause ends on a day to come, thirty days away at most."""


class AlreadyPaused(Conflict):
    """Another moderator has paused this author in this consultation, and that pause runs."""


class NotRunning(Conflict):
    """The pause has ended, or somebody has lifted it."""


class NothingToContest(Closed):
    """The pause was lifted: it keeps nobody from writing."""


class TooLate(Closed):
    """The six months are over."""


class AlreadyContested(Conflict):
    """One contests a pause once."""


class AlreadyAnswered(Conflict):
    """Another moderator has answered, or nobody contests it."""


class WordsMissing(Refused):
    """Neither who contests nor who answers goes without words."""


def pause(
    *,
    subject: Subject,
    by: User,
    ground: Ground | None,
    facts: str,
    words: str,
    ends_at: datetime | None,
    at: datetime | None = None,
) -> Pause:
    """Keep the author of a text from writing in its consultation until a day, and tell them why.

    Once for each author at a time: else ``AlreadyPaused`` says who was quicker. ``ReasonsMissing``, ``BadEnd``,
    ``NobodyToPause``, ``OfTheTeam``, and what ``actions.refuse_partial`` raises.
    """
    at = at or timezone.now()
    if ground is None or not facts.strip() or not words.strip():
        raise ReasonsMissing(_("To pause an author, give the ground, the facts and words to them."))
    if ends_at is None or not at < ends_at <= at + LONGEST_PAUSE:
        raise BadEnd(
            _("Give a day to come for the end of the pause, within %(days)d days.") % {"days": LONGEST_PAUSE.days}
        )
    consultation = proposal_of(subject).consultation
    try:
        with transaction.atomic():
            held = lock(subject)
            author = refuse_pausing(held, by)
            take_turn(f"pauses in {consultation.pk}")
            theirs = Pause.objects.filter(consultation=consultation, participant=author)
            theirs.filter(in_force=True, ends_at__lte=at).update(in_force=False)  # another may follow it
            _refuse_paused(author, consultation)
            last = Pause.objects.filter(consultation=consultation).aggregate(number=Max("number"))["number"]
            made = Pause.objects.create(
                **subject_key(held),
                consultation=consultation,
                number=(last or 0) + 1,
                participant=author,
                moderator=by,
                ground=ground,
                facts=facts.strip(),
                words=words.strip(),
                after_report=Report.objects.on(held).exists(),
                begins_at=at,
                ends_at=ends_at,
            )
            until = timezone.localtime(ends_at).date().isoformat()
            _record(made, "paused", ground=ground.seal, until=until)
            pause_notices.tell_paused(made)
            return made
    except IntegrityError:
        _refuse_paused(subject.author, consultation)  # the row of who was quicker, the last guard, stopped this one
        raise


def refuse_pausing(subject: Subject, by: User) -> User:
    """The author of a text whom this person may pause, else an error. Five queries at most."""
    refuse_partial(subject, by)
    author = subject.author
    if author is None or not author.email or not author.is_active:
        raise NobodyToPause(_("This text has no author who could write here: there is nobody to pause."))
    if is_of_team(author):
        raise OfTheTeam(
            _("The author is of the team: a moderator does not pause them. Speak with whoever runs the site.")
        )
    return author


def lift(*, pause: Pause, by: User, words: str = "", at: datetime | None = None) -> Pause:
    """End a pause early, and tell its author. ``NotRunning`` where it has ended or was lifted meanwhile."""
    at = at or timezone.now()
    with transaction.atomic():
        held = hold(pause)
        refuse_lifting(held, by, at=at)
        _end(held, by, at)
        _record(held, "pause_lifted")
        pause_notices.tell_lifted(held, words.strip())
        return held


def refuse_lifting(pause: Pause, by: User, *, at: datetime) -> None:
    """Raise unless this person may end a pause now. Two queries at most."""
    _refuse_moderating(pause, by)
    if not pause.runs_at(at):
        raise NotRunning(_("This pause has ended, or was lifted meanwhile: its author writes already."))


def contest(*, pause: Pause, by: User, words: str, at: datetime | None = None) -> Pause:
    """Ask for another moderator's reading of one's pause. The same words sent twice contest it once.

    ``NotYours`` for anybody else, ``WordsMissing``, and what ``refuse_contesting`` raises.
    """
    at = at or timezone.now()
    if not words.strip():
        raise WordsMissing(_("Say in a few words why the decision should be looked at again."))
    with transaction.atomic():
        held = hold(pause)
        if held.participant_id != by.pk:
            raise NotYours(_("This page does not exist."))
        if held.contested_at is not None and held.contest == words.strip():
            return held
        refuse_contesting(held, at=at)
        held.contest, held.contested_at = words.strip(), at
        held.save(update_fields=["contest", "contested_at"])
        _record(held, "pause_contested")
        return held


def refuse_contesting(pause: Pause, *, at: datetime) -> None:
    """Raise unless its author may contest a pause now: once, within six months, while nobody lifted it. No query."""
    if pause.contested_at is not None:
        raise AlreadyContested(_("You have contested this pause already."))
    if pause.lifted_at is not None:
        raise NothingToContest(_("This pause was lifted: there is nothing left to contest."))
    if at >= closes_at(pause.begins_at):
        raise TooLate(
            _("This decision could be contested until %(day)s: that time is over.")
            % {"day": day(last_day(pause.begins_at))}
        )


def answer(*, pause: Pause, by: User, outcome: str, words: str, at: datetime | None = None) -> Pause:
    """Answer whoever contests a pause: it stands, or it is overturned, and then its author writes again at once.

    Another moderator than the first answers (``NotImpartial``), once (``AlreadyAnswered``), in words.
    """
    at = at or timezone.now()
    if not words.strip() or outcome not in Appeal.Outcome.values:
        raise WordsMissing(_("Answer in a few words: why the decision stands, or why it is overturned."))
    with transaction.atomic():
        held = hold(pause)
        refuse_answering(held, by)
        held.outcome, held.answer = Appeal.Outcome(outcome), words.strip()
        held.answered_by, held.answered_at = by, at
        held.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
        if held.is_overturned and held.runs_at(at):
            _end(held, by, at)
        _record(held, f"pause_{outcome}")
        pause_notices.tell_answered(held)
        return held


def refuse_answering(pause: Pause, by: User) -> None:
    """Raise unless a pause waits for an answer, and this person may give it. Six queries at most."""
    _refuse_moderating(pause, by)
    if pause.moderator_id == by.pk:
        raise NotImpartial(_("You took the decision that is contested: another moderator must answer."))
    refuse_partial(pause.subject, by, but=pause.moderator_id)
    if not pause.is_waiting:
        raise AlreadyAnswered(_("Nobody waits for an answer here: another moderator has given it."))


def hold(pause: Pause) -> Pause:
    """The pause as it is now, its row held until the transaction ends. One query."""
    related = ("consultation", "participant", "ground")
    held: Pause = Pause.objects.select_for_update(of=("self",)).select_related(*related).get(pk=pause.pk)
    return held


def _refuse_moderating(pause: Pause, by: User) -> None:
    if not decides_in(by).holds(pause.consultation_id):
        raise NotModerator(_("Only moderators decide on pauses."))
    if pause.participant_id == by.pk:
        raise NotImpartial(_("It is you who is paused: another moderator must decide."))


def _refuse_paused(author: User | None, consultation: ConsultationPage) -> None:
    """Raise where a pause of this author is in force. One query."""
    running = Pause.objects.filter(participant=author, consultation=consultation, in_force=True)
    quicker = running.select_related("moderator").first() if author is not None else None
    if quicker is not None:
        raise AlreadyPaused(
            _("This author was already paused by %(who)s at %(when)s, until %(day)s.")
            % {
                "who": quicker.moderator.public_name if quicker.moderator else _("a moderator who has left"),
                "when": date_format(timezone.localtime(quicker.begins_at), "DATETIME_FORMAT"),
                "day": day(quicker.ends_at),
            }
        )


def _end(pause: Pause, by: User, at: datetime) -> None:
    pause.in_force, pause.lifted_at, pause.lifted_by = False, at, by
    pause.save(update_fields=["in_force", "lifted_at", "lifted_by"])


def _record(pause: Pause, deed: str, **content: Any) -> None:
    """Journal a step: the pause by its number, neither its author nor the text, which has one."""
    journal.record(f"author.{deed}", consultation=pause.consultation.slug, pause=pause.number, **content)
