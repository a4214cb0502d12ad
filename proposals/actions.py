"""What citizens do: submit, argue, take position. Each is atomic and raises its own named error."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.compiled import compiled_once
from consult.errors import Conflict
from consult.models import ConsultationPage
from consult.search_words import search_text
from participants.models import User
from proposals.following.tasks import tell_followers
from proposals.models import Argument, Import, Position, Proposal, Version
from proposals.models.version import fingerprint
from proposals.numbering import hold_argument_numbers, hold_proposal_numbers
from proposals.permissions import refuse_arguing, refuse_submitting, refuse_taking_back, refuse_taking_position
from proposals.recording import write_while
from proposals.registries import when_published
from proposals.sending_limits import COMMENT, Sending, hold_sendings, refuse_beyond
from proposals.similar.linking import attach
from proposals.tagging import tag_proposal
from proposals.tasks import encode_version
from proposals.words_read import refuse_unread


class FormUsedUp(Conflict):
    """The key of a form that was sent already, and not with these words: nothing is kept."""


class KeyOfAnother(FormUsedUp):
    """Somebody else has sent that form: nothing of theirs is shown."""


class Tally(NamedTuple):
    """Positions on one proposal, counted from rows."""

    agree: int
    mixed: int
    disagree: int

    @property
    def total(self) -> int:
        return self.agree + self.mixed + self.disagree


def submit(
    *,
    consultation: ConsultationPage,
    author: User | None,
    title: str,
    text: str,
    tags: list[str] | None = None,
    idempotency_key: UUID | None = None,
    at: datetime | None = None,
) -> Proposal:
    """Keep a proposal with its first version. The same form sent again gives the first one back.

    Sent again with other words, as after the browser's "back", it raises ``FormUsedUp``.
    It waits for a moderator, or is published at once where the consultation moderates afterwards. ``BeyondLimits``
    where its author may not send it now.
    """
    at = at or timezone.now()
    refuse_submitting(author, consultation, at=at)
    assert author is not None  # refused above
    try:
        with transaction.atomic():
            hold_sendings(author, at=at)
            refuse_beyond(Sending(author, consultation, f"{title} {text}", "proposal", idempotency_key, at))
            proposal = create_proposal(consultation, author, title, text, idempotency_key, at)
            tag_proposal(proposal, tags or [])
            attach(proposal, writing=idempotency_key)
            if proposal.is_published:
                announce(proposal)
            return proposal
    except IntegrityError:
        already = _sent_before(Proposal.objects.select_related("consultation"), idempotency_key, author)
        if already is None:
            raise
        first = already.versions.get(number=1)
        _refuse_other_words((already.consultation_id, first.title, first.text), sent=(consultation.pk, title, text))
        return already


def _sent_before[Row: (Proposal, Argument)](rows: QuerySet[Row], key: UUID | None, author: User) -> Row | None:
    """What the same form made when it was sent first, if it was; ``KeyOfAnother`` when the key is not theirs."""
    already = rows.filter(idempotency_key=key).first() if key else None
    if already is not None and already.author_id != author.pk:
        raise KeyOfAnother(
            _("Somebody else has sent this form already. Here it is anew: check your text, then send it.")
        )
    return already


def _refuse_other_words(kept: tuple[object, ...], *, sent: tuple[object, ...]) -> None:
    """Raise ``FormUsedUp`` when a form that served already comes back with other words: they would be lost."""
    if kept != sent:
        raise FormUsedUp(
            _("You have sent this form already, with other words. Here it is anew: check your text, then send it.")
        )


def create_proposal(
    consultation: ConsultationPage,
    author: User | None,
    title: str,
    text: str,
    key: UUID | None,
    at: datetime,
    *,
    origin: Import | None = None,
) -> Proposal:
    """A proposal with its number and first version, by an account or from an origin. Call inside a transaction.

    It is published where the consultation moderates afterwards: the caller does then ``announce`` it.
    """
    hold_proposal_numbers(consultation.pk)
    last = Proposal.objects.filter(consultation=consultation).aggregate(number=Max("number"))
    proposal = Proposal(
        consultation=consultation,
        author=author,
        imported_from=origin,
        number=(last["number"] or 0) + 1,
        language=consultation.language,
        idempotency_key=key,
        created_at=at,
        search_text=search_text(f"{title}\n{text}", consultation.language),
    )
    if consultation.moderation == ConsultationPage.Moderation.AFTER:
        proposal.show(at=at)
    proposal.save(force_insert=True)
    proposal.current = _next_version(proposal, title, text, at)
    Proposal.objects.filter(pk=proposal.pk).update(current=proposal.current)  # the index knows its words already
    return proposal


def add_version(proposal: Proposal, *, title: str, text: str, at: datetime, title_derived: bool = False) -> Version:
    """Give a proposal its next version and queue its encoding. Call inside a transaction."""
    proposal.current = version = _next_version(proposal, title, text, at, title_derived=title_derived)
    proposal.search_text = search_text(f"{title}\n{text}", proposal.language)
    proposal.save(update_fields=["current", "search_text"])
    proposal.tell_folds()
    return version


def _next_version(proposal: Proposal, title: str, text: str, at: datetime, *, title_derived: bool = False) -> Version:
    """The words that come after its present ones, to be encoded."""
    number = (proposal.current.number if proposal.current else 0) + 1
    version = Version.objects.create(
        proposal=proposal,
        number=number,
        title=title,
        text=text,
        title_derived=title_derived,
        created_at=at,
        fingerprint=fingerprint(
            reference=proposal.reference,
            number=number,
            title=title,
            text=text,
            language=proposal.language,
            created_at=at,
        ),
    )
    encode_version.enqueue(version.pk)
    return version


def publish(proposal: Proposal, *, at: datetime) -> None:
    """Show a proposal that waited to all, and say so. Call inside a transaction."""
    proposal.publish(at=at)
    announce(proposal)


def announce(proposal: Proposal) -> None:
    """Say in the journal, and to whom it concerns, that a proposal is public. Call inside a transaction."""
    assert proposal.current is not None  # a proposal is created with its first version
    journal.record(
        "proposal.published",
        consultation=proposal.consultation.slug,
        proposal=proposal.reference,
        version=proposal.current.number,
        fingerprint=proposal.current.fingerprint,
    )
    for tell in when_published:
        tell(proposal)


def argue(
    *,
    proposal: Proposal,
    author: User | None,
    stance: str,
    text: str,
    source_url: str = "",
    answers: Argument | None = None,
    idempotency_key: UUID | None = None,
    at: datetime | None = None,
) -> Argument:
    """Keep an argument, or a reply (see ``replying``).

    The same form sent again gives the first one back; with other words, ``FormUsedUp``. ``BeyondLimits`` where its
    author may not send it now.
    """
    at = at or timezone.now()
    refuse_arguing(author, proposal, at=at)
    assert author is not None  # refused above
    try:
        with transaction.atomic():
            hold_sendings(author, at=at)
            hold_argument_numbers(proposal.consultation_id)
            refuse_beyond(Sending(author, proposal.consultation, text, COMMENT, idempotency_key, at, beside=source_url))
            last = Argument.objects.filter(proposal=proposal).aggregate(number=Max("number"))
            argument = Argument(
                proposal=proposal,
                author=author,
                number=(last["number"] or 0) + 1,
                stance=stance,
                text=text,
                source_url=source_url,
                answers=answers,
                idempotency_key=idempotency_key,
                created_at=at,
            )
            if proposal.consultation.moderation == ConsultationPage.Moderation.AFTER:
                argument.show(at=at)
            argument.save(force_insert=True)
            if argument.is_published:
                announce_argument(argument)
            return argument
    except IntegrityError:
        already = _sent_before(Argument.objects.select_related("proposal__consultation"), idempotency_key, author)
        if already is None:
            raise
        _refuse_other_words(
            (already.proposal_id, already.answers_id, already.stance, already.text, already.source_url),
            sent=(proposal.pk, answers.pk if answers else None, stance, text, source_url),
        )
        return already


def publish_argument(argument: Argument, *, at: datetime) -> None:
    """Show an argument that waited to all, and say so. Call inside a transaction."""
    argument.publish(at=at)
    announce_argument(argument)


def announce_argument(argument: Argument) -> None:
    """Say in the journal, and to whom it concerns, that an argument is public. Call inside a transaction."""
    journal.record(
        "argument.published",
        consultation=argument.proposal.consultation.slug,
        argument=argument.reference,
    )
    tell_followers.enqueue("argument", argument.pk)


def take_position(
    *,
    proposal: Proposal,
    participant: User | None,
    value: int,
    read_version: int | None = None,
    at: datetime | None = None,
) -> Position:
    """Record where a participant stands on the words that they read: sent twice at once, it stands once.

    ``proposal`` comes with its consultation and its current version. ``read_version`` is the number of the version
    that the participant had before their eyes; ``WordsChanged`` is raised where another one is current by now. Two
    queries: the right, the upsert; four more where the proposal changed between the two.
    """
    at = at or timezone.now()
    refuse_taking_position(participant, proposal, at=at)
    refuse_unread(proposal, read_version)
    assert participant is not None  # refused above
    assert proposal.current is not None  # a proposal is created with its first version
    position = Position(
        proposal=proposal,
        participant=participant,
        version=proposal.current,
        value=Position.Value(value),
        created_at=at,
        changed_at=at,
    )
    as_read = Proposal.objects.standing().filter(pk=proposal.pk, current=proposal.current)
    as_read = as_read.filter(current__blanked_at__isnull=True)
    if write_while(position, as_read, unique=["proposal", "participant"], replacing=["value", "version", "changed_at"]):
        return position
    now = Proposal.objects.select_related("consultation", "current", "tally_elsewhere").get(pk=proposal.pk)
    read_version = proposal.current.number
    return take_position(proposal=now, participant=participant, value=value, read_version=read_version, at=at)


def withdraw_position(*, proposal: Proposal, participant: User | None, at: datetime | None = None) -> bool:
    """Take a position back while positions are open, on a withdrawn proposal too; whether there was one.

    Two queries: the right, the deletion.
    """
    refuse_taking_back(participant, proposal, at=at or timezone.now())
    assert participant is not None  # refused above
    deleted, _rows = Position.objects.filter(proposal=proposal, participant=participant).delete()
    return bool(deleted)


@compiled_once
def _positions_on(proposal: int) -> QuerySet[Position, tuple[int, int]]:
    counted = Position.objects.filter(proposal=proposal).order_by().values("value").annotate(total=Count("pk"))
    return counted.values_list("value", "total")


def tally(proposal: Proposal) -> Tally:
    """Positions counted from rows, by an index. One query."""
    counts = dict(_positions_on(proposal.pk))
    return Tally(agree=counts.get(1, 0), mixed=counts.get(0, 0), disagree=counts.get(-1, 0))
