"""What must hold between the phases of one consultation: they touch, but never overlap."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _


class Span(Protocol):
    """Anything that opens and closes; a draft may lack one of its dates."""

    opens_at: datetime | None
    closes_at: datetime | None


class Overlap[T: Span](NamedTuple):
    """Two phases of which the later opens before the earlier closes."""

    earlier: T
    later: T


def first_overlap[T: Span](phases: Iterable[T]) -> Overlap[T] | None:
    """The first two phases that share an instant, in order of opening; phases without dates are passed over.

    Phases are half-open: one may open at the very instant at which another closes. The one that closes last so
    far is kept in sight, since a long phase may hold several short ones.
    """
    dated = [(phase.opens_at, phase.closes_at, phase) for phase in phases if phase.opens_at and phase.closes_at]
    dated.sort(key=lambda entry: entry[:2])
    latest: tuple[datetime, T] | None = None
    for opens_at, closes_at, phase in dated:
        if latest is not None and opens_at < latest[0]:
            return Overlap(latest[1], phase)
        if latest is None or closes_at > latest[0]:
            latest = (closes_at, phase)
    return None


def overlap_sentence[T: Span](overlap: Overlap[T]) -> str:
    return _("“%(second)s” opens before “%(first)s” closes: phases may not overlap.") % {
        "first": overlap.earlier,
        "second": overlap.later,
    }
