"""What readers say of an open draft, and what the team does with it. Each deed is atomic; a form counts once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.editions.content import sha256_text
from cms.models import EditionCitation, EditionFinding, PublicReading, Remark, RemarkAnswer
from cms.readings import telling
from cms.readings.rights import refuse_stranger, require_look, require_writer
from consult import journal
from consult.errors import Closed, Conflict, NotYours, Refused
from consult.locks import take_turn
from consult.newcomers import FIRST_DAY
from participants.models import User
from proposals.actions import FormUsedUp, KeyOfAnother
from proposals.pausing import refuse_paused
from proposals.sending_limits import COMMENT, Sending, Sent, hold_sendings, refuse_beyond, refuse_links

LOOKED_AT, ANSWERED = "reading.remark_looked_at", "reading.remark_answered"
LONGEST = 1_500  # characters of a remark
MOST = 30  # comments of one person on one draft


class NotOpen(Closed):
    """Before its time, or after."""


@transaction.atomic
def comment(
    *,
    reading: PublicReading,
    finding: EditionFinding,
    author: User | None,
    text: str,
    idempotency_key: UUID | None = None,
    at: datetime | None = None,
) -> Remark:
    """Keep a comment on a finding; it waits for someone of the team. The same form sent again gives it back.

    ``WritingPaused`` while a moderator keeps its author from writing here; ``BeyondLimits`` where a new account sends
    more than its consultation takes of arguments, with which comments are counted.
    """
    at = at or timezone.now()
    refuse_closed(reading, at=at)
    participant = refuse_stranger(author, back=reading.get_absolute_url())
    refuse_paused(participant, reading.consultation, at=at)
    if not text.strip():
        raise Refused(_("Write what you have to say of this finding."))
    hold_sendings(participant, at=at)
    take_turn(f"remarks of reading {reading.pk}")
    already = Remark.objects.filter(idempotency_key=idempotency_key).first() if idempotency_key else None
    if already is not None:
        return _same(already, reading, finding, participant, text)
    sending = Sending(participant, reading.consultation, text, COMMENT, None, at)  # its key is looked at above
    refuse_beyond(sending, also=_remarks_of(participant, since=at - FIRST_DAY))
    if Remark.objects.filter(reading=reading, author=participant, kind=Remark.Kind.COMMENT).count() >= MOST:
        raise Conflict(_("You have commented on this draft very often: others have a word to say too."))
    return Remark.objects.create(
        reading=reading,
        number=_next_number(reading),
        finding=finding,
        kind=Remark.Kind.COMMENT,
        text=text,
        author=participant,
        said_at=at,
        idempotency_key=idempotency_key,
    )


def _remarks_of(author: User, *, since: datetime) -> list[Sent]:
    """What somebody said of open drafts since an instant, as new accounts are counted. One query."""
    rows = Remark.objects.filter(author=author, kind=Remark.Kind.COMMENT, said_at__gt=since)
    return [Sent(COMMENT, None, said_at, text) for said_at, text in rows.values_list("said_at", "text")]


def _same(already: Remark, reading: PublicReading, finding: EditionFinding, author: User, text: str) -> Remark:
    if already.author_id != author.pk:
        raise KeyOfAnother(
            _("Somebody else has sent this form already. Here it is anew: check your text, then send it.")
        )
    if (already.reading_id, already.finding_id, already.text) != (reading.pk, finding.pk, text):
        raise FormUsedUp(
            _("You have sent this form already, with other words. Here it is anew: check your text, then send it.")
        )
    return already


@transaction.atomic
def say_meaning(
    *,
    reading: PublicReading,
    citation: EditionCitation,
    author: User | None,
    meant: bool,
    text: str = "",
    at: datetime | None = None,
) -> Remark:
    """Say whether one's cited words were understood; said again before the close, it replaces what was said.

    It counts at once; words that go with it wait for someone of the team, as comments do. Only such words are writing:
    ``WritingPaused`` and ``TooManyLinks`` are of them, whoever is paused may say yes or no.
    """
    at = at or timezone.now()
    refuse_closed(reading, at=at)
    participant = refuse_stranger(author, back=reading.get_absolute_url())
    if text:
        refuse_paused(participant, reading.consultation, at=at)
    if author_of(citation) != participant.pk:
        raise NotYours(_("Only the author of the cited words can say whether they were understood."))
    take_turn(f"remarks of reading {reading.pk}")
    said = Remark.objects.filter(citation=citation).first() or Remark(
        reading=reading, number=_next_number(reading), finding_id=citation.finding_id, citation=citation
    )
    if said.text != text or said.pk is None:
        refuse_links(participant, reading.consultation, text, at=at, replaces=said.text)
        said.state = Remark.State.SUBMITTED if text else Remark.State.PUBLISHED
        said.looked_at, said.looked_by, said.why = None, None, ""
    said.kind = Remark.Kind.MEANT if meant else Remark.Kind.NOT_MEANT
    said.text, said.author, said.said_at = text, participant, at
    said.save()
    return said


def author_of(citation: EditionCitation) -> int | None:
    """The key of the account whose words are cited, if there is one. Needs ``version__proposal`` or ``argument``."""
    if citation.argument is not None:
        return citation.argument.author_id
    return citation.version.proposal.author_id if citation.version is not None else None


def refuse_closed(reading: PublicReading, *, at: datetime) -> None:
    """Raise unless the reading takes remarks now. No query."""
    back = (reading.get_absolute_url(), _("Read the draft"))
    if at < reading.opens_at:
        raise NotOpen(_("This draft is not open yet."), *back)
    if at >= reading.closes_at or not reading.consultation.live:
        raise NotOpen(_("The time for remarks on this draft is over: nothing was recorded."), *back)


@transaction.atomic
def look_at(*, remark: Remark, by: User, publish: bool, read_text: str, why: str = "") -> Remark:
    """Publish the words of a remark, or decline to; the author is told, with the reason.

    What was published may be taken out of view again, with a reason. ``read_text`` is what the decision is on: words
    that changed meanwhile are read again first.
    """
    require_look(remark, by)
    take_turn(f"remarks of reading {remark.reading_id}")
    now = Remark.objects.select_related("author", "reading__consultation", "reading__edition__page").get(pk=remark.pk)
    if not publish and not why.strip():
        raise Refused(_("Say why it is not published: the author is told."))
    if now.text != read_text or not now.text:
        raise Conflict(_("The author has changed these words meanwhile: read them again."))
    state = Remark.State.PUBLISHED if publish else Remark.State.DECLINED
    if now.state == state:
        return now
    now.state, now.why = state, "" if publish else why.strip()
    now.looked_at, now.looked_by = timezone.now(), by
    now.save(update_fields=["state", "why", "looked_at", "looked_by"])
    seal = sha256_text(now.text)
    journal.record(
        LOOKED_AT,
        consultation=now.reading.consultation.slug,
        remark=now.reference,
        published=publish,
        hash=seal,
    )
    telling.tell_looked_at(now)
    return now


@transaction.atomic
def answer(*, remark: Remark, by: User, kept: bool, words: str) -> RemarkAnswer:
    """Say what becomes of a remark: kept or not, and why. A new answer follows the earlier ones."""
    require_writer(remark.reading.edition.page, by)
    if not words.strip():
        raise Refused(_("Say in a sentence what becomes of it."))
    take_turn(f"remarks of reading {remark.reading_id}")
    now = Remark.objects.select_related("author", "reading__consultation", "reading__edition__page").get(pk=remark.pk)
    if now.state == Remark.State.SUBMITTED or (now.state == Remark.State.DECLINED and now.kind == Remark.Kind.COMMENT):
        raise Conflict(_("Only what can be read is answered: look at these words first."))
    last = now.answers.aggregate(last=Max("number"))["last"] or 0
    given = RemarkAnswer.objects.create(
        remark=now, number=last + 1, kept=kept, words=words.strip(), at=timezone.now(), by=by
    )
    journal.record(
        ANSWERED,
        consultation=now.reading.consultation.slug,
        remark=now.reference,
        number=given.number,
        kept=kept,
        hash=sha256_text(given.words),
    )
    telling.tell_answered(now, given)
    return given


def _next_number(reading: PublicReading) -> int:
    return int(Remark.objects.filter(reading=reading).aggregate(last=Max("number"))["last"] or 0) + 1
