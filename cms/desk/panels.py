"""What other parts of this room add to the desk: their panels stand beneath the findings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from cms.gates import Draft
from consult.registry import Registry


@dataclass(frozen=True)
class DeskPanel:
    """A template and the function that gathers its plain data (as ``data``), in a bounded number of queries.

    None shows nothing. The template also sees ``page``, ``held`` and ``here``.
    """

    template: str
    gather: Callable[[Draft, HttpRequest], Any]


desk_panels: Registry[DeskPanel] = Registry()


def panel_rows(draft: Draft, request: HttpRequest) -> list[dict[str, Any]]:
    """The panels that have something to show."""
    gathered = [(name, panel, panel.gather(draft, request)) for name, panel in desk_panels.items()]
    return [
        {"name": name, "template": panel.template, "data": data} for name, panel, data in gathered if data is not None
    ]
