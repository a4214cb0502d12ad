"""What helps an editor to write about a theme: its texts, words and arguments. Read from rows; nothing is written."""

from typing import NamedTuple

from django.db.models import (
    Case,
    Count,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from proposals.models import Argument, Position, Proposal, ProposalQuerySet, TallyElsewhere
from synthesis.models import Cluster, GroupingRun, Pepite, Placement, Theme

CENTRALS = 6
ARGUMENTS = 5  # a side
DIVIDED = 5
PEPITES = 6
TERMS = 12


class Tally(NamedTuple):
    """Positions on a proposal: counts, from rows or as another site told them."""

    agree: int
    mixed: int
    disagree: int

    @property
    def total(self) -> int:
        return self.agree + self.mixed + self.disagree


class Divided(NamedTuple):
    """A proposal on which people disagree. ``elsewhere`` is None where nothing was counted on another site."""

    proposal: Proposal
    here: Tally
    elsewhere: Tally | None


class Aid(NamedTuple):
    """The drafting aid of one theme. Proposals come with ``current`` and ``consultation``, arguments with theirs."""

    terms: list[str]
    centrals: list[Proposal]
    arguments_for: list[Argument]
    arguments_against: list[Argument]
    divided: list[Divided]
    pepites: list[Pepite]


def aid_for(theme: Theme) -> Aid:
    """What there is on a theme, as it stands now. Eight queries, however large the theme; needs ``consultation``."""
    run = latest_run_of(theme)
    return Aid(
        terms=_terms(theme, run),
        centrals=list(central_first(_members(theme), theme, run)[:CENTRALS]),
        arguments_for=_strongest(theme, Argument.Stance.FOR),
        arguments_against=_strongest(theme, Argument.Stance.AGAINST),
        divided=_divided(theme),
        pepites=_pepites(theme, run),
    )


def latest_run_of(theme: Theme) -> GroupingRun | None:
    """The last run that a person took a cluster of this theme from. One query."""
    return GroupingRun.objects.done().filter(clusters__theme=theme).order_by("-number").first()


def central_first(proposals: ProposalQuerySet, theme: Theme, run: GroupingRun | None) -> ProposalQuerySet:
    """Proposals ordered by how central the run found them in the clusters of the theme; no query by itself.

    Those that it called central come first, then those that fit best, then those that only a person placed there.
    """
    return proposals.annotate(**centrality(theme, run)).order_by(*CENTRAL_FIRST)


CENTRAL_FIRST = (F("central_rank").asc(nulls_last=True), F("fit").desc(nulls_last=True), "number")


def centrality(theme: Theme, run: GroupingRun | None) -> dict[str, Subquery]:
    """Annotations of proposals, ``central_rank`` and ``fit``: None where the run did not put them in the theme.

    What was edited since the run is not what it read. One row of the unique index a proposal, however large the run.
    """
    placed = Placement.objects.filter(run=run.pk if run else None, version=OuterRef("current"), cluster__theme=theme)
    return {
        "central_rank": Subquery(placed.values("central_rank")[:1], output_field=IntegerField()),
        "fit": Subquery(placed.values("fit")[:1], output_field=FloatField()),
    }


def _members(theme: Theme) -> ProposalQuerySet:
    members = Proposal.objects.grouped().with_words().filter(theme_membership__theme=theme)
    return members.select_related("current", "consultation", "author", "imported_from")


def _terms(theme: Theme, run: GroupingRun | None) -> list[str]:
    """The terms of its clusters, the largest cluster's first, each once."""
    terms: dict[str, None] = {}
    for cluster in Cluster.objects.filter(theme=theme, run=run).order_by("number") if run else []:
        terms |= dict.fromkeys(cluster.terms)
    return list(terms)[:TERMS]


def _strongest(theme: Theme, stance: Argument.Stance) -> list[Argument]:
    """Arguments of one side: those found most convincing, then those on what most people took position on."""
    rows = (
        Argument.objects.listed()
        .exclude(text="")
        .filter(proposal__theme_membership__theme=theme, proposal__off_topic_at=None, stance=stance)
        .select_related("proposal__current", "proposal__consultation", "author", "imported_from")
        .annotate(positions_here=_counted_here(), positions_elsewhere=_counted_elsewhere())
    )
    return list(rows.order_by("-convincing_elsewhere", "-positions_here", "-positions_elsewhere", "pk")[:ARGUMENTS])


def _counted_here() -> Coalesce:
    taken = Position.objects.filter(proposal=OuterRef("proposal")).order_by()
    counted = taken.values("proposal").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _counted_elsewhere() -> Coalesce:
    total = F("agree") + F("mixed") + F("disagree")
    counted = TallyElsewhere.objects.filter(proposal=OuterRef("proposal")).annotate(total=total).values("total")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _divided(theme: Theme) -> list[Divided]:
    """Where both camps are: the largest smaller camp first, ours before those of other sites."""
    members = _members(theme).select_related("tally_elsewhere").with_position_counts()
    divided = (
        members.annotate(
            division=_smaller("agree_count", "disagree_count"),
            division_elsewhere=_smaller("tally_elsewhere__agree", "tally_elsewhere__disagree"),
        )
        .filter(Q(division__gt=0) | Q(division_elsewhere__gt=0))
        .order_by("-division", "-division_elsewhere", "-pk")
    )
    return [_with_tallies(proposal) for proposal in divided[:DIVIDED]]


def _smaller(one: str, other: str) -> Case:
    """The smaller of two counts, 0 where unknown: LEAST passes over NULL on one database and not on the other."""
    return Case(When(**{f"{one}__lte": F(other)}, then=F(one)), default=Coalesce(F(other), Value(0)))


def _with_tallies(proposal: Proposal) -> Divided:
    here = Tally(*(getattr(proposal, f"{word}_count") for word in ("agree", "mixed", "disagree")))
    other = getattr(proposal, "tally_elsewhere", None)
    return Divided(proposal, here, Tally(other.agree, other.mixed, other.disagree) if other else None)


def _pepites(theme: Theme, run: GroupingRun | None) -> list[Pepite]:
    """The rare ideas in the theme, and those that no theme holds but whose nearest cluster is one of its own."""
    near = Placement.objects.filter(run=run, nearest__theme=theme) if run else Placement.objects.none()
    alone = Q(proposal__in=near.values("version__proposal"), proposal__theme_membership__isnull=True)
    found: QuerySet[Pepite] = (
        Pepite.objects.filter(proposal__in=Proposal.objects.grouped().with_words())
        .filter(Q(proposal__theme_membership__theme=theme) | alone)
        .select_related("proposal__current", "proposal__consultation", "proposal__author", "proposal__imported_from")
    )
    return list(found.order_by("set_at", "pk")[:PEPITES])
