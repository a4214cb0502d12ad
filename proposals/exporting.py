"""Published proposals as lines of CSV, some hundreds of rows in memory at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings

from consult.cells import csv_line, instant
from consult.models import ConsultationPage
from proposals.models import Proposal
from proposals.tagging import give_tags

BATCH = 500  # rows
COLUMNS = (
    *("reference", "title", "title_derived", "text", "language", "tags", "author", "source", "licence", "invented"),
    *("created_at", "published_at", "version", "fingerprint", "agree", "mixed", "disagree"),
    *("elsewhere_agree", "elsewhere_mixed", "elsewhere_disagree", "arguments", "url"),
    *("withdrawn_at", "withdrawn_for", "folded_under"),
)


def csv_lines(consultation: ConsultationPage) -> Iterator[str]:
    """The heading and one line a proposal, by number. Two queries for each 500 rows."""
    yield csv_line(COLUMNS)
    last = 0
    while batch := _after(consultation, last):
        for proposal in batch:
            proposal.consultation = consultation
            yield csv_line(_cells(proposal))
        last = batch[-1].number


def _after(consultation: ConsultationPage, number: int) -> list[Proposal]:
    """The next rows, found by their number: no cursor stays open while a slow reader takes them."""
    rows = Proposal.objects.published().for_cards().select_related("withdrawn_for", "folded_under")
    rows = rows.filter(consultation=consultation, number__gt=number)
    batch = list(rows.order_by("number")[:BATCH])
    give_tags(batch)
    return batch


def _cells(proposal: Proposal) -> Sequence[Any]:
    version, origin = proposal.current, proposal.imported_from
    assert version is not None  # a proposal is created with its first version
    totals = getattr(proposal, "tally_elsewhere", None)
    annotated: Any = proposal
    return (
        proposal.reference,
        version.title,
        version.title_derived,
        version.text,
        proposal.language,
        ", ".join(name for name, _slug in proposal.given_tags or ()),
        proposal.author.public_name if proposal.author else "",
        origin.source if origin else "",
        origin.licence if origin else "",
        proposal.invented,
        instant(proposal.created_at),
        instant(proposal.published_at),
        version.number,
        version.fingerprint,
        annotated.agree_count,
        annotated.mixed_count,
        annotated.disagree_count,
        *([totals.agree, totals.mixed, totals.disagree] if totals else ["", "", ""]),
        annotated.argument_count,
        f"{settings.WAGTAILADMIN_BASE_URL}{proposal.get_absolute_url()}",
        instant(proposal.withdrawn_at),
        proposal.withdrawn_for.reference if proposal.withdrawn_for else "",
        proposal.folded_under.reference if proposal.folded_under else "",
    )
