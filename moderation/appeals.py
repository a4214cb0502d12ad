"""Contesting a decision, and answering whoever contests. Each is atomic and raises its own named error."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Closed, Conflict, Refused
from moderation import actions, appeal_reading, notices
from moderation.actions import REFERENCE_LETTERS, FormSentBefore, NotImpartial, ReasonsMissing
from moderation.impartial import is_another_left, record_own_address
from moderation.models import Appeal, Decision, Report, Subject, closes_at, last_day, noun_of
from moderation.reading import proposal_of
from moderation.words import day
from participants.models import User
from proposals.models import Proposal

CONTESTED_BY_AUTHOR = (Decision.Kind.WITHHOLD, Decision.Kind.OFF_TOPIC)


class NothingToContest(Closed):
    """No decision stands that this person could contest."""


class TooLate(Closed):
    """The six months are over."""


class AlreadyContested(Conflict):
    """One contests a decision once."""


class AnotherDecisionRead(Conflict):
    """The page on which the words were written showed an earlier decision: they are not taken for an appeal of this."""


class WordsMissing(Refused):
    """Neither an appeal nor its answer goes without words."""


class AlreadyAnswered(Conflict):
    """Another moderator has answered this appeal."""


class DecidedSince(Conflict):
    """A later decision came on the text: the contested one has nothing left that could be overturned."""


def appeal(
    *,
    decision: Decision,
    words: str,
    appellant: User | None = None,
    report: Report | None = None,
    idempotency_key: UUID | None = None,
    seen: int | None = None,
    at: datetime | None = None,
) -> Appeal:
    """Contest a decision, as the author of the text or, with ``report``, as whoever had reported it.

    The same form sent again gives the first one back; its key under other words is ``FormSentBefore``. Once a
    decision and person, or report: else ``AlreadyContested``. ``TooLate`` from the instant that ``closes_at`` says,
    ``NothingToContest`` where the decision does not stand any more or is not theirs to contest, ``WordsMissing``.
    ``seen`` is the number of the decision that they had read: of another it is ``AnotherDecisionRead``.
    """
    at = at or timezone.now()
    if not words.strip():
        raise WordsMissing(_("Say in a few words why the decision should be looked at again."))
    try:
        with transaction.atomic():
            subject = actions.lock(decision.subject)
            if already := _sent_before(idempotency_key, decision, appellant, report, words):
                return already
            contested = Decision.objects.get(pk=decision.pk)
            refuse_contesting(contested, subject, appellant=appellant, report=report, at=at)
            _refuse_unseen(contested, seen)
            kept = Appeal.objects.create(
                reference=f"R-{get_random_string(8, REFERENCE_LETTERS)}",
                decision=contested,
                report=report,
                appellant=appellant,
                words=words.strip(),
                language=appellant.language if appellant else get_language() or "fr",
                created_at=at,
                idempotency_key=idempotency_key,
            )
            _record(subject, contested, "appealed")
            notices.acknowledge_appeal(kept, subject)
            return kept
    except IntegrityError:  # the key was used on another text meanwhile
        _sent_before(idempotency_key, decision, appellant, report, words)
        raise


def refuse_contesting(
    decision: Decision, subject: Subject, *, appellant: User | None, report: Report | None, at: datetime
) -> None:
    """Raise unless this decision can be contested by them now. Three queries at most.

    The author contests what withholds, marks or sends back their text; whoever reported it contests what a moderator
    decided after their report to keep it in view or to show it. Needs the proposal's consultation.
    """
    if not _is_theirs(decision, subject, appellant, report):
        raise NothingToContest(
            _("There is no decision here that you can contest."), subject.get_absolute_url(), _("Back to the text")
        )
    if earlier := appeal_reading.own_appeal(decision, appellant=appellant, report=report):
        raise _contested(earlier)
    if appeal_reading.is_replaced(decision):
        raise NothingToContest(
            _("Another decision has been taken on this text since: there is nothing left to contest in this one."),
            subject.get_absolute_url(),
            _("Back to the text"),
        )
    if at >= closes_at(decision.decided_at):
        raise TooLate(
            _("This decision could be contested until %(day)s: that time is over.")
            % {"day": day(last_day(decision.decided_at))},
            subject.get_absolute_url(),
            _("Back to the text"),
        )


def answer(
    *,
    appeal: Appeal,
    by: User,
    outcome: str,
    words: str,
    reasons: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Appeal:
    """Answer an appeal in words: the decision stands, or it is overturned by a new one, which is returned as ``made``.

    ``reasons`` are what ``actions.overturn`` takes: the version and tags that were read and, where the text goes out
    of view, its ground, facts, words to the author and duration (else ``ReasonsMissing``). Another moderator than the
    first decides (``NotImpartial``), once (``AlreadyAnswered`` says who was quicker). ``DecidedSince`` when another
    decision came meanwhile: nothing is left to overturn.
    """
    at = at or timezone.now()
    _refuse_wordless(appeal, outcome, words, reasons)
    try:
        with transaction.atomic():
            subject = actions.lock(appeal.decision.subject)
            held = hold(appeal)
            _refuse_answered(held)
            refuse_partial(held, subject, by)
            if outcome == Appeal.Outcome.OVERTURNED:
                _refuse_replaced(held, subject)
            held.outcome, held.answer = Appeal.Outcome(outcome), words.strip()
            held.decided_by, held.decided_at = by, at
            held.save(update_fields=["outcome", "answer", "decided_by", "decided_at"])
            _record(subject, held.decision, f"appeal_{outcome}")
            if held.is_overturned:
                actions.overturn(held.decision, subject, by=by, appeal=held, at=at, **(reasons or {}))
            record_own_address(subject, by)
            notices.answer_appellant(held, subject)
            return held
    except IntegrityError:
        _refuse_answered(_as_it_is(appeal))  # the database, the last guard, stopped the second of two
        raise


def hold(appeal: Appeal) -> Appeal:
    """The appeal as it is now, its row held until the transaction ends. One query."""
    held: Appeal = _appeals().select_for_update(of=("self",)).get(pk=appeal.pk)
    return held


def refuse_partial(appeal: Appeal, subject: Subject, by: User) -> None:
    """Raise unless this person may answer: a moderator, another than the first, and no party to it. Four queries."""
    first = appeal.decision.moderator_id
    actions.refuse_partial(subject, by, but=first)
    if first == by.pk:
        raise NotImpartial(_("You took the decision that is contested: another moderator must answer."))
    before = appeal.decision.appeal
    if before is not None and before.decision.moderator_id == by.pk and is_another_left(subject, by, first):
        raise NotImpartial(_("This decision overturned your own: another moderator must answer whoever contests it."))
    if appeal.appellant_id == by.pk:
        raise NotImpartial(_("You contest this decision yourself: another moderator must answer."))


def _as_it_is(appeal: Appeal) -> Appeal:
    found: Appeal = _appeals().get(pk=appeal.pk)
    return found


def _appeals() -> Any:
    return Appeal.objects.select_related("decision__ground", "decided_by", "appellant", "report__reporter")


def _is_theirs(decision: Decision, subject: Subject, appellant: User | None, report: Report | None) -> bool:
    if decision.by_term:
        return False
    if report is None:
        is_author = appellant is not None and subject.author_id == appellant.pk
        return is_author and (decision.kind in CONTESTED_BY_AUTHOR or _is_asked_still(decision, subject))
    same_person = report.reporter_id == (appellant.pk if appellant else None)
    since = report.subject == subject and decision.decided_at >= report.created_at
    return same_person and since and decision.kind in appeal_reading.IN_VIEW


def _is_asked_still(decision: Decision, subject: Subject) -> bool:
    """Whether a change is asked that the author has not sent yet."""
    if decision.kind != Decision.Kind.CHANGE or not isinstance(subject, Proposal) or subject.current is None:
        return False
    return decision.on_version == subject.current.number


def _sent_before(
    key: UUID | None, decision: Decision, appellant: User | None, report: Report | None, words: str
) -> Appeal | None:
    """What the same form has brought already, or None."""
    already = Appeal.objects.filter(idempotency_key=key).first() if key else None
    if already is None:
        return None
    said = (already.decision_id, already.appellant_id, already.report_id, already.words)
    if said != (decision.pk, appellant.pk if appellant else None, report.pk if report else None, words.strip()):
        raise FormSentBefore(
            _("This form was sent already, for another appeal. Here it is anew: check it, then send it.")
        )
    return already


def _refuse_unseen(contested: Decision, seen: int | None) -> None:
    if seen is None or seen == contested.number:
        return
    raise AnotherDecisionRead(
        _(
            "Another decision has been taken on this text since you opened this page: it stands above. Read it; if you "
            "contest that one, send your words again."
        )
    )


def _contested(earlier: Appeal) -> AlreadyContested:
    return AlreadyContested(
        _("You have contested this decision already: a decision is contested once."),
        appeal_reading.address_of(earlier),
        _("Follow your appeal"),
    )


def _refuse_wordless(appeal: Appeal, outcome: str, words: str, reasons: Mapping[str, Any] | None) -> None:
    if outcome not in Appeal.Outcome.values:
        raise WordsMissing(_("Say whether the decision stands or is overturned."))
    if not words.strip():
        raise WordsMissing(_("Answer in a few words: why the decision stands, or why it is overturned."))
    withholds = appeal.report_id is not None
    if outcome == Appeal.Outcome.OVERTURNED and withholds and not reasons:
        raise ReasonsMissing(_("To withhold a text, give the ground, the facts, words to its author and for how long."))


def _refuse_answered(held: Appeal) -> None:
    if held.is_waiting:
        return
    assert held.decided_at is not None  # appeal_answered_in_words
    raise AlreadyAnswered(
        _("The appeal %(reference)s was already dealt with by %(who)s at %(when)s.")
        % {
            "reference": held.reference,
            "who": held.decided_by.public_name if held.decided_by else _("Erased account"),
            "when": date_format(timezone.localtime(held.decided_at), "H:i"),
        },
        appeal_reading.desk_url(held),
        _("Read the answer"),
    )


def _refuse_replaced(held: Appeal, subject: Subject) -> None:
    if not appeal_reading.is_replaced(held.decision):
        return
    raise DecidedSince(
        _(
            "Another decision has been taken on %(reference)s since the one that is contested: there is nothing left "
            "to overturn. Answer that it stands as it was taken, and say what was decided since."
        )
        % {"reference": subject.reference},
        appeal_reading.desk_url(held),
        _("Back to the appeal"),
    )


def _record(subject: Subject, decision: Decision, deed: str) -> None:
    """Journal a step: the reference of the text and the number of the contested decision, nobody's name or words."""
    noun = noun_of(subject)
    content: dict[str, object] = {noun: subject.reference, "decision": decision.number}
    journal.record(f"{noun}.{deed}", consultation=proposal_of(subject).consultation.slug, **content)
