"""Keeping a list of proposals: one transaction, all of it or nothing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from consult import journal
from consult.canonical import sha256_of
from consult.models import ConsultationPage
from consult.search_words import search_text
from consult.statistics import refresh_statistics
from consult.text import derive_title
from proposals.importing.checking import checked_rows, refuse_origin
from proposals.importing.rows import ImportRefused, ImportResult, ImportRow, LineError
from proposals.models import Import, Proposal, TallyElsewhere, Version
from proposals.models.version import fingerprint
from proposals.numbering import hold_proposal_numbers
from proposals.tagging import tag_proposals

BATCH = 500  # rows
Progress = Callable[[int], object]


def no_progress(done: int) -> None:
    """Where nobody watches."""


def import_list(
    *,
    consultation: ConsultationPage,
    rows: Iterable[ImportRow | LineError],
    source: str,
    licence: str = "",
    progress: Progress = no_progress,
    dry_run: bool = False,
    skip_bad_lines: bool = False,
    invented: bool = False,
    at: datetime | None = None,
) -> ImportResult:
    """Publish the rows as proposals that have no account, and say so in the journal in one entry.

    A row whose identifier came in before is passed over, so that a second run adds nothing. ``progress``
    is called with how many more rows are done. Some 25 queries, and 6 for each 500 rows.

    Raises
    ------
    ImportRefused
        When a row cannot come in, unless ``skip_bad_lines``, or the source or the licence cannot be kept;
        nothing was kept.
    """
    at = at or timezone.now()
    refuse_origin(source, licence)
    good, errors = checked_rows(rows, now=at)
    if errors and not skip_bad_lines:
        raise ImportRefused(errors)
    with transaction.atomic():
        hold_proposal_numbers(consultation.pk)
        new = _not_there_yet(consultation, good)
        already = len(good) - len(new)
        progress(already)
        if dry_run or not new:
            return ImportResult(len(new), already, tuple(errors))
        record = Import.objects.create(
            consultation=consultation, source=source, licence=licence, list_hash="", size=len(new), imported_at=at
        )
        versions = _keep_all(consultation, new, record, invented, at, progress)
        record.list_hash = sha256_of([[version.proposal.reference, version.fingerprint] for version in versions])
        record.save(update_fields=["list_hash"])
        _say_in_journal(consultation, versions, record)
    refresh_statistics()
    return ImportResult(len(new), already, tuple(errors), record.list_hash, record)


def _not_there_yet(consultation: ConsultationPage, rows: Sequence[ImportRow]) -> list[ImportRow]:
    there = set(
        Proposal.objects.filter(consultation=consultation).exclude(external_id="").values_list("external_id", flat=True)
    )
    return [row for row in rows if row.external_id not in there]


def _keep_all(
    consultation: ConsultationPage,
    rows: Sequence[ImportRow],
    record: Import,
    invented: bool,
    at: datetime,
    progress: Progress,
) -> list[Version]:
    number = Proposal.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    index = get_search_backend().get_index_for_model(Proposal)
    versions: list[Version] = []
    for batch in batched(rows, BATCH):
        proposals = [
            _proposal(row, consultation, record, invented, number + place, at) for place, row in enumerate(batch, 1)
        ]
        number += len(batch)
        Proposal.objects.bulk_create(proposals)
        versions += Version.objects.bulk_create(
            [_version(proposal, row) for proposal, row in zip(proposals, batch, strict=True)]
        )
        _keep_totals(proposals, batch)
        tag_proposals({proposal.pk: row.tags for proposal, row in zip(proposals, batch, strict=True) if row.tags})
        index.add_items(Proposal, proposals)  # bulk_create itself indexes nothing
        progress(len(batch))
    first = Version.objects.filter(proposal=OuterRef("pk")).values("pk")[:1]
    Proposal.objects.filter(imported_from=record).update(current=Subquery(first))
    return versions


def _title(row: ImportRow) -> str:
    return row.title.strip() or derive_title(row.text)


def _proposal(
    row: ImportRow, consultation: ConsultationPage, record: Import, invented: bool, number: int, at: datetime
) -> Proposal:
    language = row.language or consultation.language
    created_at = row.created_at or at
    return Proposal(
        consultation=consultation,
        number=number,
        imported_from=record,
        external_id=row.external_id,
        invented=invented,
        language=language,
        state=Proposal.State.PUBLISHED,
        created_at=created_at,
        published_at=created_at,
        first_public_version=1,
        search_text=search_text(f"{_title(row)}\n{row.text}", language),
    )


def _version(proposal: Proposal, row: ImportRow) -> Version:
    title = _title(row)
    return Version(
        proposal=proposal,
        number=1,
        title=title,
        text=row.text.strip(),
        title_derived=not row.title.strip(),
        created_at=proposal.created_at,
        fingerprint=fingerprint(
            reference=proposal.reference,
            number=1,
            title=title,
            text=row.text.strip(),
            language=proposal.language,
            created_at=proposal.created_at,
        ),
    )


def _keep_totals(proposals: Sequence[Proposal], rows: Sequence[ImportRow]) -> None:
    TallyElsewhere.objects.bulk_create(
        [
            TallyElsewhere(
                proposal=proposal, agree=row.totals.agree, mixed=row.totals.mixed, disagree=row.totals.disagree
            )
            for proposal, row in zip(proposals, rows, strict=True)
            if row.totals is not None
        ]
    )


def _say_in_journal(consultation: ConsultationPage, versions: Sequence[Version], record: Import) -> None:
    journal.record(
        "proposals.imported",
        consultation=consultation.slug,
        count=len(versions),
        first=versions[0].proposal.reference,
        last=versions[-1].proposal.reference,
        list_hash=record.list_hash,
    )
