"""What upper rooms add to a participant's own space, and their part of the export and of the erasure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from consult.registry import Registry
from participants.models import User


@dataclass(frozen=True)
class SpacePanel:
    """A part of “my space”: a template and the function that gathers its plain data (as ``data``)."""

    template: str
    gather: Callable[[User], Any]


Exporter = Callable[[User], Sequence[dict[str, Any]]]
Eraser = Callable[[User], None]

space_panels: Registry[SpacePanel] = Registry()
exporters: Registry[Exporter] = Registry()
erasers: Registry[Eraser] = Registry()
