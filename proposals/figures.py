"""How much was said, and by how many: counted from rows, for many consultations at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from proposals.models import Argument, Position, Proposal


@dataclass(frozen=True)
class Figures:
    """What one consultation gathered.

    ``people`` are those who took part here, not the voters that an import brought with their origin;
    ``voices`` are the proposals that came without anybody's name; ``folded`` those for which another stands, which
    are among ``proposals``.
    """

    proposals: int = 0
    arguments: int = 0
    positions: int = 0
    people: int = 0
    voices: int = 0
    folded: int = 0


def figures_of(consultations: Iterable[int]) -> dict[int, Figures]:
    """Figures by the primary key of the consultation. Four queries, however many there are."""
    keys = list(consultations)
    if not keys:
        return {}
    listed = Proposal.objects.listed().filter(consultation__in=keys)
    said = Argument.objects.listed().filter(proposal__consultation__in=keys)
    taken = Position.objects.filter(proposal__in=listed)
    texts = {
        key: (total, voices, folded)
        for key, total, voices, folded in listed.order_by()
        .values_list("consultation")
        .annotate(total=Count("pk"), voices=Count("pk", filter=Q(author__isnull=True)), folded=Count("folded_under"))
    }
    arguments, positions = _counts(said.filter(answers__isnull=True)), _counts(taken)
    people = _people(
        _pairs(listed, "consultation", "author"),
        _pairs(said, "proposal__consultation", "author"),
        _pairs(taken, "proposal__consultation", "participant"),
    )
    counted = {}
    for key in keys:
        proposals, voices, folded = texts.get(key, (0, 0, 0))
        rest = arguments.get(key, 0), positions.get(key, 0), people.get(key, 0)
        counted[key] = Figures(proposals, *rest, voices, folded)
    return counted


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values_list("proposal__consultation").annotate(total=Count("pk")))


def _pairs(rows: QuerySet[Any], page: str, person: str) -> QuerySet[Any]:
    """Who did it, and where; a voice of an import has an origin, and took part elsewhere."""
    here: QuerySet[Any] = rows.filter(**{f"{person}__origin": ""}).order_by().annotate(page=F(page), person=F(person))
    return here.values_list("page", "person")


def _people(*deeds: QuerySet[Any]) -> dict[int, int]:
    """Distinct people by consultation, each counted once whatever they did. One query.

    A union cannot be grouped through Django's own queries: its SQL is wrapped.
    """
    first, *others = deeds
    sql, parameters = first.union(*others).query.sql_with_params()
    with connection.cursor() as cursor:
        # The text comes from Django's compiler; values travel as parameters.
        cursor.execute(f"SELECT page, COUNT(*) FROM ({sql}) AS pairs GROUP BY page", parameters)  # noqa: S608 – Django's own SQL
        return dict(cursor.fetchall())
