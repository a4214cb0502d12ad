"""What this room adds to the page of a consultation: figures, the one thing to do now, the latest proposals."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from consult.panels import ConsultationPanel, consultation_panels
from proposals.cards import cards_of
from proposals.figures import figures_of
from proposals.folded import of_which_folded
from proposals.models import Proposal
from proposals.tagging import give_tags

LATEST = 4


def now(consultation: ConsultationPage, request: HttpRequest) -> dict[str, Any]:
    """The one clear thing to do, and the one beside it. One query: the phases."""
    phase = consultation.phase_at(timezone.now()) if consultation.live else None
    address = {name: reverse(f"proposals:{name}", args=[consultation.slug]) for name in ("list", "submit", "give_view")}
    deeds = []
    if phase and phase.may_take_position:
        deeds.append({"url": address["give_view"], "label": _("Give my view")})
    if phase and phase.may_submit:
        deeds.append({"url": address["submit"], "label": _("Submit a proposal")})
    argued = phase is not None and phase.may_argue and not phase.may_take_position
    deeds.append(
        {"url": address["list"], "label": _("Give my view on the proposals") if argued else _("Read the proposals")}
    )
    return {"first": deeds[0], "second": deeds[1] if len(deeds) > 1 else None}


def figures(consultation: ConsultationPage, request: HttpRequest) -> list[dict[str, Any]] | None:
    """How much was said, and by how many. Four queries; nothing before the first proposal."""
    counted = figures_of([consultation.pk])[consultation.pk]
    if not counted.proposals:
        return None
    lines = [
        (counted.proposals, _("proposals"), of_which_folded(counted.proposals, counted.folded)),
        (counted.arguments, _("arguments"), ""),
        (counted.positions, _("positions taken"), ""),
        (counted.people, _("people who took part here"), ""),
    ]
    return [{"value": value, "label": label, "note": note} for value, label, note in lines]


def latest(consultation: ConsultationPage, request: HttpRequest) -> dict[str, Any] | None:
    """The latest proposals. Two queries, and those of the cards' panels."""
    rows = list(
        Proposal.objects.for_listing()
        .not_folded()
        .filter(consultation=consultation)
        .order_by("-published_at", "-pk")[:LATEST]
    )
    if not rows:
        return None
    give_tags(rows)
    for row in rows:
        row.consultation = consultation
    return {
        "cards": cards_of(rows, request.user),
        "all_url": reverse("proposals:list", args=[consultation.slug]),
    }


consultation_panels.register("proposals-now", order=10)(
    ConsultationPanel(template="proposals/_now.html", gather=now, place="now")
)
consultation_panels.register("proposals-figures", order=10)(
    ConsultationPanel(template="proposals/_figures.html", gather=figures, place="figures")
)
consultation_panels.register("proposals-latest", order=60)(
    ConsultationPanel(template="proposals/_latest.html", gather=latest, place="main")
)
