"""The rows of a bundle, as plain data that anyone may read: no name, no account, no words that are not in view."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.addresses import reference_of
from cms.editions.content import citation_content
from cms.editions.publishing import PUBLISHED
from cms.editions.statements import Statement
from cms.models import Edition, EditionCitation, Fate
from consult.models import JournalEntry
from moderation.models import Decision
from proposals.models import Argument, Version
from synthesis.models import CorpusItem, Placement, Theme, ThemeDecision

AT_ONCE = 2_000  # rows read from the database at once
WHOLE_JOURNAL = 200_000  # entries; a longer journal is given from the consultation's own first entry on
Row = dict[str, Any]
DEEDS = {
    Decision.Kind.PUBLISH: "published",
    Decision.Kind.WITHHOLD: "withheld",
    Decision.Kind.OFF_TOPIC: "off_topic",
    Decision.Kind.CHANGE: "change_asked",
    Decision.Kind.WAIT: "waits",
}


def moment(at: datetime) -> str:
    """A time in UTC, to the microsecond, as fingerprints and the journal have it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def corpus_rows(edition: Edition) -> Iterator[Row]:
    """The contributions of the corpus, in order. One query."""
    items = CorpusItem.objects.filter(corpus=edition.corpus_id).order_by("order")
    for item in items.select_related("version__proposal").iterator(chunk_size=AT_ONCE):
        yield {"order": item.order, **version_row(item.version)}


def other_version_rows(edition: Edition) -> Iterator[Row]:
    """Versions that are cited, or that the run read, and are not those of the corpus. One query."""
    inside = CorpusItem.objects.filter(corpus=edition.corpus_id, version=OuterRef("pk"))
    cited = EditionCitation.objects.filter(finding__edition=edition, version__isnull=False)
    read = Placement.objects.filter(run=edition.run_id, run__isnull=False)
    named = Q(pk__in=cited.values("version")) | Q(pk__in=read.values("version"))
    versions = Version.objects.filter(named, ~Exists(inside)).select_related("proposal")
    for version in versions.order_by("proposal__number", "number").iterator(chunk_size=AT_ONCE):
        yield version_row(version)


def version_row(version: Version) -> Row:
    """A version with all that its fingerprint seals; of one that is gone, the fingerprint. Needs ``proposal``."""
    state = "erased" if version.is_erased else "" if version.proposal.is_published else "withheld"
    content = {**version.source(), "title_derived": version.title_derived}
    if state:
        content = {**dict.fromkeys(content), "reference": content["reference"], "version": content["version"]}
    return {**content, "fingerprint": version.fingerprint, "state": state}


def finding_rows(statements: list[Statement]) -> Iterator[Row]:
    """The findings. No query on statements of an edition, whose themes are at hand."""
    for number, finding, _citations in statements:
        yield {
            "number": number,
            "key": str(finding.key),
            "kind": finding.kind,
            "section": finding.section,
            "statement": finding.statement,
            "comment": finding.comment,
            "no_contrary": finding.no_contrary,
        }


def citation_rows(statements: list[Statement]) -> Iterator[Row]:
    """Each citation: whose words, from which character to which, and their hash. No query."""
    for number, finding, citations in statements:
        for order, citation in enumerate(citations):
            yield {"finding": str(finding.key), "number": number, "order": order, **citation_content(citation)}


def argument_rows(statements: list[Statement]) -> Iterator[Row]:
    """The arguments that are cited, with their words while they are in view. No query."""
    cited = [c.argument for statement in statements for c in statement.citations if isinstance(c.argument, Argument)]
    for argument in sorted({row.pk: row for row in cited}.values(), key=_place):
        in_view = argument.is_published and argument.proposal.is_published
        state = "withheld" if not in_view else "" if argument.text else "erased"
        yield {
            "argument": argument.reference,
            "text": None if state else argument.text,
            "state": state,
        }


def _place(argument: Argument) -> tuple[int, int]:
    return argument.proposal.number, argument.number


def fate_rows(edition: Edition) -> Iterator[Row]:
    """The fate of each contribution, by number; those that came too late stand among them. One query."""
    fates = Fate.objects.filter(edition=edition).order_by("proposal__number")
    columns = ("proposal__number", "version__number", "kind", "theme__number", "reason", "in_group")
    for *row, published_at in fates.values_list(*columns, "proposal__published_at").iterator(chunk_size=AT_ONCE):
        number, version, kind, theme, reason, in_group = row
        yield {
            "reference": f"P-{number}",
            "version": version,
            "kind": kind,
            "theme": theme,
            "reason": reason,
            "in_group": in_group,
            "published_at": moment(published_at),
        }


