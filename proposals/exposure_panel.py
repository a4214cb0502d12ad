"""On the page of a consultation: how its list is ordered, and how evenly that shares out the first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from consult.models import ConsultationPage
from consult.panels import ConsultationPanel, consultation_panels
from proposals.models import Exposure
from proposals.orders import PAGE_SIZE


def fair_order(consultation: ConsultationPage, request: HttpRequest) -> dict[str, Any]:
    """The figure that was measured last, if any. One query."""
    kept = Exposure.objects.filter(consultation=consultation).first()
    address = reverse("proposals:list", args=[consultation.slug])
    return {"url": f"{address}#ordres", "page": PAGE_SIZE, "measured": figures(kept) if kept else None}


def figures(kept: Exposure) -> dict[str, Any]:
    """Shares of all first pages, in per cent with one decimal: the mean, the least and the most shown.

    >>> shown = figures(Exposure(proposals=40, loads=1000, least=490, most=505))
    >>> shown["mean"], shown["least"], shown["most"], shown["spread"]
    (50.0, 49.0, 50.5, 2.0)
    """
    mean = 100 * min(1.0, PAGE_SIZE / kept.proposals)
    least, most = (100 * count / kept.loads for count in (kept.least, kept.most))
    return {
        "mean": _shown(mean),
        "least": _shown(least),
        "most": _shown(most),
        "spread": round(100 * max(most / mean - 1, 1 - least / mean), 1),
        "proposals": kept.proposals,
        "loads": kept.loads,
        "at": kept.measured_at,
    }


def _shown(share: float) -> float:
    """Two figures that mean something: 50.3, 5.03, 0.203."""
    return round(share, 1 if share >= 10 else 2 if share >= 1 else 3)


consultation_panels.register("proposals-fair-order", order=80)(
    ConsultationPanel(template="proposals/_fair_order.html", gather=fair_order, place="aside")
)
