"""What other parts of the site add to the page of an edition: to its findings, and as sections of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cms.models import Edition
from consult.registry import Registry

# For the findings of an edition, by key (``str(finding.key)``): what to add to the data of
# ``components/_finding.html``, ``answer`` for instance. In a bounded number of queries.
FindingAddition = Callable[[Edition], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class EditionPanel:
    """A section of the page of an edition.

    ``gather`` takes the edition, in a bounded number of queries, and returns plain data; None shows nothing.
    ``template`` shows it (as ``data``, with ``lang``), in the part named by ``place``: ``top`` (below the head),
    ``main`` (after the coverage) or ``method`` (on the page that says how it was made).
    """

    template: str
    gather: Callable[[Edition], Any]
    place: str = "main"


finding_additions: Registry[FindingAddition] = Registry()
edition_panels: Registry[EditionPanel] = Registry()


def added_to_findings(edition: Edition) -> dict[str, dict[str, Any]]:
    """All that is added to the findings of an edition, by key. Queries: theirs."""
    found: dict[str, dict[str, Any]] = {}
    for gather in finding_additions:
        for key, data in gather(edition).items():
            found.setdefault(str(key), {}).update(data)
    return found


def panels_of(edition: Edition) -> dict[str, list[dict[str, Any]]]:
    """The sections that others add, by place. Queries: theirs."""
    placed: dict[str, list[dict[str, Any]]] = {"top": [], "main": [], "method": []}
    for name, panel in edition_panels.items():
        data = panel.gather(edition)
        if data is not None:
            placed[panel.place].append({"name": name, "template": panel.template, "data": data})
    return placed
