"""The grouping, in the background.

The worker renews its lease from a thread of its own while a task works, so a run may last longer than the
lease; it must only not hold a transaction open for long, since on SQLite the renewal waits for it.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import F
from django.tasks import task
from django.utils import timezone, translation
from django.utils.translation import ngettext

from consult import journal
from consult.errors import DomainError, Refused
from consult.models import ConsultationPage
from consult.statistics import refresh_statistics
from proposals.models import Proposal
from proposals.registries import when_published
from synthesis.also import FurtherPlaces, also_spoken_of, write_further_places
from synthesis.arrivals import place_arrivals
from synthesis.clustering import Grouping, Parameters, group
from synthesis.corpus import Corpus, freeze, vector_hash
from synthesis.deciding import turn_of
from synthesis.fold_search import SearchUnderWay
from synthesis.fold_search import ask as ask_for_folds
from synthesis.given import Decisions, for_grouping, in_a_sentence, standing_decisions
from synthesis.models import Cluster, GroupingRun, Placement
from synthesis.provenance import recorded
from synthesis.told import told_by_authors
from synthesis.unkept import with_unkept

logger = logging.getLogger(__name__)

MINIMUM = 10  # texts: below, a person reads them faster than a computation is looked at
# The share of the whole at which freezing the corpus is over, when its vectors were known or not.
FROZEN = 0.4


class Superseded(Exception):
    """Another attempt has taken over, or a person stopped the run: this one writes nothing more."""


def too_few(size: int) -> str:
    """Why there is nothing to group."""
    return ngettext(
        "Grouping needs at least %(minimum)s published proposals, and there is %(size)s: reading it is quicker.",
        "Grouping needs at least %(minimum)s published proposals, and there are %(size)s: reading them is quicker.",
        size,
    ) % {"minimum": MINIMUM, "size": size}


@task(priority=50)  # an editor waits for it: before the search index of what was just imported
def run_grouping(run_id: int) -> None:
    """Group the corpus of a run, once: a run that is over is left alone.

    A worker that was killed leaves nothing behind but the state; the next attempt starts from there. When the
    database fails, the error makes the worker try again; any other error ends the run, with its reason.
    """
    run = _claim(run_id)
    if run is None:
        return
    language = run.started_by.language if run.started_by else settings.LANGUAGE_CODE
    try:
        with translation.override(language):  # of the reason, should it fail
            _group(run)
    except Superseded:
        logger.info("Grouping run %s was taken over or stopped.", run_id)
    except DatabaseError:
        raise
    except Exception as error:
        if not isinstance(error, DomainError):
            logger.exception("Grouping run %s failed.", run_id)
        _fail(run, error)


@transaction.atomic
def _claim(run_id: int) -> GroupingRun | None:
    """Begin an attempt of a run that is not over; None when it is. The last attempt is the one that writes."""
    waiting = GroupingRun.objects.unfinished().filter(pk=run_id)
    begun = waiting.update(
        state=GroupingRun.State.RUNNING, attempt=F("attempt") + 1, started_at=timezone.now(), stage="", progress=0.0
    )
    if not begun:
        return None
    return GroupingRun.objects.select_related("consultation", "previous", "started_by").get(pk=run_id)


def _group(run: GroupingRun) -> None:
    tell = _teller(run)
    tell("corpus", 0.0)
    corpus = freeze(run.consultation, progress=lambda stage, share: tell(stage, FROZEN * share))
    if len(corpus.versions) < MINIMUM:
        raise Refused(too_few(len(corpus.versions)))
    decisions = standing_decisions(run.consultation) | told_by_authors(run.consultation)
    with in_a_sentence(corpus.references):
        grouping = group(
            corpus.texts,
            corpus.vectors,
            languages=corpus.languages,
            parameters=Parameters.from_dict(run.parameters),
            previous=previous_groups(run, corpus.proposals),
            progress=lambda stage, share: tell(stage, FROZEN + (0.97 - FROZEN) * share),
            resamples=settings.CONSULT_RESAMPLES,
            **for_grouping(decisions, corpus.references),
        )
    also = also_spoken_of(corpus, grouping, lambda share: tell("parts", 0.97 + 0.02 * share))
    tell("writing", 0.99)
    _finish(run, corpus, decisions, grouping, also)
    refresh_statistics()
    place_new.enqueue(run.consultation_id)  # what came while it ran
    with suppress(SearchUnderWay):
        ask_for_folds(run.consultation)


@task()
def place_new(consultation_id: int) -> None:
    """Give what was published since the shown run its place among the present themes."""
    place_arrivals(ConsultationPage.objects.get(pk=consultation_id))


@task()
def place_all_new() -> None:
    """The same for every consultation that was grouped: what was imported or shown again came by another door."""
    for consultation in ConsultationPage.objects.live().filter(grouping_runs__state=GroupingRun.State.DONE).distinct():
        place_new.enqueue(consultation.pk)  # each by itself: what fails in one stops no other


@task()
def recount_folds() -> int:
    """Make lists agree with the folds, each night; how many texts did not. A second run changes none."""
    from synthesis.fold_keys import recount_all

    return recount_all()


@task()
def tell_of_themes() -> int:
    """Tell those who follow themes of what came into them; how many were told. A second run tells nobody."""
    from synthesis.following import tell_of_themes as tell

    return tell(at=timezone.now())


@when_published.register("its place among the themes")
def place_soon(proposal: Proposal) -> None:
    """Leave it to the worker: who publishes does not wait."""
    place_new.enqueue(proposal.consultation_id)


def _teller(run: GroupingRun) -> Callable[[str, float], None]:
    """Writes where this attempt stands, so that the desk can show it; raises when it is no longer the last."""

    def tell(stage: str, progress: float) -> None:
        mine = GroupingRun.objects.filter(pk=run.pk, state=GroupingRun.State.RUNNING, attempt=run.attempt)
        if not mine.update(stage=stage, progress=min(progress, 1.0)):
            raise Superseded

    return tell


def previous_groups(run: GroupingRun, proposals: Sequence[int]) -> list[int] | None:
    """The group that each proposal was nearest to in the run that this one starts from, -1 without. One query.

    What was placed after that run has none: its means are those of what it read, so that both can be replayed.
    """
    if run.previous_id is None:
        return None
    placements = Placement.objects.filter(run=run.previous_id, nearest__isnull=False)
    numbers = dict(placements.order_by().values_list("version__proposal", "nearest__number"))
    return [numbers.get(proposal, -1) for proposal in proposals]


@transaction.atomic
def _finish(
    run: GroupingRun, corpus: Corpus, decisions: Decisions, grouping: Grouping, also: FurtherPlaces | None
) -> None:
    """Write clusters, placements and hashes at once, and say so in the journal: all of it or nothing.

    What people decided meanwhile and the run does not hold is written with it. They wait while it is looked at, so
    that whoever decides later decides for the next run.
    """
    mine = GroupingRun.objects.filter(pk=run.pk, state=GroupingRun.State.RUNNING, attempt=run.attempt)
    done = mine.update(
        state=GroupingRun.State.DONE,
        stage="",
        progress=1.0,
        decisions=decisions,
        encoder=corpus.encoder,
        environment=recorded(),
        corpus_hash=corpus.hash,
        corpus_size=len(corpus.versions),
        result_hash=grouping.result_hash,
        parts_read=also.parts_read if also else None,
        groups_offered=grouping.k_offered,
        seconds={stage: round(seconds, 2) for stage, seconds in grouping.stages.items()},
        finished_at=timezone.now(),
    )
    if not done:
        raise Superseded
    clusters = Cluster.objects.bulk_create(_clusters(run, grouping))
    placements = Placement.objects.bulk_create(_placements(run, corpus, grouping, clusters), batch_size=500)
    write_further_places(also, placements, clusters)
    turn_of(run.consultation)
    numbers = [int(reference.removeprefix("P-")) for reference in corpus.references]
    groups = dict(zip(numbers, grouping.nearest.tolist(), strict=True))
    GroupingRun.objects.filter(pk=run.pk).update(decisions=with_unkept(run, decisions, groups))
    journal.record(
        "grouping.done",
        consultation=run.consultation.slug,
        run=run.reference,
        corpus=corpus.hash,
        texts=len(corpus.versions),
        result=grouping.result_hash,
        groups=len(clusters),
    )


def _clusters(run: GroupingRun, grouping: Grouping) -> list[Cluster]:
    return [
        Cluster(run=run, number=number, size=int(size), terms=terms, x=float(x), y=float(y), stability=stability)
        for number, (size, terms, (x, y), stability) in enumerate(
            zip(grouping.sizes, grouping.terms, grouping.positions, _stability(grouping), strict=True)
        )
    ]


def _stability(grouping: Grouping) -> Sequence[float | None]:
    """Of each group; None when the run did not look."""
    looked = "stability" in grouping.stages
    return grouping.stability.tolist() if looked else [None] * len(grouping.sizes)


def _placements(run: GroupingRun, corpus: Corpus, grouping: Grouping, clusters: Sequence[Cluster]) -> list[Placement]:
    ranks = {int(row): rank for central in grouping.centrals for rank, row in enumerate(central) if row >= 0}
    return [
        Placement(
            run=run,
            order=order,
            version_id=version,
            cluster=clusters[label] if label >= 0 else None,
            nearest=clusters[nearest] if nearest >= 0 else None,
            fit=float(grouping.fit[order]),
            turn=float(grouping.turn[order]),
            outlier=float(grouping.outlier[order]),
            vector_hash=vector_hash(corpus.vectors[order]) if corpus.vectors is not None else "",
            central_rank=ranks.get(order),
        )
        for order, (version, label, nearest) in enumerate(
            zip(corpus.versions, grouping.labels.tolist(), grouping.nearest.tolist(), strict=True)
        )
    ]


def _fail(run: GroupingRun, error: Exception) -> None:
    """End the run with its reason: a sentence of ours as it is, any other error with its kind."""
    reason = str(error) if isinstance(error, DomainError) else f"{type(error).__name__}: {error}"
    mine = GroupingRun.objects.filter(pk=run.pk, state=GroupingRun.State.RUNNING, attempt=run.attempt)
    mine.update(state=GroupingRun.State.FAILED, error=reason, stage="", finished_at=timezone.now())
