"""Opening the draft of a synthesis to all, for a time."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from cms.addresses import reference_of
from cms.editions.content import findings_content
from cms.editions.publishing import freeze_edition
from cms.gates import Draft, load_draft, red_gates
from cms.models import Edition, PublicReading, SynthesisPage
from cms.readings.rights import require_open
from consult import journal
from consult.canonical import sha256_of
from consult.errors import Conflict, Refused
from consult.locks import take_turn
from participants.models import User
from synthesis.models import FrozenCorpus

OPENED = "reading.opened"
HELD = frozenset({"house", "corpus", "letters"})  # what is not public must not become so through a draft


class NotToBeOpened(Refused):
    """Something that no draft may go without is missing."""


class AlreadyOpen(Conflict):
    """One draft at a time."""


@transaction.atomic
def open_reading(
    *, page: SynthesisPage, by: User, closes_at: datetime, opens_at: datetime | None = None, words: str = ""
) -> PublicReading:
    """Freeze what is on the desk and open it to all from one moment (now, unless given) to another.

    Gates may be red, and are listed on the page; what would show a text that is not public is refused.
    """
    require_open(page, by)
    take_turn(f"synthesis {page.pk}")
    now = timezone.now()
    opens_at = max(opens_at or now, now)
    if closes_at <= opens_at:
        raise Refused(_("A reading closes after it opens: choose a later end."))
    draft = load_draft(page.get_latest_revision_as_object())  # with the title and lead that would be published
    corpus = _require_readable(draft)
    running = PublicReading.objects.filter(edition__page=page, closes_at__gt=opens_at)
    if running.exists():
        raise AlreadyOpen(_("A draft of this synthesis is open already: wait until its time is over."))
    consultation = corpus.consultation
    take_turn(f"public readings of {consultation.pk}")
    last = PublicReading.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    edition = freeze_edition(draft, red_gates(draft), kind=Edition.Kind.READING, by=by)
    reading = PublicReading.objects.create(
        consultation=consultation,
        number=last + 1,
        edition=edition,
        opens_at=opens_at,
        closes_at=closes_at,
        words=words.strip(),
        opened_at=now,
        opened_by=by,
    )
    _record(reading, draft)
    return reading


def _require_readable(draft: Draft) -> FrozenCorpus:
    """The corpus of a draft that may be shown; the sentences of what is missing otherwise."""
    missing = [sentence for red in red_gates(draft) if red.gate.code in HELD for sentence in red.sentences]
    if not draft.statements:
        missing.append(_("No finding has been written yet: there is nothing to read."))
    if PageViewRestriction.objects.filter(page=draft.page.pk).exists():
        missing.append(_("A privacy rule keeps this synthesis from the public: take the rule away first."))
    if missing or draft.corpus is None:
        raise NotToBeOpened(" ".join(missing))
    return draft.corpus


def _record(reading: PublicReading, draft: Draft) -> None:
    edition = reading.edition
    journal.record(
        OPENED,
        consultation=reading.consultation.slug,
        synthesis=reference_of(edition.page),
        reading=reading.reference,
        corpus=edition.corpus.reference,
        findings=len(draft.statements),
        opens=_instant(reading.opens_at),
        closes=_instant(reading.closes_at),
        open_gates=edition.open_gates,
        written=sha256_of(findings_content(draft.statements)),
        hash=edition.hash,
    )


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
