"""How many took part: people who wrote or took position here, and texts that came from elsewhere."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from consult.models import ConsultationPage
from proposals.models import Argument, Position, Proposal


class Participation(NamedTuple):
    """Counted from rows. ``people`` have an account or came with their positions; ``voices`` came without a name."""

    people: int
    proposals: int
    voices: int


NOBODY = Participation(0, 0, 0)


def participation(consultations: Iterable[ConsultationPage]) -> dict[int, Participation]:
    """By consultation. Two queries, however many they are."""
    pages = [page.pk for page in consultations]
    if not pages:
        return {}
    people = _people(pages)
    listed = (
        Proposal.objects.listed()
        .filter(consultation__in=pages)
        .order_by()
        .values_list("consultation")
        .annotate(total=Count("pk"), voices=Count("pk", filter=Q(author__isnull=True)))
    )
    texts = {page: (total, voices) for page, total, voices in listed}
    return {page: Participation(people.get(page, 0), *texts.get(page, (0, 0))) for page in pages}


def _people(pages: list[int]) -> dict[int, int]:
    """Distinct people by consultation, each counted once whatever they did. One query.

    A union cannot be grouped through Django's own queries: its SQL is wrapped.
    """
    wrote = Proposal.objects.listed().filter(consultation__in=pages, author__isnull=False)
    argued = Argument.objects.listed().filter(proposal__consultation__in=pages, author__isnull=False)
    stood = Position.objects.filter(proposal__consultation__in=pages)
    pairs = _pairs(wrote, "consultation", "author").union(
        _pairs(argued, "proposal__consultation", "author"), _pairs(stood, "proposal__consultation", "participant")
    )
    sql, parameters = pairs.query.sql_with_params()
    with connection.cursor() as cursor:
        # The text comes from Django's compiler; values travel as parameters.
        cursor.execute(f"SELECT page, COUNT(*) FROM ({sql}) AS pairs GROUP BY page", parameters)  # noqa: S608
        return dict(cursor.fetchall())


def _pairs(rows: QuerySet[Any], page: str, person: str) -> QuerySet[Any]:
    pairs: QuerySet[Any] = rows.order_by().annotate(page=F(page), person=F(person)).values_list("page", "person")
    return pairs
