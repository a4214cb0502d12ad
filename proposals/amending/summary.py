"""What a proposal's own page says of its amendments, without a query more."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from proposals.amending.crediting import credit
from proposals.models import Amendment, Proposal, ProposalQuerySet


def with_amendments(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Adds ``amendment_count`` and ``open_amendment_count``, of published ones, and where the current words come from.

    For one proposal at a time: no query more.
    """
    published = Amendment.objects.filter(proposal=OuterRef("pk"), state="published")
    return proposals.select_related("current__from_amendment__author").annotate(
        amendment_count=_count_of(published), open_amendment_count=_count_of(published.open())
    )


def summary_of(proposal: Proposal) -> dict[str, Any] | None:
    """How many there are, how many wait, and where they stand; None out of view. No query on a row read as above."""
    if not proposal.is_published:
        return None
    annotated: Any = proposal
    made = getattr(proposal.current, "from_amendment", None)
    if made is not None:
        made.proposal = proposal
    return {
        "total": annotated.amendment_count,
        "waiting": annotated.open_amendment_count,
        "url": reverse("proposals:amendments", args=[proposal.consultation.slug, proposal.number]),
        "credit": credit(made) if made is not None else None,
    }


def _count_of(rows: "QuerySet[Amendment]") -> Coalesce:
    counted = rows.order_by().values("proposal").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
