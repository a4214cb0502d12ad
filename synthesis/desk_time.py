"""Desk time: how long people read, computed from the decisions that they took; nothing else is watched."""

import itertools
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from consult.models import ConsultationPage
from participants.models import User
from synthesis.models import ThemeDecision, ThemeMembership

PAUSE = timedelta(minutes=5)  # a longer gap is a pause, and does not count at all
ENOUGH = 10  # texts decided at the desk before their pace says anything


class EditorTime(NamedTuple):
    """The desk time of one editor; no name where the account is gone."""

    name: str
    time: timedelta
    acts: int


class DeskTime(NamedTuple):
    """What reading cost so far, and what the rest may cost at the same pace; None where that is not known yet."""

    editors: list[EditorTime]
    texts: int
    time: timedelta
    pace: timedelta | None

    def forecast(self, left: int) -> timedelta | None:
        """What ``left`` texts would take one person, at the pace of those that were read."""
        return None if self.pace is None else self.pace * left


def desk_time(consultation: ConsultationPage) -> DeskTime:
    """The desk time of a consultation. Three queries, of one row an act.

    A person works from the moment a text is displayed to the last decision, less the pauses. What was read elsewhere
    counts for nothing.
    """
    moments: dict[int | None, list[datetime]] = defaultdict(list)
    acts: dict[int | None, int] = defaultdict(int)
    at_desk = Q(shown_at__isnull=False) | Q(deed=ThemeDecision.Deed.UNDONE)
    decisions = ThemeDecision.objects.filter(at_desk, consultation=consultation).order_by("at")
    for by, at, shown_at in decisions.values_list("by", "at", "shown_at").distinct():
        moments[by] += [at] if shown_at is None else [shown_at, at]
        acts[by] += 1
    names = {user.pk: user.public_name for user in User.objects.filter(pk__in=[key for key in moments if key])}
    editors = [EditorTime(names.get(key or 0, ""), worked(seen), acts[key]) for key, seen in moments.items()]
    texts = _texts_at_desk(consultation)
    time = sum((editor.time for editor in editors), timedelta())
    pace = time / texts if texts >= ENOUGH and time else None
    return DeskTime(sorted(editors, key=lambda editor: (-editor.time, editor.name)), texts, time, pace)


def worked(moments: Iterable[datetime]) -> timedelta:
    """The gaps between moments, added up; those longer than PAUSE are left out."""
    ordered = sorted(moments)
    gaps = (after - before for before, after in itertools.pairwise(ordered))
    return sum((gap for gap in gaps if gap <= PAUSE), timedelta())


def _texts_at_desk(consultation: ConsultationPage) -> int:
    """Texts that stand as somebody decided after they were displayed. One query."""
    at_desk = ThemeDecision.objects.filter(
        version__proposal=OuterRef("proposal"), at=OuterRef("confirmed_at"), shown_at__isnull=False
    )
    places = ThemeMembership.objects.held().filter(proposal__consultation=consultation)
    return places.filter(Exists(at_desk)).count()
