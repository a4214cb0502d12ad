"""What people decided while a run was computed, and that its groups do not hold: kept with it, named on the desk."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from synthesis.given import Decisions, standing_decisions
from synthesis.models import GroupingRun, ThemeMembership

NAMED = 20  # decisions that the desk names; the others are counted

Groups = Mapping[int, int]
Pairs = Sequence[Sequence[int]]


class Unkept(NamedTuple):
    """Decisions that a run does not hold and that stand: the first ones of each kind, and how many more there are.

    ``pinned`` are references of proposals, each with that of its theme; the others are references of two proposals.
    """

    pinned: list[tuple[str, str]]
    together: list[tuple[str, str]]
    apart: list[tuple[str, str]]
    more: int


def with_unkept(run: GroupingRun, given: Decisions, groups: Groups) -> dict[str, list[list[int]]]:
    """What a run was given, and beside it what stands by now and its groups do not hold. Five queries at most.

    ``groups`` is the group that each proposal of the run is nearest to, by its number; what was said of others is
    left out. Call in one's turn.
    """
    now = standing_decisions(run.consultation)
    new = {kind: _added(given.get(kind, ()), now[kind]) for kind in now}
    within = {kind: [pair for pair in new[kind] if set(pair) <= groups.keys()] for kind in ("together", "apart")}
    pins = [pin for pin in new["pinned"] if pin[0] in groups]
    unkept = {
        "unkept_pinned": _pins_broken(run, pins, now["pinned"], groups) if pins else [],
        "unkept_together": [pair for pair in within["together"] if groups[pair[0]] != groups[pair[1]]],
        "unkept_apart": [pair for pair in within["apart"] if groups[pair[0]] == groups[pair[1]]],
    }
    return {**given, **{kind: pairs for kind, pairs in unkept.items() if pairs}}


def unkept_of(run: GroupingRun) -> Unkept | None:
    """What a run does not hold and still stands; None for nothing. No query where it holds all, else four."""
    if not any(kind.startswith("unkept_") for kind in run.decisions):
        return None
    now = standing_decisions(run.consultation)
    left = {kind: _common(run.decisions.get(f"unkept_{kind}", ()), now[kind]) for kind in now}
    total = sum(map(len, left.values()))
    if not total:
        return None
    named = {kind: _named(pairs[:NAMED], "T" if kind == "pinned" else "P") for kind, pairs in left.items()}
    return Unkept(**named, more=total - sum(map(len, named.values())))


def _added(before: Pairs, after: Pairs) -> list[list[int]]:
    known = {tuple(pair) for pair in before}
    return [list(pair) for pair in after if tuple(pair) not in known]


def _common(before: Pairs, after: Pairs) -> list[list[int]]:
    standing = {tuple(pair) for pair in after}
    return [list(pair) for pair in before if tuple(pair) in standing]


def _named(pairs: Pairs, letter: str) -> list[tuple[str, str]]:
    return [(f"P-{first}", f"{letter}-{second}") for first, second in pairs]


def _pins_broken(run: GroupingRun, new: Pairs, now: Pairs, groups: Groups) -> list[list[int]]:
    """The new pins whose text is not in the group of its theme, or is in one with a text pinned to another. One query.

    The group of a theme is the one that most of its other texts are nearest to.
    """
    homes = _homes(run, new, groups)
    themes_in: dict[int, set[int]] = defaultdict(set)
    for proposal, theme in now:
        if proposal in groups:
            themes_in[groups[proposal]].add(theme)
    return [
        [proposal, theme]
        for proposal, theme in new
        if groups[proposal] != homes[theme] or themes_in[groups[proposal]] != {theme}
    ]


def _homes(run: GroupingRun, new: Pairs, groups: Groups) -> dict[int, int]:
    """The group that most texts of each theme of these pins are nearest to, of these only where it has no others."""
    here = ThemeMembership.objects.filter(theme__consultation=run.consultation_id)
    places = here.filter(theme__number__in={theme for _proposal, theme in new})
    added = {proposal for proposal, _theme in new}
    counts: dict[int, Counter[tuple[bool, int]]] = defaultdict(Counter)
    for proposal, theme in places.order_by("pk").values_list("proposal__number", "theme__number"):
        if theme is not None and proposal in groups:
            counts[theme][proposal not in added, groups[proposal]] += 1
    # Others count before the new ones, then how many they are, then the first group.
    return {
        theme: max(found, key=lambda place: (place[0], found[place], -place[1]))[1] for theme, found in counts.items()
    }
