"""What a reader has begun to write about a proposal, on its page."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject, Left
from django.urls import reverse

from proposals.drafts.reading import LABEL, OFFERED, row_of
from proposals.models import Argument, Draft, Proposal, ProposalQuerySet

NAMES = [f"begun_{number}" for number in range(OFFERED)]


def with_drafts(proposals: ProposalQuerySet, person: int | None) -> ProposalQuerySet:
    """Adds a person's newest drafts about each, as parts of the same query: its page may cost no other one."""
    if person is None:
        return proposals
    mine = Draft.objects.visible_to(person).filter(proposal=OuterRef("pk")).order_by("-saved_at", "-pk")
    starts = {name: Left(name, 2 * LABEL) for name in ("title", "text", "reason")}
    found = JSONObject(key="key", kind="kind", saved_at="saved_at", answers=F("answers__number"), **starts)
    rows = mine.values(found=found)
    return proposals.annotate(**{name: Subquery(rows[n : n + 1]) for n, name in enumerate(NAMES)})


def drafts_on(proposal: Proposal) -> dict[str, Any] | None:
    """Those drafts, for ``proposals/_draft_offers.html``; None where there is none. No query."""
    found = [row for name in NAMES if (row := getattr(proposal, name, None))]
    if not found:
        return None
    offers = [row_of(_draft(row, proposal)) for row in found]
    return {"offers": offers, "space_url": f"{reverse('participants:space')}#mes-brouillons"}


def _draft(row: dict[str, Any], proposal: Proposal) -> Draft:
    """A draft with all that a list shows; an instant that a database wrote without its offset is in UTC."""
    saved_at = datetime.fromisoformat(row["saved_at"])
    return Draft(
        key=UUID(row["key"]),
        kind=row["kind"],
        consultation=proposal.consultation,
        proposal=proposal,
        answers=Argument(number=row["answers"]) if row["answers"] is not None else None,
        saved_at=saved_at if saved_at.tzinfo else saved_at.replace(tzinfo=UTC),
        **{name: row[name] for name in ("title", "text", "reason")},
    )
