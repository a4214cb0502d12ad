"""How much was said, and by how many: counted from rows, for many consultations at once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from proposals.models import Argument, Position, Proposal


@dataclass(frozen=True)
class Figures:
    """What one consultation gathered. ``people`` are those who took part here: imports bring no account."""

    proposals: int = 0
    arguments: int = 0
    positions: int = 0
    people: int = 0


def figures_of(consultations: Iterable[int]) -> dict[int, Figures]:
    """Figures by the primary key of the consultation. Four queries, however many there are."""
    keys = list(consultations)
    listed = Proposal.objects.listed().filter(consultation__in=keys)
    said = Argument.objects.listed().filter(proposal__consultation__in=keys)
    taken = Position.objects.filter(proposal__in=listed)
    # Each person once a consultation: the database unites, and nothing is held here but the counts.
    people = Counter(
        consultation
        for consultation, _person in listed.exclude(author=None)
        .order_by()
        .values_list("consultation", "author")
        .union(
            said.exclude(author=None).order_by().values_list("proposal__consultation", "author"),
            taken.order_by().values_list("proposal__consultation", "participant"),
        )
    )
    proposals, arguments, positions = (
        _counts(listed, "consultation"),
        _counts(said, "proposal__consultation"),
        _counts(taken, "proposal__consultation"),
    )
    return {
        key: Figures(proposals.get(key, 0), arguments.get(key, 0), positions.get(key, 0), people[key]) for key in keys
    }


def _counts(rows: QuerySet[Any], by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(total=Count("pk")))
