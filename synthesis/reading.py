"""What pages read of this room. Rows come from here, so that no view asks the database by itself."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Coalesce
from django.http import Http404

from consult.compiled import compiled_once
from consult.models import ConsultationPage
from proposals.models import Proposal, ProposalQuerySet, Version
from synthesis.models import Arrival, Cluster, FoldedText, GroupingRun, Pepite, Placement, Theme, ThemeMembership

NO_THEME = "sans"
LARGEST = 2**31 - 1  # number that the database can hold
COMPUTED = "calcul-"  # before the number of a cluster that nobody named, in the address of a list


def theme_at(consultation: ConsultationPage, number: int) -> Theme:
    """The theme of that number, with the one that it was merged into; or 404. One query."""
    if number > LARGEST:
        raise Http404
    theme = Theme.objects.select_related("consultation", "merged_into__consultation").filter(
        consultation=consultation, number=number
    )
    found = theme.first()
    if found is None:
        raise Http404
    return found


def latest_run(consultation: ConsultationPage) -> GroupingRun | None:
    """The last run that came to an end. One query."""
    return GroupingRun.objects.done().filter(consultation=consultation).order_by("-number").first()


def shown_run(consultation: Any) -> Coalesce:
    """The run that the public map stands on: the last one that an editor adopted from, else the last one done.

    ``consultation`` is a key or an ``OuterRef``; no query by itself.
    """
    runs = GroupingRun.objects.done().filter(consultation=consultation).order_by("-number")
    adopted = runs.filter(clusters__theme__isnull=False)
    return Coalesce(Subquery(adopted.values("pk")[:1]), Subquery(runs.values("pk")[:1]))


def shown_clusters(consultations: Iterable[int]) -> QuerySet[Cluster]:
    """Clusters that tell where themes stand, and those of the shown run that nobody named; with their run.

    Adds ``free_count``: for those that nobody named, published proposals of the cluster that stand in no theme.
    """
    return (
        Cluster.objects.filter(run__consultation__in=consultations)
        .filter(Q(theme__isnull=False) | Q(run=shown_run(OuterRef("run__consultation"))))
        .select_related("run")
        .annotate(free_count=Case(When(theme=None, then=free_count()), default=Value(0)))
        .order_by("run__number", "number")
    )


def free_count() -> CombinedExpression:
    """The published proposals of a cluster that stand in no theme, with those that came since; a part of a query."""
    placed = ThemeMembership.objects.filter(proposal=OuterRef("version__proposal"))
    free = Placement.objects.filter(
        ~Exists(placed),
        cluster=OuterRef("pk"),
        version__proposal__state="published",
        version__proposal__off_topic_at=None,
    )
    later = Arrival.objects.filter(
        ~Exists(placed),
        cluster=OuterRef("pk"),
        version__proposal__state="published",
        version__proposal__off_topic_at=None,
    )
    return _counted(free) + _counted(later)


def _counted(members: QuerySet[Any]) -> Coalesce:
    """How many members a cluster has, as a part of its own query."""
    count = members.order_by().values("cluster").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(count, output_field=IntegerField()), Value(0))


def in_theme(queryset: ProposalQuerySet, consultation: ConsultationPage, value: str) -> ProposalQuerySet:
    """The proposals of a list that stand in a theme: its number, one that was merged, none yet, or a cluster.

    Those that a moderator has marked as off-topic stand in none, and wait for none.
    """
    queryset = queryset.filter(off_topic_at=None)
    places = ThemeMembership.objects.filter(proposal=OuterRef("pk"), theme__isnull=False)
    if value == NO_THEME:
        return queryset.filter(~Exists(places))
    if value.startswith(COMPUTED) and is_number(value.removeprefix(COMPUTED)):
        cluster = {"cluster__number": int(value.removeprefix(COMPUTED)), "run": shown_run(consultation.pk)}
        members = Placement.objects.filter(version__proposal=OuterRef("pk"), **cluster)
        later = Arrival.objects.filter(version__proposal=OuterRef("pk"), **cluster)
        held = ThemeMembership.objects.filter(proposal=OuterRef("pk"))
        return queryset.filter(~Exists(held), Exists(members) | Exists(later))
    if not is_number(value):
        return queryset.none()
    named = Theme.objects.filter(consultation=consultation, number=int(value))
    standing = Coalesce("merged_into", "pk")
    return queryset.filter(Exists(places.filter(theme__in=named.values(standing=standing))))


def is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 7


class Mark(NamedTuple):
    """What this room knows of one proposal: its theme, who put it there, and whether it is a pépite.

    ``folded_under`` is the version that stands for all that say the same, its own if it is that one.
    """

    theme_number: int | None
    theme_name: str
    theme_slug: str
    by_person: bool
    confirmed_at: datetime | None
    left_out: bool
    pepite: str
    folded_under: int | None = None


def marks(proposals: Iterable[Proposal]) -> Mapping[int, Mark]:
    """The marks of the proposals that have any. One query, of one row a proposal."""
    rows = _marked([proposal.pk for proposal in proposals])
    return {
        pk: Mark(
            theme_number=number,
            theme_name=name or "",
            theme_slug=slug or "",
            by_person=bool(by_person),
            confirmed_at=confirmed_at,
            left_out=number is None and membership is not None,
            pepite=reason or "",
            folded_under=under,
        )
        for pk, number, name, slug, by_person, confirmed_at, membership, reason, under in rows
    }


@compiled_once
def _marked(proposals: Sequence[int]) -> QuerySet[Proposal, Any]:
    current = OuterRef("current")
    folds = FoldedText.objects.standing().filter(Q(version=current) | Q(into=current)).order_by()
    rows = Proposal.objects.filter(pk__in=proposals, off_topic_at=None).annotate(
        stands_under=Subquery(folds.values("into")[:1])
    )
    known = Q(theme_membership__isnull=False) | Q(pepite__isnull=False) | Q(stands_under__isnull=False)
    return (
        rows.filter(known)
        .order_by("pk")
        .values_list(
            "pk",
            "theme_membership__theme__number",
            "theme_membership__theme__name",
            "theme_membership__theme__consultation__slug",
            "theme_membership__by_person",
            "theme_membership__confirmed_at",
            "theme_membership__pk",
            "pepite__reason",
            "stands_under",
        )
    )


def latest_placements(proposals: Iterable[Proposal]) -> tuple[dict[int, GroupingRun], dict[int, Placement]]:
    """The latest run done, by consultation, and where it put each proposal, by its key. Two queries."""
    listed = list(proposals)
    runs = _runs_of(sorted({proposal.consultation_id for proposal in listed}))
    latest = {run.consultation_id: run for run in runs}
    placements = _placed([run.pk for run in latest.values()], [proposal.pk for proposal in listed])
    return latest, {placement.version.proposal_id: placement for placement in placements}


@compiled_once
def _runs_of(consultations: Sequence[int]) -> QuerySet[GroupingRun]:
    runs = GroupingRun.objects.done().filter(consultation__in=consultations).order_by("number")
    return runs.only("consultation", "number", "created_at", "started_at", "finished_at")  # what it read is long


@compiled_once
def _placed(runs: Sequence[int], proposals: Sequence[int]) -> QuerySet[Placement]:
    placements = Placement.objects.filter(run__in=runs, version__proposal__in=proposals)
    return placements.select_related("cluster", "version").order_by("order")


def pepites_of(consultation: ConsultationPage) -> QuerySet[Pepite]:
    """The rare ideas of a consultation that are in view, with their words; the oldest mark first."""
    listed = Proposal.objects.grouped().filter(consultation=consultation)
    return (
        Pepite.objects.filter(proposal__in=listed)
        .select_related("proposal__current", "proposal__consultation", "proposal__author", "proposal__imported_from")
        .order_by("set_at", "pk")
    )


def arrived_since(consultation: ConsultationPage, run: GroupingRun) -> int:
    """How many proposals in view the run did not read. One query.

    From each proposal to its versions to their places: one join of the two lets a database without statistics
    go through the whole run for each proposal.
    """
    placed = Placement.objects.filter(run=run, version=OuterRef("pk"))
    read = Version.objects.filter(Exists(placed), proposal=OuterRef("pk"))
    return Proposal.objects.grouped().filter(~Exists(read), consultation=consultation).count()
