"""What moderators and readers do: decide, report. Each is atomic and raises its own named error."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, Refused
from moderation import notices
from moderation.asking import refuse_asking, waiting_since
from moderation.impartial import NotImpartial as NotImpartial
from moderation.impartial import NotModerator as NotModerator
from moderation.impartial import record_own_address, refuse_undoing_appeal
from moderation.impartial import refuse_partial as refuse_partial
from moderation.lateness import AlreadyDecided, refuse_late, refuse_replaced
from moderation.models import (
    Appeal,
    Decision,
    Ground,
    InHand,
    Report,
    Signals,
    Subject,
    noun_of,
    subject_key,
)
from moderation.off_topic import OFF_TOPIC, is_off_topic, leaves_mark, mark, refuse_leaving, refuse_marking, state_of
from moderation.originals import give_back, refuse_blanked
from moderation.reading import refuse_unreadable
from moderation.tasks import acknowledge_report, may_acknowledge
from participants.models import User
from proposals import actions as proposals
from proposals.amending.holding import hold_amendment
from proposals.amending.proposing import publish_amendment
from proposals.models import Amendment, Argument, Proposal
from proposals.returning import return_to_waiting
from proposals.tagging import tags_of, tags_seal

REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read for another


class FormSentBefore(Conflict):
    """The key of a form that carried another report: that one is not shown, this one is not lost."""


class ChangedMeanwhile(Conflict):
    """The author gave the text another version while this moderator was reading."""


class ReasonsMissing(Refused):
    """A text is withheld with a ground, facts, words to its author and a duration, or not at all."""


class NothingLeft(Refused):
    """Its author has erased the text."""


def decide(
    *,
    subject: Subject,
    by: User,
    kind: str,
    seen: int,
    read_version: int | None = None,
    read_tags: str = "",
    ground: Ground | None = None,
    facts: str = "",
    words: str = "",
    duration: str = "",
    ends_at: datetime | None = None,
    at: datetime | None = None,
) -> Decision:
    """Publish a text, withhold it, mark it as off-topic or send it back; tell its author, answer its reports.

    ``seen`` is the number of decisions on the text that the moderator had read: when there are more by
    now, ``AlreadyDecided`` says who was quicker. ``read_version`` is the number of the version of a proposal
    that they had read, ``read_tags`` the seal of its tags: no decision falls on words that nobody read.
    Withholding needs all its reasons; a mark its own (``off_topic``); a change is asked in words, of a proposal that
    waits (``asking``).
    """
    at = at or timezone.now()
    withholds, marks = kind == Decision.Kind.WITHHOLD, kind == Decision.Kind.OFF_TOPIC
    asks = kind == Decision.Kind.CHANGE
    if withholds:
        _refuse_reasonless(ground, facts, words, duration, ends_at, at)
    try:
        with transaction.atomic():
            held = lock(subject)
            refuse_partial(held, by)
            refuse_late(held, seen)
            refuse_blanked(held)
            refuse_undoing_appeal(held, by)
            _refuse_erased(held)
            _refuse_unread(held, read_version, read_tags)
            if marks:
                refuse_marking(held, ground, facts, words)
                refuse_leaving(held, ground=ground, facts=facts.strip(), words=words.strip())
            on_version = refuse_asking(held, words) if asks else None
            first_report = Report.objects.on(held).waiting().first()
            noticed = Signals.objects.on(held).filter(strength=Signals.Strength.WORDS)
            decision = Decision.objects.create(
                **subject_key(held),
                moderator=by,
                kind=Decision.Kind(kind),
                ground=ground if withholds or asks or marks else None,
                facts=facts.strip() if withholds or marks else "",
                words=words.strip(),
                on_version=on_version,
                duration=duration if withholds else "",
                ends_at=ends_at if withholds else None,
                after_report=first_report is not None,
                after_signal=noticed.exists(),
                waiting_since=first_report.created_at if first_report else waiting_since(held),
                state_before=state_of(held),
                decided_at=at,
                number=seen + 1,
            )
            _apply(decision, held, at)
            record_own_address(held, by)
            InHand.objects.on(held).delete()
            Signals.objects.on(held).delete()
    except IntegrityError:
        refuse_late(subject, seen)  # the unique number, the last guard, stopped the second of two
        raise
    for name in held.publication_columns:
        setattr(subject, name, getattr(held, name))  # the caller's copy is as the row is now
    return decision


def lift(decision: Decision, *, at: datetime) -> Decision:
    """Show again a text whose withholding has come to its end; nobody decides, and the register says so.

    What no moderator had ever let be read goes back to waiting: the clock publishes nothing. ``NothingLeft`` for what
    its author has erased, or withdrawn unread, which stays as it is; ``AlreadyDecided`` after another decision.
    """
    with transaction.atomic():
        subject = lock(decision.subject)
        last = refuse_replaced(subject, decision)
        if not Decision.objects.filter(pk=decision.pk).with_something_left().exists():
            raise NothingLeft(_("Its author has erased or withdrawn this text: it stays as it is."))
        unread = subject.published_at is None
        lifted = Decision.objects.create(
            **subject_key(subject),
            kind=Decision.Kind.WAIT if unread else Decision.Kind.PUBLISH,
            by_term=True,
            state_before=subject.state,
            decided_at=at,
            number=last + 1,
        )
        if unread:
            return_to_waiting(subject)
            record(lifted, subject, "returned")
            notices.tell_waiting_again(subject)
        else:
            _apply(lifted, subject, at)
        return lifted


def overturn(
    contested: Decision,
    subject: Subject,
    *,
    by: User,
    appeal: Appeal,
    at: datetime,
    read_version: int | None = None,
    read_tags: str = "",
    ground: Ground | None = None,
    facts: str = "",
    words: str = "",
    duration: str = "",
    ends_at: datetime | None = None,
) -> Decision:
    """Take the contrary of a contested decision, on appeal. Call inside a transaction, with the text held.

    Another decision meanwhile makes it ``AlreadyDecided``; withholding needs all its reasons, and what
    ``read_version`` and ``read_tags`` say must be what the text says now, as in ``decide``.
    """
    withholds = appeal.report_id is not None  # whoever reported a text contests that it is in view
    if withholds:
        _refuse_reasonless(ground, facts, words, duration, ends_at, at)
    last = refuse_replaced(subject, contested)
    _refuse_unread(subject, read_version, read_tags)
    give_back(subject, by=by, at=at)
    _refuse_erased(subject)
    made = Decision.objects.create(
        **subject_key(subject),
        moderator=by,
        kind=Decision.Kind.WITHHOLD if withholds else Decision.Kind.PUBLISH,
        ground=ground if withholds else None,
        facts=facts.strip() if withholds else "",
        words=words.strip() if withholds else "",
        duration=duration if withholds else "",
        ends_at=ends_at if withholds else None,
        appeal=appeal,
        after_report=appeal.report_id is not None or Report.objects.on(subject).waiting().exists(),
        waiting_since=appeal.created_at,
        state_before=state_of(subject),
        decided_at=at,
        number=last + 1,
    )
    _apply(made, subject, at)
    InHand.objects.on(subject).delete()
    return made


def lift_expired(*, at: datetime | None = None) -> int:
    """Lift every withholding whose term is over; returns how many. One query, and a dozen for each."""
    at = at or timezone.now()
    lifted = 0
    for decision in Decision.objects.expired_at(at).select_related("proposal", "argument", "amendment"):
        try:
            lift(decision, at=at)
        except (AlreadyDecided, NothingLeft):
            continue
        lifted += 1
    return lifted


def report(
    *,
    subject: Subject,
    ground: Ground,
    words: str,
    email: str = "",
    reporter: User | None = None,
    idempotency_key: UUID | None = None,
    at: datetime | None = None,
) -> Report:
    """Keep a report and acknowledge it by e-mail where there is an address. It hides nothing by itself.

    The same form sent again gives the first one back; its key under another report is ``FormSentBefore``.
    """
    refuse_unreadable(subject)
    at = at or timezone.now()
    try:
        with transaction.atomic():
            kept = Report.objects.create(
                **subject_key(subject),
                reference=f"S-{get_random_string(8, REFERENCE_LETTERS)}",
                ground=ground,
                words=words.strip(),
                email=email.strip(),
                reporter=reporter,
                language=get_language() or "fr",
                created_at=at,
                idempotency_key=idempotency_key,
            )
            if kept.email and may_acknowledge(kept):
                acknowledge_report.enqueue(kept.pk)
            return kept
    except IntegrityError:
        already = Report.objects.filter(idempotency_key=idempotency_key).first()
        if idempotency_key is None or already is None:
            raise
        said = (already.subject, already.reporter, already.ground, already.words, already.email)
        if said != (subject, reporter, ground, words.strip(), email.strip()):
            raise FormSentBefore(
                _("This form was sent already, for another report. Here it is anew: check it, then send it.")
            ) from None
        return already


def lock(subject: Subject) -> Subject:
    """The text as it is now, its row held until the transaction ends. One query; three for an amendment.

    SQLite's immediate transactions let one writer in at a time: there the row needs no lock of its own.
    """
    if isinstance(subject, Proposal):
        proposals_held = Proposal.objects.select_for_update(of=("self",))
        # Its version is read after the wait: one joined to the row would be lost when the author changed it.
        return proposals_held.select_related("consultation", "author").get(pk=subject.pk)
    if isinstance(subject, Amendment):
        return hold_amendment(subject)
    arguments_held = Argument.objects.select_for_update(of=("self",))
    return arguments_held.select_related("proposal__consultation", "proposal__current", "author").get(pk=subject.pk)


def _refuse_erased(subject: Subject) -> None:
    if isinstance(subject, Proposal) and subject.current is not None and subject.current.blanked_at is not None:
        raise NothingLeft(_("Its author has erased this text: there is nothing left to decide on."))
    if isinstance(subject, Argument) and subject.published_at is None and not subject.text:
        raise NothingLeft(_("Its author has erased this text: there is nothing left to decide on."))
    if isinstance(subject, Amendment) and subject.published_at is None and subject.outcome == "withdrawn":
        raise NothingLeft(_("Its author has withdrawn this text: there is nothing left to decide on."))


def _refuse_unread(subject: Subject, read_version: int | None, read_tags: str) -> None:
    if not isinstance(subject, Proposal) or subject.current is None:
        return
    if read_tags and read_tags != tags_seal(tags_of([subject.pk]).get(subject.pk, [])):
        raise ChangedMeanwhile(
            _("The tags of this text were changed since you opened it. Read them again before deciding.")
        )
    if read_version is not None and subject.current.number != read_version:
        raise ChangedMeanwhile(
            _(
                "This text has been changed since you opened it: it is in its version %(number)d now. "
                "Read it again before deciding."
            )
            % {"number": subject.current.number}
        )


def _refuse_reasonless(
    ground: Ground | None, facts: str, words: str, duration: str, ends_at: datetime | None, at: datetime
) -> None:
    if ground is None or not facts.strip() or not words.strip() or duration not in Decision.Duration.values:
        raise ReasonsMissing(_("To withhold a text, give the ground, the facts, words to its author and for how long."))
    temporary = duration == Decision.Duration.TEMPORARY
    if temporary and (ends_at is None or ends_at <= at):
        raise ReasonsMissing(_("Give a day to come for the end of the withholding."))
    if not temporary and ends_at is not None:
        raise ReasonsMissing(_("A withholding without limit in time has no end."))


def _apply(decision: Decision, subject: Subject, at: datetime) -> None:
    """What a decision does: the text's state, the journal, the author, the reporters."""
    was_published, was_shown_before = subject.is_published, subject.published_at is not None
    if decision.kind == Decision.Kind.CHANGE:  # nothing is decided yet: whoever reported it is not answered
        record(decision, subject, "change_asked")
        notices.tell_change_asked(decision, subject)
        return
    if leaves_mark(decision):
        record(decision, subject, "kept")
    elif decision.kind == Decision.Kind.OFF_TOPIC:
        assert decision.ground is not None  # off_topic_has_reasons
        if not was_shown_before:
            _publish_first(subject, at)
        mark(subject, decision.ground, at=at)
        record(decision, subject, "off_topic")
        notices.tell_off_topic(decision, subject)
    elif decision.ground is not None:
        subject.withhold(ground=decision.ground.title, at=at)
        record(decision, subject, "withheld")
        notices.tell_withheld(decision, subject)
    elif is_off_topic(subject):
        subject.publish(at=at)
        record(decision, subject, "on_topic")
        if decision.appeal is None:
            notices.tell_on_topic(subject)
    elif was_published:
        record(decision, subject, "kept")
    elif was_shown_before:
        subject.publish(at=at)
        record(decision, subject, "published_again")
        if decision.appeal is None:  # the answer to an appeal says it
            notices.tell_published(decision, subject, again=True)
    else:
        _publish_first(subject, at)
        if decision.appeal is None:
            notices.tell_published(decision, subject, again=False)
    if decision.appeal is None or decision.state_before != OFF_TOPIC:  # who answers an appeal has read no report
        _answer_reports(decision, subject, at)


