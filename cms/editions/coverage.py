"""How much of a corpus a synthesis covers: counted once, for the desk as one works and for an edition as it is frozen.

What is counted is plain data, kept in ``Edition.figures`` and ``Edition.themes``, so that a published page shows what
stood then, whatever is confirmed, withheld or erased since.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from wagtail.rich_text import get_text_for_indexing

from cms.editions.fates import Told, account_of, told_in
from cms.editions.opinions import opinions_content
from cms.editions.statements import Statement, cited_proposals
from cms.gates import Draft
from cms.gates.editorial import words_in
from cms.models import Citation, Fate, Finding, SynthesisPage
from proposals.figures import figures_of
from proposals.models import Position, Proposal, TallyElsewhere
from synthesis.models import Pepite
from synthesis.reading import latest_run

# What becomes of an author is the best of what became of their contributions.
BEST_FIRST = (Fate.Kind.CITED, Fate.Kind.IN_THEME, Fate.Kind.SET_ASIDE, Fate.Kind.NOT_READ, Fate.Kind.WITHHELD)
PLACE = {Position.Value.AGREE: 0, Position.Value.MIXED: 1, Position.Value.DISAGREE: 2}


def coverage_of(draft: Draft, *, until: datetime) -> dict[str, Any]:
    """How a draft fares as it stands on the desk: see ``account_content``. Five queries.

    The desk shows it through ``cms.page.coverage.coverage_data(coverage_of(draft, until=now), themes_content(draft))``.
    """
    if draft.corpus is None:
        return {}
    fates = told_in(draft.corpus, cited_proposals(draft.statements), latest_run(draft.corpus.consultation), until=until)
    return account_content(draft, list(fates))


def account_content(draft: Draft, fates: Sequence[Fate | Told]) -> dict[str, Any]:
    """Contributions by fate, reasons, and authors by the best fate of their contributions. One query."""
    assert draft.corpus is not None
    account = account_of(fates)
    return {
        "corpus": account.total,
        "late": account.late,
        "fates": {kind: account.kinds[kind] for kind in Fate.Kind.values},
        "reasons": dict(sorted(account.reasons.items())),
        "in_group": account.in_group,
        **_authors(draft.corpus.consultation_id, fates),
    }


def _authors(consultation: int, fates: Iterable[Fate | Told]) -> dict[str, Any]:
    """Authors of the corpus by their best fate, and where its contributions came from. One query.

    One without a known author is its own author.
    """
    rows = Proposal.objects.filter(consultation=consultation).order_by()
    known = {key: (author, source) for key, author, source in rows.values_list("pk", "author", "imported_from__source")}
    best: dict[tuple[str, int], int] = {}
    sources: Counter[str] = Counter()
    for fate in fates:
        if fate.kind == Fate.Kind.TOO_LATE:
            continue
        author, source = known[fate.proposal_id]
        person = ("author", author) if author else ("voice", fate.proposal_id)
        rank = BEST_FIRST.index(Fate.Kind(fate.kind))
        best[person] = min(rank, best.get(person, rank))
        sources[str(source or "")] += 1
    ranks = Counter(best.values())
    by_fate = {kind.value: ranks[rank] for rank, kind in enumerate(BEST_FIRST)}
    return {
        "authors": {"total": len(best), "cited": by_fate["cited"], "fates": by_fate},
        "sources": dict(sorted(sources.items())),
    }


def figures_content(draft: Draft, fates: Sequence[Fate]) -> dict[str, Any]:
    """Who answered, how the contributions fare, and what stands beside each finding, as of now. Nine or ten queries."""
    assert draft.corpus is not None
    key = draft.corpus.consultation_id
    counted = figures_of([key])[key]
    return {
        **account_content(draft, fates),
        "people": counted.people,
        "voices": counted.voices,
        "proposals": counted.proposals,
        "arguments": counted.arguments,
        "positions": counted.positions,
        "words": words_content(draft.page, draft.statements),
        "stances": stances_content(draft.statements),
        "pepites": pepites_content(draft, fates),
        **opinions_content(draft),
    }


def themes_content(draft: Draft) -> list[dict[str, Any]]:
    """The themes as they stand: their texts of the corpus by what became of them, and why one is left out. No query."""
    return [
        {
            "number": theme.number,
            "name": theme.name,
            "texts": theme.texts,  # type: ignore[attr-defined]  # see themes_in
            "confirmed": theme.confirmed,  # type: ignore[attr-defined]
            "cited_texts": theme.cited_texts,  # type: ignore[attr-defined]
            "read_texts": theme.read_texts,  # type: ignore[attr-defined]
            "unread_texts": theme.unread_texts,  # type: ignore[attr-defined]
            "cited": theme.pk in draft.cited_themes,
            "set_aside": draft.set_aside.get(theme.pk, ""),
        }
        for theme in draft.themes
    ]


def words_content(page: SynthesisPage, statements: Sequence[Statement]) -> dict[str, int]:
    """Words that editors wrote in their own name, in findings that rest on citations, and words cited. No query.

    Their own: the title, the lead, how it was made, the names of sections and what is editorial.
    """
    sections = dict.fromkeys(finding.section for _number, finding, _citations in statements)
    own = (page.title, page.lead, get_text_for_indexing(page.how_made), *sections)
    counts = {"editorial": sum(map(words_in, own)), "findings": 0, "cited": 0}
    for _number, finding, citations in statements:
        part = "editorial" if finding.kind == Finding.Kind.EDITORIAL else "findings"
        counts[part] += words_in(finding.statement) + words_in(finding.comment)
        counts["cited"] += sum(words_in(citation.words) for citation in citations)
    return counts


def stances_content(statements: Sequence[Statement]) -> dict[str, dict[str, list[int]]]:
    """By number of the finding: agree, mixed, disagree on the proposals it rests on, here and elsewhere. Two queries.

    Positions are those taken on proposals whose own words are cited in support; those brought from another site are
    never added to the ones taken here.
    """
    resting = {
        str(statement.number): {
            citation.version.proposal_id
            for citation in statement.citations
            if citation.version is not None and citation.role == Citation.Role.SUPPORT
        }
        for statement in statements
    }
    proposals = set().union(*resting.values())
    here: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    positions = Position.objects.filter(proposal__in=proposals).order_by().values_list("proposal", "value")
    for proposal, value, count in positions.annotate(count=Count("pk")):
        here[proposal][PLACE[Position.Value(value)]] = count
    tallies = TallyElsewhere.objects.filter(proposal__in=proposals)
    there = {row.proposal_id: [row.agree, row.mixed, row.disagree] for row in tallies}
    found = {}
    for number, keys in resting.items():
        sums = {"here": _sum(here.get(key) for key in keys), "elsewhere": _sum(there.get(key) for key in keys)}
        found[number] = {name: counts for name, counts in sums.items() if any(counts)}
    return {number: sums for number, sums in found.items() if sums}


def _sum(rows: Iterable[list[int] | None]) -> list[int]:
    total = [0, 0, 0]
    for row in rows:
        if row is not None:
            total = [one + other for one, other in zip(total, row, strict=True)]
    return total


def pepites_content(draft: Draft, fates: Iterable[Fate]) -> list[dict[str, Any]]:
    """The rare ideas that a person marked in the corpus, why, and whether each is cited. One query."""
    assert draft.corpus is not None
    kinds = {fate.proposal_id: fate.kind for fate in fates}
    marks = Pepite.objects.filter(
        proposal__consultation=draft.corpus.consultation_id, proposal__state="published", proposal__off_topic_at=None
    )
    rows = marks.order_by("proposal__number").values_list("proposal", "proposal__number", "reason")
    return [
        {"number": number, "reason": reason, "cited": kinds[key] == Fate.Kind.CITED}
        for key, number, reason in rows
        if kinds.get(key, Fate.Kind.TOO_LATE) != Fate.Kind.TOO_LATE
    ]
