"""Keeping a list of arguments on proposals that were imported before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.search.backends import get_search_backend

from consult import journal
from consult.canonical import sha256_of
from consult.models import ConsultationPage
from consult.statistics import refresh_statistics
from proposals.importing.checking import checked_arguments, refuse_origin
from proposals.importing.rows import ArgumentRow, ImportRefused, ImportResult, LineError
from proposals.importing.writing import BATCH, Progress, no_progress
from proposals.models import Argument, Import, Proposal
from proposals.numbering import hold_argument_numbers


@dataclass(frozen=True)
class _Known:
    """What is there already: proposals and their last number by identifier, and arguments' identifiers."""

    proposals: dict[str, Proposal]
    last_number: dict[int, int]
    arguments: set[tuple[int, str]]


def import_arguments(
    *,
    consultation: ConsultationPage,
    rows: Iterable[ArgumentRow | LineError],
    source: str,
    licence: str = "",
    progress: Progress = no_progress,
    dry_run: bool = False,
    skip_bad_lines: bool = False,
    invented: bool = False,
    at: datetime | None = None,
) -> ImportResult:
    """Publish the rows as arguments that have no account, and say so in the journal in one entry.

    Raises ``ImportRefused`` as ``import_list`` does, also for a row whose proposal is not there. Some
    12 queries, and five for each 500 rows.
    """
    at = at or timezone.now()
    refuse_origin(source, licence)
    good, errors = checked_arguments(rows, now=at)
    with transaction.atomic():
        hold_argument_numbers(consultation.pk)
        known = _known(consultation)
        errors += [_orphan(row) for row in good if row.proposal not in known.proposals]
        if errors and not skip_bad_lines:
            raise ImportRefused(sorted(errors, key=lambda error: error.line))
        good = [row for row in good if row.proposal in known.proposals]
        new = [row for row in good if (known.proposals[row.proposal].pk, row.external_id) not in known.arguments]
        already = len(good) - len(new)
        progress(already)
        if dry_run or not new:
            return ImportResult(len(new), already, tuple(errors))
        record = Import.objects.create(
            consultation=consultation, source=source, licence=licence, list_hash="", size=len(new), imported_at=at
        )
        arguments = _keep_all(new, known, record, invented, at, progress)
        record.list_hash = sha256_of([_seal(argument) for argument in arguments])
        record.save(update_fields=["list_hash"])
        journal.record("arguments.imported", consultation=consultation.slug, count=len(new), list_hash=record.list_hash)
    refresh_statistics()
    return ImportResult(len(new), already, tuple(errors), record.list_hash, record)


def _known(consultation: ConsultationPage) -> _Known:
    proposals = Proposal.objects.filter(consultation=consultation).exclude(external_id="")
    numbers = (
        Argument.objects.filter(proposal__consultation=consultation)
        .order_by()
        .values_list("proposal")
        .annotate(last=Max("number"))
    )
    identifiers = Argument.objects.filter(proposal__consultation=consultation).exclude(external_id="")
    return _Known(
        proposals={proposal.external_id: proposal for proposal in proposals.defer("search_text")},
        last_number=dict(numbers),
        arguments=set(identifiers.values_list("proposal_id", "external_id")),
    )


def _orphan(row: ArgumentRow) -> LineError:
    return LineError(row.line, _("no imported proposal has the identifier “%(id)s”") % {"id": row.proposal})


def _keep_all(
    rows: Sequence[ArgumentRow],
    known: _Known,
    record: Import,
    invented: bool,
    at: datetime,
    progress: Progress,
) -> list[Argument]:
    index = get_search_backend().get_index_for_model(Argument)
    kept: list[Argument] = []
    for batch in batched(rows, BATCH):
        for row in batch:
            proposal = known.proposals[row.proposal]
            known.last_number[proposal.pk] = known.last_number.get(proposal.pk, 0) + 1
            kept.append(_argument(row, proposal, known.last_number[proposal.pk], record, invented, at))
        Argument.objects.bulk_create(kept[-len(batch) :])
        index.add_items(Argument, kept[-len(batch) :])  # bulk_create itself indexes nothing
        progress(len(batch))
    return kept


def _argument(
    row: ArgumentRow, proposal: Proposal, number: int, record: Import, invented: bool, at: datetime
) -> Argument:
    created_at = row.created_at or at
    return Argument(
        proposal=proposal,
        number=number,
        stance=row.stance,
        text=row.text.strip(),
        source_url=row.source_url,
        convincing_elsewhere=row.convincing,
        imported_from=record,
        external_id=row.external_id,
        invented=invented,
        state=Argument.State.PUBLISHED,
        created_at=created_at,
        published_at=created_at,
    )


def _seal(argument: Argument) -> list[str]:
    return [argument.reference, argument.stance, sha256_of(argument.text)]