def _publish_first(subject: Subject, at: datetime) -> None:
    if isinstance(subject, Proposal):
        proposals.publish(subject, at=at)
    elif isinstance(subject, Amendment):
        publish_amendment(subject, at=at)
    else:
        proposals.publish_argument(subject, at=at)


def record(decision: Decision, subject: Subject, deed: str) -> None:
    """Journal a decision: references, the seal of its ground, codes and dates."""
    noun = noun_of(subject)
    consultation = (subject if isinstance(subject, Proposal) else subject.proposal).consultation
    content: dict[str, object] = {noun: subject.reference, "decision": decision.number}
    if decision.ground is not None:
        content |= {"ground": decision.ground.seal}
    if decision.duration:
        content |= {"duration": decision.duration}
    if decision.ends_at is not None:
        content["until"] = timezone.localtime(decision.ends_at).date().isoformat()
    if decision.undoes is not None:
        content["undoes"] = decision.undoes.number
    else:
        content["by_term" if decision.by_term else "after_report"] = decision.by_term or decision.after_report
    journal.record(f"{noun}.{deed}", consultation=consultation.slug, **content)


def _answer_reports(decision: Decision, subject: Subject, at: datetime) -> None:
    reports = list(Report.objects.on(subject).waiting().select_related("reporter"))
    Report.objects.filter(pk__in=[kept.pk for kept in reports]).update(handled_at=at)
    told: set[str] = set()
    for kept in reports:  # whoever reported the text many times is told once
        reader = f"account {kept.reporter_id}" if kept.reporter_id else kept.email.lower()
        if reader not in told:
            notices.answer_reporter(kept, decision, subject)
        told.add(reader)
