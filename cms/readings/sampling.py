"""What a second reader may be shown, and which of it a seed draws. Nothing here writes."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from cms.editions.statements import Statement, source_of, state_of
from cms.models import Citation, Edition, Fate, Finding
from proposals.models import Argument, Version
from synthesis.models import CorpusItem, FrozenCorpus, Theme, ThemeMembership

TEXTS, PAIRS = 200, 50  # Y-7


class Placed(NamedTuple):
    """A text that stands somewhere: its version, the theme or the reason, and whether a person decided so."""

    reference: str
    version: int
    first: str
    by_person: bool


def drawn[Row](seed: str, rows: Iterable[Row], most: int, name: Callable[[Row], str]) -> list[Row]:
    """The rows whose name, hashed with the seed, comes first: anyone can draw the same sample again.

    >>> drawn("a", ["P-1", "P-2", "P-3"], 2, str)
    ['P-1', 'P-3']
    """
    return sorted(rows, key=lambda row: (hashlib.sha256(f"{seed}:{name(row)}".encode()).digest(), name(row)))[:most]


def placed_in(corpus: FrozenCorpus, edition: Edition | None) -> list[Placed]:
    """The texts of a corpus, in view and not erased, that stand in a theme or were set aside. Three queries at most.

    What persons decided comes from the fates of the edition, where there is one; what only the machine grouped is
    read where it stands now.
    """
    versions = dict(_versions_in_view(corpus))
    decided = dict(_decided(edition)) if edition else {}
    found = []
    for proposal, theme, reason, confirmed in _standing(corpus):
        if proposal in versions:
            number, version = versions[proposal]
            person = confirmed if edition is None else False
            first = theme or reason
            if edition is not None and proposal in decided:
                first, person = decided[proposal], True
            elif edition is not None and confirmed:
                continue  # a person placed it after the edition
            found.append(Placed(f"P-{number}", version, first, person))
    return found


def _versions_in_view(corpus: FrozenCorpus) -> Iterable[tuple[int, tuple[int, int]]]:
    items = CorpusItem.objects.filter(corpus=corpus, version__proposal__state="published").exclude(version__text="")
    items = items.filter(version__proposal__off_topic_at=None)  # a moderator set it apart: no reading to compare
    rows = items.order_by().values_list("version__proposal", "version__proposal__number", "version")
    return ((proposal, (number, version)) for proposal, number, version in rows)


def _decided(edition: Edition) -> Iterable[tuple[int, str]]:
    """What persons had decided; a theme that was merged since goes by the one that it leads to."""
    themes = Theme.objects.filter(consultation=edition.corpus.consultation_id)
    rows = list(themes.values_list("pk", "number", "merged_into"))
    numbers: dict[int | None, int] = {key: number for key, number, _into in rows}
    leads_to: dict[int | None, int] = {key: into for key, _number, into in rows if into is not None}
    fates = Fate.objects.filter(edition=edition).order_by()
    for fate in fates.only("proposal_id", "theme_id", "reason", "edition_id"):
        theme = fate.theme_id
        while theme in leads_to:
            theme = leads_to[theme]
        if theme is not None or fate.reason:
            yield fate.proposal_id, fate.reason if theme is None else f"T-{numbers[theme]}"


def _standing(corpus: FrozenCorpus) -> Iterable[tuple[int, str, str, bool]]:
    places = ThemeMembership.objects.filter(proposal__consultation=corpus.consultation_id).order_by()
    rows = places.values_list("proposal", "theme__number", "reason", "confirmed_at")
    return (
        (proposal, f"T-{number}" if number else "", reason, at is not None) for proposal, number, reason, at in rows
    )


class Pair(NamedTuple):
    """A statement and words that were cited because they say it."""

    key: Any
    statement: str
    source: Version | Argument
    start: int
    end: int


def pairs_of(statements: Iterable[Statement]) -> list[Pair]:
    """Findings with the words that support them and can be read. No query."""
    return [
        Pair(statement.finding.key, statement.finding.statement, source, citation.start, citation.end)
        for statement in statements
        for citation in statement.citations
        if statement.finding.kind != Finding.Kind.EDITORIAL and citation.role == Citation.Role.SUPPORT
        if state_of(source := source_of(citation)) in ("", "modified")
    ]


def name_of_pair(pair: Pair) -> str:
    """What the draw goes by. No query."""
    source = pair.source
    reference = source.reference if isinstance(source, Argument) else f"{source.proposal.reference}/{source.number}"
    return f"{pair.key}:{reference}:{pair.start}-{pair.end}"


def themes_of(corpus: FrozenCorpus) -> list[dict[str, str]]:
    """The themes that a reader chooses from, as they stand. One query."""
    themes = Theme.objects.standing().filter(consultation=corpus.consultation_id).order_by("number")
    return [{"code": theme.reference, "name": theme.name, "description": theme.description} for theme in themes]
