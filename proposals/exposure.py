"""How fairly the fair order shares out its first page: for each proposal, how often it stands there (C-6).

The order depends on a seed alone, and there are ``FAIR_SPAN`` seeds: where all of them are gone through, the figure
is exact, no sample. Pure functions over arrays, and the row in which the figure of a consultation is kept.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from django.db.models import Q
from django.tasks import task
from django.utils import timezone
from numpy.typing import NDArray

from consult.models import ConsultationPage, Phase
from proposals.models import Exposure, Proposal
from proposals.models.proposal import FAIR_SPAN, FAIR_STEP
from proposals.orders import PAGE_SIZE

Numbers = NDArray[np.int64]
CHUNK = 2_000_000  # ranks held at once: 16 MB
MANY = 2_000  # proposals: from here on, going through the ranks from the first one is quicker than sorting them


class Shares(NamedTuple):
    """How often each proposal was on the first page; ``counts`` has the shape of ``numbers``."""

    numbers: Numbers
    counts: Numbers
    loads: int

    @property
    def mean(self) -> float:
        """What each would have, were all alike."""
        return self.loads * min(1.0, PAGE_SIZE / max(1, len(self.numbers)))

    @property
    def spread(self) -> float:
        """The greatest distance from the mean, as a share of it; 0 where there is nothing."""
        return float(np.abs(self.counts / self.mean - 1).max()) if len(self.counts) else 0.0

    @property
    def chance(self) -> float:
        """The distance that drawing so many loads shows by chance alone, for nineteen proposals of twenty."""
        return 1.96 * float(np.sqrt((1 - self.mean / self.loads) / self.mean))


def first_page_shares(numbers: Sequence[int], seeds: Numbers) -> Shares:
    """Count, over loads with these seeds, how often each proposal stands on the first page.

    Parameters
    ----------
    numbers
        The numbers of the proposals of a list, whole or narrowed; shape (n,).
    seeds
        One for each load; shape (loads,).

    >>> shares = first_page_shares(range(1, 61), every_seed())
    >>> shares.loads, int(shares.counts.sum()) == 20 * FAIR_SPAN, shares.spread < 0.15
    (104729, True, True)
    """
    kept = np.unique(np.asarray(numbers, dtype=np.int64))
    if not len(kept):
        return Shares(kept, np.zeros(0, dtype=np.int64), len(seeds))
    by_walk = len(kept) >= MANY and int(kept[-1]) < FAIR_SPAN
    return Shares(kept, (_walked if by_walk else _ranked)(kept, seeds), len(seeds))


def _ranked(kept: Numbers, seeds: Numbers) -> Numbers:
    """Rank all proposals for each load; work: proposals × loads."""
    counts = np.zeros(len(kept), dtype=np.int64)
    page = min(PAGE_SIZE, len(kept))
    turned = kept * FAIR_STEP % FAIR_SPAN
    rows = max(1, CHUNK // len(kept))
    for start in range(0, len(seeds), rows):
        place = (turned[None, :] + seeds[start : start + rows, None]) % FAIR_SPAN
        ranks = place * place % FAIR_SPAN * place % FAIR_SPAN
        first = np.argpartition(ranks, page - 1, axis=1)[:, :page]
        counts += np.bincount(first.ravel(), minlength=len(kept))
    return counts


def _walked(kept: Numbers, seeds: Numbers) -> Numbers:
    """Go through the ranks until each load has its page full; work: some 40 × FAIR_SPAN ÷ proposals × loads."""
    counts = np.zeros(len(kept), dtype=np.int64)
    places = np.arange(FAIR_SPAN)
    place_of = np.empty(FAIR_SPAN, dtype=np.int64)
    place_of[places * places % FAIR_SPAN * places % FAIR_SPAN] = places
    index_of = np.full(FAIR_SPAN, -1)
    index_of[kept] = np.arange(len(kept))
    back = pow(FAIR_STEP, -1, FAIR_SPAN)
    room = np.full(len(seeds), min(PAGE_SIZE, len(kept)))
    for place in place_of:
        found = index_of[(place - seeds) * back % FAIR_SPAN]
        here = (found >= 0) & (room > 0)
        counts += np.bincount(found[here], minlength=len(kept))
        room -= here
        if not room.any():
            break
    return counts


def drawn_seeds(loads: int, seed: int) -> Numbers:
    """Seeds as so many visits would draw them."""
    return np.random.default_rng(seed).integers(0, FAIR_SPAN, size=loads)


def every_seed() -> Numbers:
    """Each seed that a visit may draw, once."""
    return np.arange(FAIR_SPAN)


def measure(consultation: ConsultationPage, *, at: datetime) -> Exposure | None:
    """Keep the figure that the consultation's page shows, in place of the one before; None without proposals.

    Over every seed: some seconds of one core at most. Three queries.
    """
    numbers = list(
        Proposal.objects.listed().not_folded().filter(consultation=consultation).values_list("number", flat=True)
    )
    if not numbers:
        return None
    shares = first_page_shares(numbers, every_seed())
    figures = {
        "proposals": len(numbers),
        "loads": shares.loads,
        "least": int(shares.counts.min()),
        "most": int(shares.counts.max()),
        "measured_at": at,
    }
    kept, _new = Exposure.objects.update_or_create(consultation=consultation, defaults=figures)
    return kept


@task()
def measure_all() -> int:
    """Each night, the consultations of which a phase is open, and those never measured; how many. Repeatable."""
    now = timezone.now()
    moving = Q(pk__in=Phase.objects.open_at(now).values("consultation")) | Q(exposure__isnull=True)
    pages = ConsultationPage.objects.live().filter(moving).order_by("pk")
    return sum(measure(page, at=now) is not None for page in pages)
