"""Texts folded under one: which of them stands for the others, also once the one that did left the view."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from consult.models import ConsultationPage
from proposals.models import Proposal
from synthesis.models import FoldedText

BATCH = 500  # rows written at once
LEFT = ("__off_topic_at", "__withdrawn_at")  # what takes a published text out of groupings


class Side(NamedTuple):
    """One of the two texts of a fold; ``listed`` while it is in view."""

    version: int
    proposal: int
    number: int
    listed: bool


class Fold(NamedTuple):
    """A fold that stands, by key."""

    key: int
    text: Side
    into: Side
    automatic: bool
    by: int | None


def standing_folds(consultation: ConsultationPage | int, versions: Iterable[int] | None = None) -> list[Fold]:
    """The folds that stand, by number of the text: all, or those of the groups of some versions. One query.

    A consultation comes as it is, or by its key.
    """
    rows = FoldedText.objects.standing().filter(into__proposal__consultation=consultation)
    if versions is not None:
        keys = list(versions)
        above = FoldedText.objects.standing().filter(version__in=keys).order_by()
        rows = rows.filter(Q(into__in=keys) | Q(into__in=above.values("into")))
    return _read(rows)


def folds_under(versions: Iterable[int]) -> list[Fold]:
    """The folds that stand under some versions, by number of the text. One query."""
    return _read(FoldedText.objects.standing().filter(into__in=list(versions)))


def left_without(consultation: ConsultationPage) -> list[Fold]:
    """The folds that stand of texts in view, under one that left it, by number of the text. One query."""
    rows = FoldedText.objects.standing().filter(into__proposal__consultation=consultation)
    return _read(rows.filter(_in_view("version")).exclude(_in_view("into")))


def _in_view(version: str) -> Q:
    """The condition that a text is in view and not withdrawn, and no moderator has marked it as off-topic."""
    kept = dict.fromkeys((f"{version}__blanked_at", *(f"{version}__proposal{name}" for name in LEFT)))
    return Q(**{f"{version}__proposal__state": Proposal.State.PUBLISHED}, **kept)


def _read(rows: QuerySet[FoldedText]) -> list[Fold]:
    """Without the words of any text: there may be thousands."""
    side = ("", "__blanked_at", *(f"__proposal{name}" for name in ("", "__number", "__state", *LEFT)))
    columns = ["pk", "automatic", "by", *(f"version{name}" for name in side), *(f"into{name}" for name in side)]
    found = rows.order_by("version__proposal__number").values_list(*columns)
    half = len(side)
    return [Fold(key, _side(*rest[:half]), _side(*rest[half:]), automatic, by) for key, automatic, by, *rest in found]


def _side(
    version: int, blanked_at: datetime | None, proposal: int, number: int, state: str, *left: datetime | None
) -> Side:
    is_there = state == Proposal.State.PUBLISHED and blanked_at is None and not any(left)
    return Side(version, proposal, number, is_there)


def by_leader(folds: Iterable[Fold]) -> dict[Side, list[Fold]]:
    """The folds of each text that others are folded under. No query."""
    groups: dict[Side, list[Fold]] = defaultdict(list)
    for fold in folds:
        groups[fold.into].append(fold)
    return groups


def stand_ins(folds: Iterable[Fold]) -> dict[Side, Side]:
    """Of each text that left the view with others folded under it, the first of these in view; copies first."""
    found: dict[Side, Side] = {}
    for leader, group in by_leader(folds).items():
        left = sorted((not fold.automatic, fold.text.number, fold.text) for fold in group if fold.text.listed)
        if left and not leader.listed:
            found[leader] = left[0][-1]
    return found


def above(folds: Iterable[Fold]) -> dict[int, int]:
    """Of each folded version, the one in view that stands for it; of the ones that stand in, nothing. No query."""
    rows = list(folds)
    instead = stand_ins(rows)
    found = {fold.text.version: instead.get(fold.into, fold.into).version for fold in rows}
    return {version: leader for version, leader in found.items() if version != leader}


def kept_together(folds: Iterable[Fold]) -> list[list[int]]:
    """Pairs of numbers, both in view, that keep together what a person folded. No query.

    Those folded by themselves have the same words, which keeps them together; without the one that stood for all,
    also what was folded by itself is said with what a person folded.
    """
    rows = list(folds)
    instead = stand_ins(rows)
    pairs = []
    for leader, group in by_leader(rows).items():
        first = instead.get(leader, leader)
        by_itself = leader.listed or all(fold.automatic for fold in group)
        pairs += [
            (fold.text.number, first.number)
            for fold in group
            if first.listed and fold.text.listed and fold.text != first and not (by_itself and fold.automatic)
        ]
    return [sorted(pair) for pair in sorted(pairs)]


def lead_anew(folds: Iterable[Fold]) -> bool:
    """Fold under the text that stands in what was folded under one that left the view; and that one with them.

    Who folded what, and when, stays said. What an edit left without effect of the versions folded anew makes room:
    the one that left the view may itself have been folded before. Returns whether there was any. Three queries, or
    none.
    """
    rows = list(folds)
    instead = stand_ins(rows)
    moved = [fold for fold in rows if fold.into in instead]
    if not moved:
        return False
    at = dict(FoldedText.objects.filter(pk__in=[fold.key for fold in moved]).values_list("pk", "at"))
    new = [_moved(fold, group, instead, at) for group in by_leader(moved).values() for fold in group]
    retire([*(row.version_id for row in new), *(fold.text.version for fold in moved)], timezone.now())
    FoldedText.objects.bulk_create(new, batch_size=BATCH)
    return True


def retire(versions: Iterable[int], now: datetime) -> None:
    """End the folds of versions, those too that an edit of their leader left without effect. One query."""
    FoldedText.objects.filter(version__in=list(versions), undone_at__isnull=True).update(undone_at=now)


def _moved(fold: Fold, group: list[Fold], instead: Mapping[Side, Side], at: Mapping[int, datetime]) -> FoldedText:
    first = instead[fold.into]
    own = next(other for other in group if other.text == first)
    version = fold.into.version if fold is own else fold.text.version
    automatic = own.automatic and fold.automatic
    by = None if automatic else fold.by or own.by
    return FoldedText(version_id=version, into_id=first.version, automatic=automatic, by_id=by, at=at[fold.key])
