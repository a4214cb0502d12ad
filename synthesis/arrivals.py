"""New contributions take their place among the present themes at once; how many fit badly tells when to group again.

The texts of a run that can be read now are kept ready in the process. What a new one costs, the database included,
stands in docs/grouping.md: it grows with the texts of the consultation, which are looked through for what waits.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import batched
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from consult.models import ConsultationPage
from proposals.encoder import Encoder, load_encoder
from proposals.models import Proposal, ProposalQuerySet, Version
from synthesis.clustering import Parameters
from synthesis.clustering.arrivals import MISFITS, Placed, Placer
from synthesis.corpus import corpus_of, encode_missing, in_the_maths, stacked, stored_vectors
from synthesis.deciding import turn_of, write_places
from synthesis.models import Arrival, Cluster, GroupingRun, Placement, ThemeMembership
from synthesis.reading import latest_run, shown_run

AT_ONCE = 500  # texts placed in one go
VOTING = 20_000  # texts of a run that vote at most: enough for any theme
FEW = 20  # arrivals below which nothing is said of their fit
CHANCE = 0.01  # how likely so many misfits may be if the new texts were like the old


class Arrivals(NamedTuple):
    """How many texts came since a run, how many of them were placed, and of those how many fit badly."""

    number: int
    placed: int
    misfits: int

    @property
    def share(self) -> float:
        """Of the placed ones, those that fit badly, from 0 to 1."""
        return self.misfits / self.placed if self.placed else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def enough(self) -> bool:
        """Whether so many were placed that the share of those that fit badly says something."""
        return self.placed >= FEW

    @property
    def due(self) -> bool:
        """Whether more fit badly than by chance: the new texts speak of something that the run does not know."""
        if not self.enough:
            return False
        from scipy.stats import binomtest  # half a second to import, and only a desk asks

        return bool(binomtest(self.misfits, self.placed, MISFITS, alternative="greater").pvalue < CHANCE)


def arrivals_of(consultation: ConsultationPage, run: GroupingRun) -> Arrivals:
    """What came since a run, of what is in view now. One query."""
    arrival = Arrival.objects.filter(run=run, version__proposal=OuterRef("pk")).order_by()
    unread = _unread(consultation, run).order_by().annotate(fits=Subquery(arrival.values("fits")[:1]))
    counts = {"number": Count("pk"), "placed": Count("fits"), "misfits": Count("pk", filter=Q(fits=False))}
    return Arrivals(**unread.aggregate(**counts))


def place_arrivals(consultation: ConsultationPage) -> int:
    """Place what the runs that people look at did not read; how many places were found.

    That is the run that the public map stands on and, on the desk, the latest one. Three queries when there is
    nothing to do, and one more where they are two.
    """
    shown = GroupingRun.objects.filter(pk=shown_run(consultation.pk)).first()
    runs = {run.pk: run for run in (shown, latest_run(consultation)) if run is not None}
    return sum(_place_in(consultation, run) for run in runs.values())


def _place_in(consultation: ConsultationPage, run: GroupingRun) -> int:
    """Place what a run did not read, among its clusters."""
    waiting = _waiting(consultation, run)
    if not waiting:
        return 0
    encoder = _encoder_of(run)
    placer = _placer(run, with_vectors=encoder is not None)
    if placer is None:
        return 0
    total = 0
    for start in range(0, len(waiting), AT_ONCE):
        batch = waiting[start : start + AT_ONCE]
        total += _keep(consultation, run, batch, _placed(placer, batch, encoder))
    return total


def _unread(consultation: ConsultationPage, run: GroupingRun) -> ProposalQuerySet:
    read = Placement.objects.filter(run=run, version__proposal=OuterRef("pk"))
    return in_the_maths(Proposal.objects.grouped()).filter(~Exists(read), consultation=consultation)


def _waiting(consultation: ConsultationPage, run: GroupingRun) -> list[Version]:
    """The current versions that the run did not read and that are not placed yet. One query."""
    placed = Arrival.objects.filter(run=run, version__proposal=OuterRef("pk"))
    proposals = _unread(consultation, run).filter(~Exists(placed))
    readable = Version.objects.filter(pk__in=proposals.values("current"), blanked_at__isnull=True)
    return list(readable.select_related("proposal").order_by("proposal__number"))


def _encoder_of(run: GroupingRun) -> Encoder | None:
    """The encoder of the run's vectors, where it is the one that is set: else words alone are compared."""
    encoder = load_encoder(settings.CONSULT_ENCODER)
    return encoder if encoder is not None and encoder.name == run.encoder else None


def _placer(run: GroupingRun, *, with_vectors: bool) -> Placer | None:
    """What of the run can be read now, ready to place others; None where it has no group.

    One query, which goes through the voters and returns those that may not vote. The first time in a process, and
    once another voter may not or may again: the voters, their texts and vectors are read anew, a query for 500 and
    one more, and learnt from, which takes seconds (docs/grouping.md).
    """
    known_by = (run.corpus_hash, run.result_hash, run.corpus_size, run.created_at)
    return _made(run, known_by, with_vectors, frozenset(_silent(run)))


