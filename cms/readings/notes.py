"""What public readings leave in an edition: counts for each finding, and which drafts it followed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from cms.models import Edition, EditionFinding, PublicReading, Remark, RemarkAnswer


def readings_before(edition: Edition) -> list[PublicReading]:
    """The readings whose drafts came after the edition before and led to this one; one's own for a draft.

    Two queries at most, once for an edition that is at hand: its page asks twice.
    """
    known: list[PublicReading] | None = edition.__dict__.get("readings_before")
    if known is None:
        known = edition.__dict__["readings_before"] = _readings_before(edition)
    return known


def _readings_before(edition: Edition) -> list[PublicReading]:
    if edition.kind == Edition.Kind.READING:
        own = PublicReading.objects.filter(edition=edition)
        return list(own.select_related("consultation"))
    readings = PublicReading.objects.filter(edition__page=edition.page_id, opened_at__lte=edition.published_at)
    before = edition.before_at
    if before is not None:
        readings = readings.filter(opened_at__gt=before)
    return list(
        readings.filter(edition__page__view_restrictions__isnull=True, opens_at__lte=timezone.now())
        .select_related("consultation")
        .order_by("number")
    )


def edition_after(reading: PublicReading) -> Edition | None:
    """The first edition that was published after a draft was opened. One query; needs ``edition``."""
    later = Edition.objects.published().filter(page=reading.edition.page_id, published_at__gte=reading.opened_at)
    return later.order_by("number").select_related("page").first()


def reading_notes(edition: Edition) -> Mapping[str, dict[str, Any]]:
    """By key of finding, what its readers said while the draft was open. Four queries.

    Each has ``meant``, ``not_meant``, ``comments``, ``kept`` (remarks whose last answer is that they were kept) and
    ``readings``: reference and url of each, with the finding's anchor.
    """
    readings = readings_before(edition)
    return notes_on(readings) if readings else {}


def notes_on(readings: Sequence[PublicReading]) -> dict[str, dict[str, Any]]:
    """The same for given readings. Two queries."""
    by_key = {reading.pk: reading for reading in readings}
    remarks = Remark.objects.filter(reading__in=by_key).select_related("finding").order_by("pk")
    rows = [row for row in remarks if row.kind != Remark.Kind.COMMENT or row.is_public]
    kept = _kept([row.pk for row in rows])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, dict[int, EditionFinding]] = defaultdict(dict)
    for row in rows:
        key = str(row.finding.key)
        counts[key][row.kind] += 1
        counts[key]["kept"] += row.pk in kept
        places[key][row.reading_id] = row.finding
    return {
        key: {
            "meant": count[Remark.Kind.MEANT],
            "not_meant": count[Remark.Kind.NOT_MEANT],
            "comments": count[Remark.Kind.COMMENT],
            "kept": count["kept"],
            "readings": [
                {
                    "reference": by_key[pk].reference,
                    "url": f"{by_key[pk].get_absolute_url()}#constat-{finding.number}",
                }
                for pk, finding in places[key].items()
            ],
        }
        for key, count in counts.items()
    }


def _kept(remarks: Sequence[int]) -> set[int]:
    """Those whose last answer says that they were kept. One query."""
    last: dict[int, bool] = {}
    for answer in RemarkAnswer.objects.filter(remark__in=remarks).order_by("number"):
        last[answer.remark_id] = answer.kept
    return {remark for remark, kept in last.items() if kept}
