"""What changed from one edition to another: findings, citations, and how the fates of contributions moved."""

from collections.abc import Hashable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from cms.editions.statements import Statement
from cms.models import Citation, Edition, EditionCitation, Fate

NEW = "new"  # not in the edition before
GONE = "gone"  # not in the edition after


class ChangedFinding(NamedTuple):
    """A finding of both editions whose words, kind, place or citations are not the same."""

    before: Statement
    after: Statement
    added: list[Citation | EditionCitation]
    removed: list[Citation | EditionCitation]

    @property
    def reworded(self) -> bool:
        old, new = self.before.finding, self.after.finding
        return (old.statement, old.comment) != (new.statement, new.comment)


class Difference(NamedTuple):
    """From one list of findings to another; a finding is known by its key.

    ``moved`` are those of both lists that stand elsewhere among the others: before and after.
    """

    added: list[Statement]
    removed: list[Statement]
    changed: list[ChangedFinding]
    moved: list[tuple[Statement, Statement]]
    same: int


class ThemeLeftOut(NamedTuple):
    """A theme whose reason to be left out is not the same: in words, empty where it was not left out."""

    name: str
    before: str
    after: str


class Move(NamedTuple):
    """So many contributions went from one fate to another; ``new`` and ``gone`` beside the kinds of fates."""

    before: str
    after: str
    contributions: int


def difference(before: Sequence[Statement], after: Sequence[Statement]) -> Difference:
    """Compare two editions' findings by their keys. No query on statements as they are read."""
    old = {statement.finding.key: statement for statement in before}
    new = {statement.finding.key: statement for statement in after}
    changed = [pair for key in new if key in old and (pair := _changed(old[key], new[key])) is not None]
    return Difference(
        added=[statement for key, statement in new.items() if key not in old],
        removed=[statement for key, statement in old.items() if key not in new],
        changed=changed,
        moved=[(old[key], new[key]) for key in _displaced(list(old), list(new))],
        same=len(new.keys() & old.keys()) - len(changed),
    )


def _displaced(before: Sequence[UUID], after: Sequence[UUID]) -> list[UUID]:
    """The keys of both lists that one has to move to get from one order to the other, in their new order."""
    then, now = [key for key in before if key in after], [key for key in after if key in before]
    kept = SequenceMatcher(None, then, now, autojunk=False).get_matching_blocks()
    stays = {key for block in kept for key in then[block.a : block.a + block.size]}
    return [key for key in now if key not in stays]


def left_out(before: Edition, after: Edition) -> list[ThemeLeftOut]:
    """The themes that one edition leaves out, and the other not or for another reason. No query."""
    then = {theme["number"]: theme for theme in before.themes}
    now = {theme["number"]: theme for theme in after.themes}
    rows = [(now.get(number) or then[number], number) for number in sorted(then.keys() | now.keys())]
    told = [
        ThemeLeftOut(theme["name"], then.get(number, {}).get("set_aside", ""), now.get(number, {}).get("set_aside", ""))
        for theme, number in rows
    ]
    return [row for row in told if row.before != row.after]


def _changed(before: Statement, after: Statement) -> ChangedFinding | None:
    known = {_place(citation): citation for citation in before.citations}
    kept = {_place(citation): citation for citation in after.citations}
    pair = ChangedFinding(
        before,
        after,
        added=[citation for place, citation in kept.items() if place not in known],
        removed=[citation for place, citation in known.items() if place not in kept],
    )
    told = [(f.kind, f.section, f.no_contrary, f.theme_id) for f in (before.finding, after.finding)]
    return pair if pair.reworded or pair.added or pair.removed or told[0] != told[1] else None


def _place(citation: Citation | EditionCitation) -> Hashable:
    return citation.version_id, citation.argument_id, citation.start, citation.end, citation.role


def moves(before: Edition, after: Edition) -> list[Move]:
    """How the fates of contributions moved, the unchanged ones included; the most frequent first. Two queries."""
    return sorted([*_forward(before, after), *_lost(before, after)], key=lambda move: (-move.contributions, move[:2]))


def _forward(before: Edition, after: Edition) -> Iterable[Move]:
    then = Fate.objects.filter(edition=before, proposal=OuterRef("proposal")).values("kind")
    rows = Fate.objects.filter(edition=after).order_by().annotate(then=Coalesce(Subquery(then), Value(NEW)))
    for was, now, count in rows.values_list("then", "kind").annotate(count=Count("pk")):
        yield Move(was, now, count)


def _lost(before: Edition, after: Edition) -> Iterable[Move]:
    kept = Fate.objects.filter(edition=after).values("proposal")
    rows = Fate.objects.filter(edition=before).exclude(proposal__in=kept).order_by()
    for was, count in rows.values_list("kind").annotate(count=Count("pk")):
        yield Move(was, GONE, count)
