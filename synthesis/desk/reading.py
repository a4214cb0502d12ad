"""What the desk reads: clusters with their central texts, continuations, and proposals in lists."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import Http404

from consult.models import ConsultationPage
from proposals.models import Proposal, ProposalQuerySet
from proposals.references import typed_number
from proposals.search import matching
from synthesis.desk.seeming import seems_to_propose_nothing
from synthesis.folding import SaidBy, said_by
from synthesis.models import Cluster, GroupingRun, Placement, Theme, ThemeMembership
from synthesis.reading import LARGEST, Mark, marks
from synthesis.same import Word, said_of

BORDERLINE = 2  # texts at the edge of each cluster that the desk shows
CONTINUES = 0.5  # of a cluster's texts that stand in a theme already: it may be that theme's continuation


def consultations() -> QuerySet[ConsultationPage]:
    """Published consultations, the newest first, with ``text_count``, ``theme_count`` and ``run_state``. One query."""
    listed = Proposal.objects.grouped().filter(consultation=OuterRef("pk"))
    themes = Theme.objects.standing().filter(consultation=OuterRef("pk"))
    latest = GroupingRun.objects.filter(consultation=OuterRef("pk")).order_by("-number")
    found: QuerySet[ConsultationPage] = ConsultationPage.objects.live().order_by("-first_published_at", "-pk").annotate(
        text_count=_counted(listed), theme_count=_counted(themes), run_state=Subquery(latest.values("state")[:1])
    )  # fmt: skip
    return found


def _counted(rows: QuerySet) -> Coalesce:  # type: ignore[type-arg]  # of any model with a consultation
    counts = rows.order_by().values("consultation").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(counts, output_field=IntegerField()), Value(0))


def consultation_at(slug: str) -> ConsultationPage:
    """A published consultation, or 404. One query."""
    found: ConsultationPage | None = ConsultationPage.objects.live().filter(slug=slug).order_by("pk").first()
    if found is None:
        raise Http404
    return found


def last_run(consultation: ConsultationPage) -> GroupingRun | None:
    """The newest run, whatever became of it. One query."""
    return GroupingRun.objects.filter(consultation=consultation).select_related("previous", "started_by").first()


def themes_of(consultation: ConsultationPage) -> list[Theme]:
    """Standing themes with their counts. One query."""
    themes = Theme.objects.standing().filter(consultation=consultation).with_counts().select_related("named_by")
    return list(themes.order_by("number"))


class ThemeRow(NamedTuple):
    """A theme with its counts, and how many texts stood in it until a person set them aside."""

    theme: Theme
    set_aside: int


def cluster_at(consultation: ConsultationPage, run: int, number: int) -> Cluster:
    """A cluster of a finished run, with its theme; or 404. One query."""
    if max(run, number) > LARGEST:
        raise Http404
    found = Cluster.objects.select_related("run__consultation", "theme").filter(
        run__consultation=consultation, run__number=run, run__state=GroupingRun.State.DONE, number=number
    )
    cluster = found.first()
    if cluster is None:
        raise Http404
    return cluster


class Suggestion(NamedTuple):
    """A cluster may be the continuation of a theme: ``share`` of its texts stand there already.

    ``held`` of the ``of`` texts that people placed in the theme, or confirmed there, lie in the cluster.
    """

    theme: Theme
    share: float
    held: int = 0
    of: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.share)


class ClusterRow(NamedTuple):
    """A cluster as the desk shows it."""

    cluster: Cluster
    centrals: list[Proposal]
    borderline: list[Proposal]
    suggestion: Suggestion | None


def cluster_rows(run: GroupingRun, themes: Sequence[Theme]) -> list[ClusterRow]:
    """The clusters of a run, the largest first, with central proposals and those at the edge. Four queries."""
    clusters = list(run.clusters.select_related("theme").order_by("number"))
    central = Placement.objects.filter(run=run, central_rank__isnull=False).select_related("version__proposal__current")
    texts: dict[int | None, list[Proposal]] = defaultdict(list)
    for placement in central.filter(
        version__proposal__state="published", version__proposal__off_topic_at=None
    ).order_by("central_rank"):
        texts[placement.cluster_id].append(placement.version.proposal)
    edges = _borderline(run)
    suggested = continuations(run, clusters, themes)
    return [
        ClusterRow(cluster, texts[cluster.pk], edges[cluster.pk], suggested.get(cluster.pk)) for cluster in clusters
    ]


def _borderline(run: GroupingRun) -> dict[int | None, list[Proposal]]:
    """The texts that fit least in each cluster and are none of its central ones. One query."""
    rank = Window(RowNumber(), partition_by=[F("cluster")], order_by=[F("fit").asc(), F("order").asc()])
    placed = Placement.objects.filter(
        run=run,
        cluster__isnull=False,
        central_rank__isnull=True,
        version__proposal__state="published",
        version__proposal__off_topic_at=None,
    )
    last = placed.annotate(rank=rank).filter(rank__lte=BORDERLINE).select_related("version__proposal__current")
    texts: dict[int | None, list[Proposal]] = defaultdict(list)
    for placement in last.order_by("fit", "order"):
        texts[placement.cluster_id].append(placement.version.proposal)
    return texts


def continuations(run: GroupingRun, clusters: Sequence[Cluster], themes: Sequence[Theme]) -> dict[int, Suggestion]:
    """Which theme each unnamed cluster may continue, by the cluster's key. One query.

    The theme in which at least half of its texts stand; else the one of which it holds at least half of what people
    placed or confirmed there. Several clusters may continue one theme: it was merged, or it is about to be split.
    """
    standing = {theme.pk: theme for theme in themes}
    unnamed = {cluster.pk: cluster for cluster in clusters if cluster.theme_id is None}
    shared = list(
        ThemeMembership.objects.filter(theme__in=standing, proposal__versions__placements__run=run)
        .order_by()
        .values_list("theme", "proposal__versions__placements__cluster")
        .annotate(total=Count("pk"), held=Count("pk", filter=Q(confirmed_at__isnull=False)))
    )
    of: Counter[int] = Counter()
    for theme, _cluster, _total, held in shared:
        of[theme] += held
    best: dict[int, Suggestion] = {}
    for theme, cluster, total, held in sorted(shared, key=lambda row: (-row[2], row[0], row[1] or 0)):
        share = min(total / max(unnamed[cluster].size, 1), 1.0) if cluster in unnamed else 0
        if share >= CONTINUES and cluster not in best:
            best[cluster] = Suggestion(standing[theme], share, held, of[theme])
    for theme, cluster, total, held in sorted(shared, key=lambda row: (-row[3], row[0], row[1] or 0)):
        if cluster in unnamed and cluster not in best and held and held >= CONTINUES * of[theme]:
            share = min(total / max(unnamed[cluster].size, 1), 1.0)
            best[cluster] = Suggestion(standing[theme], share, held, of[theme])
    return best


class Row(NamedTuple):
    """A proposal in a list of the desk; ``figure`` is its fit or its distance from all, from 0 to 1.

    ``said`` holds with which other proposals a person said that it is the same idea, or not; ``folded`` those that
    say the same, with it.
    """

    proposal: Proposal
    mark: Mark | None
    said: Sequence[Word] = ()
    folded: SaidBy | None = None

    @property
    def figure(self) -> float | None:
        return getattr(self.proposal, "figure", None)

    @property
    def nothing(self) -> str:
        """Why it seems to propose nothing; empty where it does not, and where a person read it."""
        return "" if getattr(self.proposal, "read", 0) else seems_to_propose_nothing(self.proposal)


def rows(proposals: Sequence[Proposal]) -> list[Row]:
    """What the desk shows of the proposals of a page. Three queries at most."""
    known, said = marks(proposals), said_of(proposals)
    folded = said_by(known)
    return [Row(row, known.get(row.pk), said[row.pk], folded.get(row.pk)) for row in proposals]


def _listed(consultation: ConsultationPage) -> ProposalQuerySet:
    return Proposal.objects.grouped().filter(consultation=consultation).select_related("current", "consultation")


def in_cluster(cluster: Cluster) -> ProposalQuerySet:
    """The proposals of a cluster, those that fit best first."""
    members = _listed(cluster.run.consultation).filter(versions__placements__cluster=cluster)
    return members.annotate(figure=F("versions__placements__fit")).order_by("-figure", "pk")


def in_named_theme(theme: Theme) -> ProposalQuerySet:
    """The proposals of a theme, those that nobody read first."""
    unread = F("theme_membership__confirmed_at").asc(nulls_first=True)
    return _listed(theme.consultation).filter(theme_membership__theme=theme).order_by(unread, "number")


def published_count(consultation: ConsultationPage) -> int:
    """How many texts in view there are to read. One query."""
    return Proposal.objects.grouped().with_words().filter(consultation=consultation).count()


def unsorted(consultation: ConsultationPage, run: GroupingRun) -> ProposalQuerySet:
    """What a run put in no cluster and no person placed, the most distant first: where pépites are looked for."""
    placed = ThemeMembership.objects.filter(proposal=OuterRef("pk"))
    alone = _listed(consultation).filter(
        ~Exists(placed), Q(versions__placements__run=run, versions__placements__cluster__isnull=True)
    )
    return alone.annotate(figure=F("versions__placements__outlier")).order_by("-figure", "pk")


def found(consultation: ConsultationPage, query: str) -> ProposalQuerySet:
    """The proposals that a reference or words name; all of them without a query."""
    proposals = _listed(consultation).order_by("number")
    number = typed_number(query)
    if number is not None:
        return proposals.filter(number=number)
    return matching(proposals, consultation, query) if query.strip() else proposals


def by_numbers(consultation: ConsultationPage, numbers: Sequence[int]) -> list[Proposal]:
    """The listed proposals of these numbers. One query."""
    return list(_listed(consultation).filter(number__in=numbers).order_by("number"))


def of_numbers(consultation: ConsultationPage, numbers: Sequence[int]) -> list[Proposal]:
    """The proposals of these numbers, in view or not, to be decided on. One query."""
    found = Proposal.objects.filter(consultation=consultation, number__in=numbers)
    return list(found.select_related("consultation").order_by("number"))


def proposal_at(consultation: ConsultationPage, number: int) -> Proposal:
    """A listed proposal, or 404. One query."""
    proposals = by_numbers(consultation, [number]) if number <= LARGEST else []
    if not proposals:
        raise Http404
    return proposals[0]
