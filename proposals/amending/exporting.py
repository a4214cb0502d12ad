"""Published amendments as lines of CSV."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings

from consult.cells import csv_line, instant
from consult.models import ConsultationPage
from proposals.amending.positions import tallies
from proposals.exporting import BATCH
from proposals.models import Amendment

COLUMNS = (
    *("reference", "proposal", "version", "start", "end", "title", "wording", "reason", "author", "invented"),
    *("created_at", "published_at", "outcome", "closed_at", "answer", "made_version"),
    *("agree", "mixed", "disagree", "url"),
)


def amendment_lines(consultation: ConsultationPage) -> Iterator[str]:
    """The heading and one line an amendment, by its key. Two queries for each 500 rows."""
    yield csv_line(COLUMNS)
    last = 0
    while batch := _after(consultation, last):
        counted = tallies(batch)
        for amendment in batch:
            amendment.proposal.consultation = consultation
            yield csv_line(_cells(amendment, counted[amendment.pk]))
        last = batch[-1].pk


def _after(consultation: ConsultationPage, pk: int) -> list[Amendment]:
    """The next rows: no cursor stays open while a slow reader takes them."""
    rows = Amendment.objects.listed().filter(proposal__consultation=consultation, pk__gt=pk)
    return list(rows.select_related("proposal", "version", "author", "made").order_by("pk")[:BATCH])


def _cells(amendment: Amendment, tally: dict[str, Any]) -> Sequence[Any]:
    return (
        amendment.reference,
        amendment.proposal.reference,
        amendment.version.number,
        "" if amendment.start is None else amendment.start,
        "" if amendment.end is None else amendment.end,
        amendment.title,
        amendment.wording,
        amendment.reason,
        amendment.author.public_name if amendment.author else "",
        amendment.invented,
        instant(amendment.created_at),
        instant(amendment.published_at),
        amendment.outcome,
        instant(amendment.closed_at),
        amendment.shown_answer,
        amendment.made.number if amendment.made else "",
        tally["agree"],
        tally["mixed"],
        tally["disagree"],
        f"{settings.WAGTAILADMIN_BASE_URL}{amendment.get_absolute_url()}",
    )
