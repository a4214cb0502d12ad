"""Looking for texts that say the same, in the background: copies fold by themselves, rewordings are proposed."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, connection
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Conflict
from consult.models import ConsultationPage
from proposals.models import Proposal
from synthesis import fold_groups
from synthesis.clustering.corpus import plain
from synthesis.corpus import Corpus, freeze
from synthesis.folding import fold_copies
from synthesis.models import FoldSearch, Placement, SameIdea
from synthesis.reading import latest_run

logger = logging.getLogger(__name__)

MOST = 8000  # texts compared each with each; above, each group of the latest grouping by itself, if it has no more
PASSING = (InterfaceError, OperationalError)  # errors of the database that a later attempt need not meet


class SearchUnderWay(Conflict):
    """One search at a time."""


class Like(NamedTuple):
    """A text that may say the same as another: its number, how alike they are, and how many are folded under it."""

    number: int
    likeness: float
    texts: int


def ask(consultation: ConsultationPage) -> FoldSearch:
    """Queue a search. Four queries."""
    now = timezone.now()
    before = FoldSearch.objects.filter(consultation=consultation).first()
    if before is not None and before.is_under_way:
        raise SearchUnderWay(_("This search is under way already: wait for its result."))
    kept = {"state": FoldSearch.State.QUEUED, "asked_at": now}
    search, _made = FoldSearch.objects.update_or_create(consultation=consultation, defaults=kept)
    look_for_folds.enqueue(search.pk)
    return search


@task(priority=30)  # nobody waits for it as for a grouping
def look_for_folds(search_id: int) -> None:
    """Compare the texts of a consultation; what was found before stays in view until it is done.

    Whatever goes wrong, the search ends as failed. Where the database was out of reach, the error also makes the
    worker try again.
    """
    search = FoldSearch.objects.select_related("consultation").filter(pk=search_id).first()
    if search is None:
        return
    FoldSearch.objects.filter(pk=search_id).update(state=FoldSearch.State.RUNNING)
    try:
        _look(search)
    except PASSING:
        with suppress(DatabaseError):
            if not connection.is_usable():
                connection.close()
            _fail(search_id)
        raise
    except Exception:
        logger.exception("Search %s for texts that say the same failed.", search_id)
        _fail(search_id)


def _fail(search_id: int) -> None:
    """Say that it gave no result. One query."""
    FoldSearch.objects.filter(pk=search_id).update(state=FoldSearch.State.FAILED, finished_at=timezone.now())


def _look(search: FoldSearch) -> None:
    from synthesis.clustering.twins import folds  # scipy and scikit-learn, which the web process never loads

    corpus = freeze(search.consultation)
    fold_copies(consultation=search.consultation, copies=_copies(corpus))
    found: list[list[list[float]]] = []
    compared = 0
    for part in _parts(search.consultation, corpus):
        compared += len(part)
        vectors = corpus.vectors[part] if corpus.vectors is not None else None
        texts, languages = [corpus.texts[row] for row in part], [corpus.languages[row] for row in part]
        proposed = [group for group in folds(texts, vectors, languages) if not group.automatic]
        for group in proposed:
            rows = [part[place] for place in group.places]
            found.append(
                [
                    [int(corpus.references[row][2:]), corpus.versions[row], round(likeness, 3)]
                    for row, likeness in zip(rows, group.likeness, strict=True)
                ]
            )
    found.sort(key=lambda group: (-len(group), group[0]))
    FoldSearch.objects.filter(pk=search.pk).update(
        state=FoldSearch.State.DONE,
        found=found,
        texts=len(corpus.texts),
        compared=compared,
        finished_at=timezone.now(),
    )


def _copies(corpus: Corpus) -> list[list[int]]:
    """Versions equal after normalisation, in the order of their numbers; texts without a word are left out."""
    together: dict[str, list[int]] = defaultdict(list)
    for version, text in zip(corpus.versions, corpus.texts, strict=True):
        if form := plain(text):
            together[form].append(version)
    return [group for group in together.values() if len(group) > 1]


def _parts(consultation: ConsultationPage, corpus: Corpus) -> Iterator[list[int]]:
    """Rows of the corpus to compare with each other: all, or those of each group that are few enough. Two queries."""
    if len(corpus.texts) <= MOST:
        yield list(range(len(corpus.texts)))
        return
    run = latest_run(consultation)
    placed = Placement.objects.filter(run=run.pk if run else None).order_by().values_list("version", "nearest")
    row_of = {version: row for row, version in enumerate(corpus.versions)}
    groups: dict[int | None, list[int]] = defaultdict(list)
    for version, nearest in placed:
        if version in row_of:
            groups[nearest].append(row_of[version])
    yield from (sorted(rows) for rows in groups.values() if 1 < len(rows) <= MOST)


def suggestions(search: FoldSearch) -> list[list[Like]]:
    """What the search found and nobody decided on since, the one that stands for all first. Three queries.

    Texts that were edited or left the view are left out; those that are folded together are one.
    """
    consultation = search.consultation_id
    listed = Proposal.objects.grouped().filter(consultation=consultation)
    current = dict(listed.order_by().values_list("current", "number"))
    above = fold_groups.above(fold_groups.standing_folds(search.consultation))
    under: dict[int, int] = defaultdict(int)
    for into in above.values():
        under[into] += 1
    said = SameIdea.objects.standing().filter(same=False, first__consultation=consultation)
    apart = {frozenset(pair) for pair in said.order_by().values_list("first__current", "second__current")}
    found = []
    for group in search.found:
        likeness = _once(group, above)
        first, *others = [version for version in likeness if version in current] or [0]
        left = [version for version in others if frozenset((first, version)) not in apart]
        if left:
            found.append([Like(current[key], likeness[key], under[key] + 1) for key in [first, *left]])
    return found


def search_of(consultation: ConsultationPage) -> FoldSearch | None:
    """The latest search; None where nobody looked yet. One query."""
    search = FoldSearch.objects.filter(consultation=consultation).first()
    if search is not None:
        search.consultation = consultation  # known already
    return search


def suggested_count(consultation: ConsultationPage) -> int:
    """How many groups wait for a person. Four queries."""
    search = search_of(consultation)
    return len(suggestions(search)) if search else 0


def _once(group: Sequence[Sequence[float]], above: dict[int, int]) -> dict[int, float]:
    """Each text by the version that stands for it, with how like the first it is; in the order found."""
    kept: dict[int, float] = {}
    for _number, version, likeness in group:
        kept.setdefault(above.get(int(version), int(version)), likeness)
    return kept
