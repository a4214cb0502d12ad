"""The context of the home page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length, Substr
from django.utils import timezone
from wagtail.models import Page

from cms.models import HomePage, SynthesisPage
from consult.compiled import compiled_once
from consult.models import ConsultationPage, Phase
from consult.pages import days_left, foreign_language
from proposals.counted import counted_figures
from proposals.figures import Figures
from proposals.folded import of_which_folded
from synthesis.idea_map import mini_maps

SYNTHESES = 3
PAST = 6


def home_context(home: HomePage) -> dict[str, Any]:
    """Open, coming and past consultations, and the latest syntheses. Six queries, however many there are.

    Four more where the figures were not counted lately (``counted_figures``).
    """
    at = timezone.now()
    consultations = _consultations_beneath(home.path)
    phases = _phases(consultations)
    states = {page.pk: state_of(phases.get(page.pk, []), at) for page in consultations}
    by_state = {
        state: [page for page in consultations if states[page.pk] == state] for state in ("open", "upcoming", "past")
    }
    shown = [*by_state["open"], *by_state["upcoming"], *by_state["past"][:PAST]]
    counted = counted_figures(page.pk for page in shown)
    maps = mini_maps(by_state["open"]) if by_state["open"] else {}
    syntheses = _last_syntheses()
    cards = {
        page.pk: {
            **card(page, phases.get(page.pk, []), at, counted[page.pk]),
            "map": maps.get(page.pk),
        }
        for page in shown
    }
    return {
        "open_cards": [cards[page.pk] for page in by_state["open"]],
        "upcoming_cards": [cards[page.pk] for page in by_state["upcoming"]],
        "past_cards": [cards[page.pk] for page in by_state["past"][:PAST]],
        "syntheses": synthesis_rows(syntheses, consultations),
    }


@compiled_once
def _consultations_beneath(path: str) -> QuerySet[ConsultationPage]:
    above = Substr("path", 1, Length("path") - Page.steplen)
    readable: Any = ConsultationPage.objects.annotate(above=above).filter(above=path).readable()
    rows: QuerySet[ConsultationPage] = readable.order_by("-first_published_at", "-pk")
    return rows


@compiled_once
def _last_syntheses() -> QuerySet[SynthesisPage]:
    pages: QuerySet[SynthesisPage] = SynthesisPage.objects.published()[:SYNTHESES]
    return pages


def _phases(consultations: Sequence[ConsultationPage]) -> dict[int, list[Phase]]:
    found: dict[int, list[Phase]] = {}
    for phase in _phases_of([page.pk for page in consultations]):
        found.setdefault(phase.consultation_id, []).append(phase)
    return found


@compiled_once
def _phases_of(consultations: Sequence[int]) -> QuerySet[Phase]:
    return Phase.objects.filter(consultation__in=consultations).order_by("opens_at", "pk")


def state_of(phases: Sequence[Phase], at: datetime) -> str:
    """``upcoming`` before the first phase, ``past`` after the last, ``open`` in and between them."""
    if all(phase.is_upcoming(at) for phase in phases):
        return "upcoming"
    return "past" if all(phase.is_past(at) for phase in phases) else "open"


def card(page: ConsultationPage, phases: Sequence[Phase], at: datetime, counted: Figures) -> dict[str, Any]:
    """A consultation for ``components/_consultation_card.html``. No query."""
    current = next((phase for phase in phases if phase.is_open(at)), None)
    state = state_of(phases, at)
    return {
        "title": page.question,
        "summary": page.title,
        "url": page.address,
        "state": state,
        "phase": str(current) if current else "",
        "days_left": days_left(current, at) if current else None,
        "opens_at": phases[0].opens_at if phases and state == "upcoming" else None,
        "participant_count": counted.people or None,
        "proposal_count": counted.proposals if state != "upcoming" else None,
        "folded": of_which_folded(counted.proposals, counted.folded),
        "notice": page.notice,
        "lang": foreign_language(page.language),
    }


def synthesis_rows(
    syntheses: Sequence[SynthesisPage], consultations: Sequence[ConsultationPage]
) -> list[dict[str, Any]]:
    """Syntheses with the question that each answers, from consultations at hand. No query."""
    by_path = {page.path: page for page in consultations}
    rows = []
    for page in syntheses:
        consultation = by_path.get(page.path[: -page.steplen])
        if consultation is not None:
            rows.append(
                {
                    "title": page.title,
                    "url": f"{consultation.address}{page.slug}/",
                    "lead": page.lead,
                    "date": page.first_published_at,
                    "question": consultation.question,
                    "lang": foreign_language(consultation.language),
                }
            )
    return rows
