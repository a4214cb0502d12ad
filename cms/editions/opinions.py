"""Opinion groups of an edition, counted as it is frozen: totals by reference, nothing that says who is in which.

Who is in which group is known while this runs, and nowhere after.
"""

from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cms.gates import Draft
from participants.opinion_groups import who_agreed
from proposals.models import Position, Proposal
from synthesis.clustering.opinions import LEAST_MEMBERS, SEED, Traits, opinion_groups, traits
from synthesis.models import FrozenCorpus

# Why there is nothing to show: too few people answered enough, no groups are clear, fewer than two are large enough.
FEW, UNCLEAR, SMALL = "few", "unclear", "small"


def opinions_content(draft: Draft) -> dict[str, Any]:
    """``opinions`` of the figures of an edition; nothing at all where the consultation does not look for groups.

    One query, of the positions of those who agreed to it in particular; none where it is off.
    """
    assert draft.corpus is not None
    if not draft.corpus.consultation.opinion_groups:
        return {}
    numbers, matrix = positions_of(draft.corpus)
    made = {"seed": SEED, "libraries": {name: version(name) for name in ("numpy", "scikit-learn")}}
    found = opinion_groups(matrix)
    if found.people < 2 * LEAST_MEMBERS:
        return {"opinions": {"why": FEW, **made}}
    if found.labels.max() < 0:
        return {"opinions": {"why": UNCLEAR, **made}}
    told = traits(matrix, found.labels)
    if len(told.sizes) < 2:
        return {"opinions": {"why": SMALL, **made}}
    silhouette = round(100 * found.silhouette)
    return {"opinions": {"why": "", **made, "silhouette": silhouette, **told_content(numbers, told)}}


def positions_of(corpus: FrozenCorpus) -> tuple[list[int], NDArray[np.float64]]:
    """Numbers of the proposals of a corpus that are public, and the positions on them: see ``opinion_groups``.

    A row is one person of those who agreed. One query.
    """
    listed = Proposal.objects.listed().filter(versions__corpus_items__corpus=corpus)
    taken = Position.objects.filter(participant__in=who_agreed(), proposal__in=listed).order_by()
    rows = list(taken.values_list("participant", "proposal__number", "value"))
    people = {key: place for place, key in enumerate(sorted({person for person, _number, _value in rows}))}
    numbers = sorted({number for _person, number, _value in rows})
    columns = {number: place for place, number in enumerate(numbers)}
    matrix = np.full((len(people), len(numbers)), np.nan)
    for person, number, value in rows:
        matrix[people[person], columns[number]] = value
    return numbers, matrix


def told_content(numbers: list[int], told: Traits) -> dict[str, Any]:
    """Sizes, and the proposals that tell the groups apart with their counts by group; null where few voted."""
    chosen = {column for lists in (*told.supports, *told.rejects, told.together, told.divides) for column in lists}
    return {
        "people": int(told.sizes.sum()),
        "groups": [
            {"size": int(size), "supports": references(numbers, supports), "rejects": references(numbers, rejects)}
            for size, supports, rejects in zip(told.sizes, told.supports, told.rejects, strict=True)
        ],
        "together": references(numbers, told.together),
        "divides": references(numbers, told.divides),
        "counts": {
            f"P-{numbers[column]}": [[int(n) for n in row] if row[0] >= 0 else None for row in told.counts[:, column]]
            for column in sorted(chosen)
        },
    }


def references(numbers: list[int], columns: list[int]) -> list[str]:
    """The proposals of these columns as everyone names them."""
    return [f"P-{numbers[column]}" for column in columns]
