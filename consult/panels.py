"""What upper rooms add to the consultation's page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from consult.models import ConsultationPage
from consult.registry import Registry


@dataclass(frozen=True)
class ConsultationPanel:
    """A part of the consultation's page: a template and the function that gathers its plain data.

    ``gather`` takes the consultation and the request, in a bounded number of queries; None shows nothing.
    ``place`` is ``now``, ``figures``, ``main`` or ``aside``.
    """

    template: str
    gather: Callable[[ConsultationPage, HttpRequest], Any]
    place: str = "main"


consultation_panels: Registry[ConsultationPanel] = Registry()
