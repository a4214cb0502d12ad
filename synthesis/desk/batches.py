"""Texts in batches that a person can read: those that nobody read first, the central ones before the others."""

from django.db.models import Case, Exists, F, FloatField, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from consult.models import ConsultationPage
from proposals.models import Proposal, ProposalQuerySet
from synthesis.aid import CENTRAL_FIRST, centrality, latest_run_of
from synthesis.models import GroupingRun, Placement, Theme, ThemeDecision, ThemeMembership
from synthesis.reading import latest_run

TEXTS_A_BATCH = 25


def _listed(consultation: ConsultationPage) -> ProposalQuerySet:
    return Proposal.objects.grouped().filter(consultation=consultation).select_related("current", "consultation")


def batch_of(theme: Theme) -> ProposalQuerySet:
    """The texts of a theme with ``read``: 0 where nobody read them as they are now. One query, for the run.

    What was edited after a person had read it is to be read again.
    """
    at = OuterRef("theme_membership__confirmed_at")
    is_read = Q(Exists(ThemeDecision.objects.filter(version=OuterRef("current"), at=at)))
    read = Case(When(is_read, then=Value(1)), default=Value(0), output_field=IntegerField())
    members = _listed(theme.consultation).filter(theme_membership__theme=theme)
    return members.annotate(read=read, **centrality(theme, latest_run_of(theme))).order_by("read", *CENTRAL_FIRST)


def batch_to_sort(consultation: ConsultationPage) -> ProposalQuerySet:
    """The texts that stand in no theme, alike ones together; ``near`` is the theme nearest to each. One query."""
    placed = ThemeMembership.objects.filter(proposal=OuterRef("pk"))
    return (
        _listed(consultation)
        .filter(~Exists(placed))
        .annotate(**_nearness(latest_run(consultation)))
        .order_by(
            F("near").asc(nulls_last=True), F("group").asc(nulls_last=True), F("fit").desc(nulls_last=True), "number"
        )
    )


def _nearness(run: GroupingRun | None) -> dict[str, Subquery]:
    """Annotations: the number of the nearest theme that stands, the cluster, and the fit; None where unknown."""
    placed = Placement.objects.filter(run=run.pk if run else None, version=OuterRef("current")).order_by()
    near = Coalesce("nearest__theme__merged_into__number", "nearest__theme__number")
    return {
        "near": Subquery(placed.values(near=near)[:1], output_field=IntegerField()),
        "group": Subquery(placed.values("cluster__number")[:1], output_field=IntegerField()),
        "fit": Subquery(placed.values("fit")[:1], output_field=FloatField()),
    }
