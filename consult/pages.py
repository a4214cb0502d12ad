"""The context of the consultation's page."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from consult.models import ConsultationPage
from consult.panels import consultation_panels


def consultation_context(consultation: ConsultationPage, request: HttpRequest) -> dict[str, Any]:
    """Phases, rights and what the upper rooms have to add. Queries: those of the panels and one."""
    at = timezone.now()
    panels = []
    for name, panel in consultation_panels.items():
        data = panel.gather(consultation, request)
        if data is not None:
            panels.append({"name": name, "template": panel.template, "place": panel.place, "data": data})
    phases = sorted(consultation.phases.all(), key=lambda phase: phase.opens_at)
    return {
        "consultation": consultation,
        "phases": [phase_state(phase, at) for phase in phases],
        "phase": next((phase for phase in phases if phase.is_open(at)), None),
        "rights": {right: consultation.opens(right, at) for right in ("submit", "argue", "take_position")},
        "panels": panels,
    }


def phase_state(phase: Any, at: Any) -> dict[str, Any]:
    """A phase as plain data for the phase line; ``state`` is past, open or upcoming."""
    state = "open" if phase.is_open(at) else "past" if phase.is_past(at) else "upcoming"
    return {
        "title": str(phase),
        "kind": phase.kind,
        "opens_at": phase.opens_at,
        "closes_at": phase.closes_at,
        "state": state,
        "days_left": max((phase.closes_at - at).days, 0) if state == "open" else None,
    }