def _voters(run: GroupingRun) -> QuerySet[Placement]:
    """The texts of a run that vote: all, or every second, third… in the order of the corpus. No query, no sort."""
    every = -(-run.corpus_size // VOTING)
    read = Placement.objects.filter(run=run).order_by()
    return read.alias(step=F("order") % every).filter(step=0) if every > 1 else read


def _silent(run: GroupingRun) -> Iterable[int]:
    """The voters that are withheld, erased or of a suspended account now, by version. One query."""
    listed = in_the_maths(Proposal.objects.grouped()).filter(consultation=run.consultation_id)
    unread = Q(version__blanked_at__isnull=False) | ~Q(version__proposal__in=listed.values("pk"))
    return _voters(run).filter(unread).values_list("version", flat=True)


@lru_cache(maxsize=2)
def _made(run: GroupingRun, known_by: tuple[object, ...], with_vectors: bool, silent: frozenset[int]) -> Placer | None:
    """Kept as long as the same texts of the run can be read: what is withheld or erased votes no more.

    ``known_by`` tells the run from another that has its key: a database may be put back while the process lives.
    """
    voters = _voters(run).order_by("order").values_list("version", "nearest__number", "cluster")
    rows = [row for row in voters if row[0] not in silent]
    if all(nearest is None for _version, nearest, _cluster in rows):
        return None
    versions = _versions([version for version, _nearest, _cluster in rows])
    encoder = _encoder_of(run) if with_vectors else None
    vectors = stacked(stored_vectors(versions, encoder.name), versions, encoder.dimensions) if encoder else None
    corpus = corpus_of(versions, vectors, run.encoder)
    nearest = [-1 if number is None else number for _version, number, _cluster in rows]
    left = sum(cluster is None for _version, _nearest, cluster in rows)
    parameters = Parameters.from_dict(run.parameters)
    return Placer.of(corpus.texts, corpus.languages, vectors, nearest, unplaced=left / len(rows), parameters=parameters)


def _versions(keys: Sequence[int]) -> list[Version]:
    """These versions, in that order. One query for 500."""
    known: dict[int, Version] = {}
    for batch in batched(keys, AT_ONCE):
        known |= {row.pk: row for row in Version.objects.filter(pk__in=batch).select_related("proposal")}
    return [known[key] for key in keys]


def _placed(placer: Placer, versions: Sequence[Version], encoder: Encoder | None) -> Placed:
    vectors = None
    if encoder is not None:
        encode_missing(versions, encoder)
        vectors = stacked(stored_vectors(versions, encoder.name), versions, encoder.dimensions)
    corpus = corpus_of(versions, vectors, "")
    return placer.place(corpus.texts, corpus.languages, vectors)


@transaction.atomic
def _keep(consultation: ConsultationPage, run: GroupingRun, versions: Sequence[Version], found: Placed) -> int:
    """Write where they are placed, and put them in the theme of their cluster. Eight queries.

    Left alone is what was placed, edited or withheld meanwhile: the next look finds it.
    """
    turn_of(consultation)
    clusters = {cluster.number: cluster for cluster in Cluster.objects.filter(run=run)}
    proposals = Proposal.objects.filter(pk__in=[version.proposal_id for version in versions])
    placed_already = set(
        Arrival.objects.filter(run=run, version__proposal__in=proposals).values_list("version__proposal", flat=True)
    )
    current = set(in_the_maths(proposals.grouped()).values_list("current", flat=True))
    now = timezone.now()
    rows = [
        Arrival(run=run, version=version, cluster=clusters.get(label), fit=fit, fits=fits, at=now)
        for version, label, fit, fits in zip(
            versions, found.labels.tolist(), found.fit.tolist(), found.fits.tolist(), strict=True
        )
        if version.proposal_id not in placed_already and version.pk in current
    ]
    Arrival.objects.bulk_create(rows)
    put_in_themes(rows)
    return len(rows)


def put_in_themes(arrivals: Sequence[Arrival]) -> int:
    """Put those in the theme of their cluster that stand nowhere yet; how many. Call in one's turn. Two queries."""
    themes = {row.version.proposal_id: row.cluster for row in arrivals if row.cluster and row.cluster.theme_id}
    stands = set(ThemeMembership.objects.filter(proposal__in=themes).values_list("proposal", flat=True))
    places = [
        ThemeMembership(
            theme_id=cluster.theme_id, proposal_id=proposal, run_id=cluster.run_id, placed_at=timezone.now()
        )
        for proposal, cluster in sorted(themes.items())
        if proposal not in stands
    ]
    write_places(places)
    return len(places)