def decision_rows(edition: Edition) -> Iterator[Row]:
    """What the fates rest on: what people decided until the edition, each kind in its order. Two queries."""
    yield from _on_themes(edition)
    yield from _of_moderation(edition)


def _on_themes(edition: Edition) -> Iterator[Row]:
    inside = CorpusItem.objects.filter(corpus=edition.corpus_id, version__proposal=OuterRef("version__proposal"))
    decisions = ThemeDecision.objects.filter(
        Exists(inside), consultation=edition.corpus.consultation_id, at__lte=edition.published_at
    )
    columns = ("version__proposal__number", "version__number", "deed", "theme__number", "reason", "together", "at")
    for row in decisions.order_by("pk").values_list(*columns).iterator(chunk_size=AT_ONCE):
        number, version, deed, theme, reason, together, at = row
        yield {
            "reference": f"P-{number}",
            "version": version,
            "deed": deed,
            "theme": theme,
            "reason": reason,
            "together": together,
            "at": moment(at),
        }


def _of_moderation(edition: Edition) -> Iterator[Row]:
    """Decisions on the texts of the corpus that were withheld or marked as off-topic before the edition."""
    inside = CorpusItem.objects.filter(corpus=edition.corpus_id, version__proposal=OuterRef("proposal"))
    until = Decision.objects.filter(decided_at__lte=edition.published_at)
    withheld = until.filter(proposal=OuterRef("proposal"), kind__in=[Decision.Kind.WITHHOLD, Decision.Kind.OFF_TOPIC])
    decisions = until.filter(Exists(inside), Exists(withheld)).order_by("decided_at", "pk")
    rows = decisions.values_list("proposal__number", "kind", "decided_at")
    for number, kind, at in rows.iterator(chunk_size=AT_ONCE):
        deed = DEEDS[Decision.Kind(kind)]
        yield {"reference": f"P-{number}", "deed": deed, "at": moment(at)}


def label_rows(edition: Edition) -> Iterator[Row]:
    """Where the run put each text that it read; -1 where it resembles no group. One query."""
    placements = Placement.objects.filter(run=edition.run_id).order_by("order")
    columns = ("order", "version__proposal__number", "version__number", "version__fingerprint", "cluster__number")
    rows = placements.values_list(*columns).iterator(chunk_size=AT_ONCE) if edition.run else ()
    for order, number, version, fingerprint, label in rows:
        yield {
            "run": edition.run.number if edition.run else 0,
            "order": order,
            "reference": f"P-{number}",
            "version": version,
            "fingerprint": fingerprint,
            "label": -1 if label is None else label,
        }


def merged_rows(edition: Edition) -> list[Row]:
    """Themes that were merged into another before the edition: what was confirmed in one stands in the other."""
    merged = Theme.objects.filter(
        consultation=edition.corpus.consultation_id, merged_into__isnull=False, merged_at__lte=edition.published_at
    )
    pairs = merged.order_by("number").values_list("number", "merged_into__number", "merged_at")
    return [{"theme": number, "into": into, "at": moment(at)} for number, into, at in pairs if at]


def journal_rows(edition: Edition) -> Iterator[Row]:
    """The journal from its first entry to the edition's own, whoever it concerns: a chain has no gaps. Three queries.

    A journal of more than ``WHOLE_JOURNAL`` entries is given from the first one about this consultation on; the
    register has the others.
    """
    last = publication_of(edition)
    if last is None:
        return
    entries = JournalEntry.objects.filter(number__lte=last.number).order_by("number")
    if last.number > WHOLE_JOURNAL:
        own = entries.filter(consultation=last.consultation).values_list("number", flat=True)
        entries = entries.filter(number__gte=own[0])
    for entry in entries.iterator(chunk_size=AT_ONCE):
        yield {**entry.body(), "hash": entry.hash}


def publication_of(edition: Edition) -> JournalEntry | None:
    """The entry that published an edition. One query."""
    entries: QuerySet[JournalEntry] = JournalEntry.objects.filter(
        event=PUBLISHED, content__synthesis=reference_of(edition.page), content__edition=edition.number
    )
    return entries.order_by("number").first()
