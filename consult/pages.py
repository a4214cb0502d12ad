"""The context of the consultation's page."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult.models import ConsultationPage, Phase
from consult.newcomers import limits_told
from consult.panels import consultation_panels

RIGHTS = ("submit", "argue", "take_position")
PLACES = ("now", "figures", "main", "aside")


def consultation_context(consultation: ConsultationPage, request: HttpRequest) -> dict[str, Any]:
    """Phases, rights and what the upper rooms have to add. Queries: those of the panels and one.

    A draft that was never saved has no contributions: no panel is asked.
    """
    at = timezone.now()
    phases = in_time(consultation)
    current = next((phase for phase in phases if phase.is_open(at)), None)
    return {
        "consultation": consultation,
        "lang": foreign_language(consultation.language),
        "limits": limits_told(consultation),
        "phases": [phase_state(phase, at) for phase in phases],
        "phase": current,
        "time_sentence": time_sentence(phases, at),
        "rights": {right: _opens(consultation, current, right) for right in RIGHTS},
        "panels": _panels(consultation, request) if consultation.pk else {place: [] for place in PLACES},
        "crumbs": [{"label": _("Home"), "url": "/"}, {"label": consultation.title, "url": ""}],
    }


def _opens(consultation: ConsultationPage, current: Phase | None, right: str) -> bool:
    return consultation.live and current is not None and bool(getattr(current, f"may_{right}"))


def _panels(consultation: ConsultationPage, request: HttpRequest) -> dict[str, list[dict[str, Any]]]:
    """What each room shows, by place and in the order that each asks for."""
    placed: dict[str, list[dict[str, Any]]] = defaultdict(list, {place: [] for place in PLACES})
    for name, panel in consultation_panels.items():
        data = panel.gather(consultation, request)
        if data is not None:
            placed[panel.place].append({"name": name, "template": panel.template, "data": data})
    return dict(placed)


def in_time(consultation: ConsultationPage) -> list[Phase]:
    """Its phases by opening; a draft's without dates are left out. One query, none for a draft in memory."""
    dated = [phase for phase in consultation.all_phases() if phase.opens_at and phase.closes_at]
    return sorted(dated, key=lambda phase: phase.opens_at)


def phase_state(phase: Phase, at: datetime) -> dict[str, Any]:
    """A phase as plain data for the phase line; ``state`` is past, open or upcoming."""
    state = "open" if phase.is_open(at) else "past" if phase.is_past(at) else "upcoming"
    return {
        "title": str(phase),
        "kind": phase.kind,
        "opens_at": phase.opens_at,
        "closes_at": phase.closes_at,
        "last_day": last_day(phase),
        "does": what_it_opens(phase),
        "state": state,
        "days_left": days_left(phase, at) if state == "open" else None,
    }


def last_day(phase: Phase) -> datetime:
    """A phase that closes at midnight is open until the evening before."""
    return phase.closes_at - timedelta(microseconds=1)


def days_left(phase: Phase, at: datetime) -> int:
    """How many more days after this one, as a calendar counts them in the site's time zone: 0 is the last day."""
    return max((timezone.localdate(last_day(phase)) - timezone.localdate(at)).days, 0)


def what_it_opens(phase: Phase) -> str:
    """What one can do in a phase, in words; empty when one can only read."""
    words = {"submit": _("propose"), "argue": _("argue"), "take_position": _("take position")}
    opened = [word for right, word in words.items() if getattr(phase, f"may_{right}")]
    return _("One can %(deeds)s.") % {"deeds": ", ".join(opened)} if opened else ""


def time_sentence(phases: Sequence[Phase], at: datetime) -> str:
    """Where the consultation is in time, when no phase is open: to come, between two, or over; else empty."""
    if not phases or any(phase.is_open(at) for phase in phases):
        return ""
    upcoming = next((phase for phase in phases if phase.is_upcoming(at)), None)
    if upcoming is None:
        return _("This consultation is over. All of it stays readable.")
    if upcoming is phases[0]:
        return _("This consultation has not begun yet.")
    return _("Between two phases: nothing can be added until the next one opens.")


def foreign_language(language: str) -> str:
    """The language of a passage where it is not the page's, for its ``lang`` attribute; else empty."""
    return language if language != (get_language() or "").split("-")[0] else ""
