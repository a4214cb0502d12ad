"""What people decided, as a run is given it: numbers of proposals and of themes, and nothing else."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from consult.errors import Refused
from consult.models import ConsultationPage
from proposals.models import Proposal
from synthesis.clustering import Contradiction, TooFewGroups, lessons
from synthesis.corpus import in_the_maths
from synthesis.fold_groups import Fold, Side, kept_together, standing_folds
from synthesis.models import SameIdea, ThemeMembership

Decisions = Mapping[str, list[list[int]]]


class DecisionsExclude(Refused):
    """Two decisions cannot both be kept: people sort them out, the machine breaks neither."""


def standing_decisions(consultation: ConsultationPage) -> dict[str, list[list[int]]]:
    """What stands now of the proposals that a run would read, as it stores it.

    Three queries, and a fourth where texts are folded.

    ``pinned`` are proposals that a person moved to a theme or confirmed in it, with the theme; ``together`` and
    ``apart`` are pairs of proposals said to be the same idea, and not to be. What a person folded is together, also
    once the text that stood for all left the view, or is of a suspended account.
    """
    listed = in_the_maths(Proposal.objects.grouped()).filter(consultation=consultation)
    held = ThemeMembership.objects.held().filter(proposal__in=listed, theme__isnull=False)
    said = SameIdea.objects.standing().filter(first__in=listed, second__in=listed)
    pairs = list(
        said.order_by("first__number", "second__number").values_list("first__number", "second__number", "same")
    )
    folded = kept_together(_read_by_a_run(consultation, standing_folds(consultation))) if consultation.live else []
    pinned = held.order_by("proposal__number").values_list("proposal__number", "theme__number")
    return {
        "pinned": [list(pair) for pair in pinned],
        "together": [*([first, second] for first, second, same in pairs if same), *folded],
        "apart": [[first, second] for first, second, same in pairs if not same],
    }


def _read_by_a_run(consultation: ConsultationPage, folds: Sequence[Fold]) -> list[Fold]:
    """The folds as a run sees them, to which a text of a suspended account is out of view. One query, or none."""
    if not folds:
        return []
    here = Proposal.objects.filter(consultation=consultation)
    silent = set(here.exclude(pk__in=in_the_maths(here).values("pk")).values_list("pk", flat=True))
    return [fold._replace(text=_seen(fold.text, silent), into=_seen(fold.into, silent)) for fold in folds]


def _seen(side: Side, silent: set[int]) -> Side:
    return side._replace(listed=side.listed and side.proposal not in silent)


def for_grouping(decisions: Decisions, references: Sequence[str]) -> dict[str, Any]:
    """The arguments of ``group`` that say it, for the proposals of a corpus; no query.

    What was said of a proposal that is not in the corpus is left out with it.
    """
    place = {reference: order for order, reference in enumerate(references)}
    pinned = [-1] * len(references)
    for proposal, theme in decisions.get("pinned", ()):
        if f"P-{proposal}" in place:
            pinned[place[f"P-{proposal}"]] = theme
    return {
        "pinned": pinned,
        "together": _pairs(decisions.get("together", ()), place),
        "apart": _pairs(decisions.get("apart", ()), place),
        "close": _pairs(decisions.get("told_close", ()), place),
        "different": _pairs(decisions.get("told_different", ()), place),
    }


def _pairs(pairs: Sequence[Sequence[int]], place: Mapping[str, int]) -> list[tuple[int, int]]:
    named = [(f"P-{first}", f"P-{second}") for first, second in pairs]
    return [(place[first], place[second]) for first, second in named if first in place and second in place]


@contextmanager
def in_a_sentence(references: Sequence[str]) -> Iterator[None]:
    """Say what excludes what by the references of the proposals, in the order in which they were given."""
    try:
        yield
    except Contradiction as error:
        first, second = sorted(error.places)
        told = {"first": references[first], "second": references[second]}
        raise DecisionsExclude(_sentence(error.kind) % told) from error
    except TooFewGroups as error:
        raise DecisionsExclude(
            _("%(groups)s groups are too few to keep all that people decided: ask for more.") % {"groups": error.groups}
        ) from error


def _sentence(kind: str) -> str:
    if kind == "two_themes":
        return _(
            "%(first)s and %(second)s are said to be the same idea, or have the same words, and people placed them in "
            "two themes: move one of them, or take back that they are the same; then group again."
        )
    if kind == "one_theme":
        return _(
            "%(first)s and %(second)s are said not to be the same idea, and people placed them in one theme: move one "
            "of them, or take back that they differ; then group again."
        )
    return _(
        "%(first)s and %(second)s are said not to be the same idea, and yet to be, by way of others or by having the "
        "same words: take one of these back; then group again."
    )


def check(decisions: Decisions, groups: int | None) -> None:
    """``DecisionsExclude`` when they cannot all be kept, as far as one sees without the texts. No query."""
    numbers = {number for pairs in ("together", "apart") for pair in decisions[pairs] for number in pair}
    references = [f"P-{number}" for number in sorted(numbers | {proposal for proposal, _theme in decisions["pinned"]})]
    distinct = np.arange(len(references))
    with in_a_sentence(references):
        found = lessons(row=distinct, rows=len(distinct), **for_grouping(decisions, references))
        if groups is not None and groups < found.number:
            raise TooFewGroups(groups, "")


def check_added(before: Decisions, after: Decisions) -> None:
    """``DecisionsExclude`` when what was added cannot be kept. No query.

    Where decisions of before exclude each other already, only what is linked with the added ones is looked at:
    nobody is kept from deciding on other texts.
    """
    try:
        check(before, None)
    except DecisionsExclude:
        check(_linked(after, _added(before, after)), None)
    else:
        check(after, None)


def _added(before: Decisions, after: Decisions) -> set[int]:
    """The proposals of pairs that were not there before."""
    return {
        number
        for kind in ("together", "apart")
        for pair in {tuple(pair) for pair in after[kind]} - {tuple(pair) for pair in before[kind]}
        for number in pair
    }


def _linked(decisions: Decisions, numbers: set[int]) -> Decisions:
    """What is said of these proposals, of those that are together with them, and of those that are apart from these."""
    near = _with_same(decisions, numbers)
    apart = [pair for pair in decisions["apart"] if not near.isdisjoint(pair)]
    kept = _with_same(decisions, near | {number for pair in apart for number in pair})
    return {
        "pinned": [pin for pin in decisions["pinned"] if pin[0] in kept],
        "together": [pair for pair in decisions["together"] if not kept.isdisjoint(pair)],
        "apart": apart,
    }


def _with_same(decisions: Decisions, numbers: set[int]) -> set[int]:
    """These and all that are together with them, by way of others too."""
    beside: dict[int, set[int]] = defaultdict(set)
    for first, second in decisions["together"]:
        beside[first].add(second)
        beside[second].add(first)
    found, ahead = set(numbers), list(numbers)
    while ahead:
        new = beside[ahead.pop()] - found
        found |= new
        ahead += new
    return found
