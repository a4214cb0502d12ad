"""The map of ideas as data for its drawing: themes by size and closeness, pépites, and what nobody named yet."""

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import dist, sqrt
from typing import Any

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.compiled import compiled_once
from consult.models import ConsultationPage
from proposals.folded import of_which_folded
from synthesis.clustering import layout
from synthesis.models import Cluster, GroupingRun, Pepite, Placement, Theme, ThemeMembership
from synthesis.reading import COMPUTED, shown_clusters

WIDTH, HEIGHT = 1000, 680
SMALLEST_SHARE = 0.006  # of the map: a smaller theme is drawn that large, so that it can be seen and pressed
DOT_SHARE = 0.0016  # of the map, for a pépite
TINTS = 6
LETTER, LINE = 10.8, 23.0  # width of a letter and height of a line in a circle, in units of the drawing
SMALL = 0.75  # of that, where a label is cut otherwise
TOO_SHORT = 5  # letters: “Des…” says less than nothing


@dataclass(frozen=True)
class Area:
    """A theme, or a cluster that nobody named (``machine``), on the map.

    ``url`` leads to its proposals, ``map_url`` to its own map; a cluster without a name has none.
    ``folded`` says its size with and without what is folded, where something is.
    """

    number: int
    label: str
    description: str
    terms: tuple[str, ...]
    url: str
    map_url: str
    size: int
    x: float
    y: float
    machine: bool
    folded: str = ""


@dataclass(frozen=True)
class Territory:
    """The areas of one consultation, themes first, and the run that they stand on."""

    areas: tuple[Area, ...] = ()
    run: GroupingRun | None = None

    @property
    def themes(self) -> list[Area]:
        return [area for area in self.areas if not area.machine]

    @property
    def computed(self) -> list[Area]:
        return [area for area in self.areas if area.machine]


def territories(consultations: Iterable[ConsultationPage]) -> dict[int, Territory]:
    """The areas of consultations, by their key. Two queries, however many they are."""
    pages = {page.pk: page for page in consultations}
    themes: dict[int, list[Theme]] = defaultdict(list)
    for theme in _themes_of(list(pages)):
        themes[theme.consultation_id].append(theme)
    clusters: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in _clusters_of(list(pages)):
        clusters[cluster.run.consultation_id].append(cluster)
    return {pk: _territory(page, themes[pk], clusters[pk]) for pk, page in pages.items()}


@compiled_once
def _themes_of(consultations: Sequence[int]) -> QuerySet[Theme]:
    return Theme.objects.standing().filter(consultation__in=consultations).with_counts().order_by("number")


@compiled_once
def _clusters_of(consultations: Sequence[int]) -> QuerySet[Cluster]:
    return shown_clusters(consultations)


def _territory(page: ConsultationPage, themes: Sequence[Theme], clusters: Sequence[Cluster]) -> Territory:
    address = reverse("proposals:list", args=[page.slug])
    places: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.theme_id is not None:
            places[cluster.theme_id].append(cluster)
    named = [_theme_area(theme, places[theme.pk], page.slug) for theme in themes]
    unnamed = [_cluster_area(cluster, address) for cluster in clusters if cluster.theme_id is None]
    by_size = sorted(named, key=lambda area: (-area.size, area.number))
    run = clusters[-1].run if clusters else None
    return Territory(areas=(*by_size, *(area for area in unnamed if area.size)), run=run)


def _theme_area(theme: Theme, clusters: Sequence[Cluster], slug: str) -> Area:
    """A theme stands where its clusters of the latest run stand, by their sizes; in the middle without any."""
    address = reverse("proposals:list", args=[slug])
    last = _of_latest_run(clusters)
    x, y = _middle(last)
    return Area(
        number=theme.number,
        label=theme.name,
        description=theme.description,
        terms=tuple(term for cluster in last for term in cluster.terms[:5]),
        url=f"{address}?theme={theme.number}",
        map_url=reverse("synthesis:theme_map", args=[slug, theme.number]),
        size=theme.listed_count,  # type: ignore[attr-defined]  # with_counts()
        folded=of_which_folded(theme.listed_count, theme.folded_count),  # type: ignore[attr-defined]
        x=x,
        y=y,
        machine=False,
    )


def _of_latest_run(clusters: Sequence[Cluster]) -> list[Cluster]:
    """Those of the run of the last one."""
    return [cluster for cluster in clusters if cluster.run_id == clusters[-1].run_id]


def _middle(clusters: Sequence[Cluster]) -> tuple[float, float]:
    """The mean place of clusters, by their sizes."""
    weights = [max(cluster.size, 1) for cluster in clusters]
    if not weights:
        return 0.5, 0.5
    x = sum(weight * cluster.x for weight, cluster in zip(weights, clusters, strict=True))
    y = sum(weight * cluster.y for weight, cluster in zip(weights, clusters, strict=True))
    return x / sum(weights), y / sum(weights)


def closest_themes(theme: Theme, most: int = 3) -> list[Theme]:
    """The themes with proposals in view that stand closest to one on the map, the closest first. One query."""
    in_view = ThemeMembership.objects.filter(
        theme=OuterRef("theme"), proposal__state="published", proposal__off_topic_at=None
    )
    clusters: dict[Theme, list[Cluster]] = defaultdict(list)
    placed = Cluster.objects.filter(theme__consultation=theme.consultation_id).select_related("theme")
    for cluster in placed.filter(Exists(in_view)).order_by("run__number", "number"):
        if cluster.theme is not None:
            clusters[cluster.theme].append(cluster)
    places = {one: _middle(_of_latest_run(found)) for one, found in clusters.items()}
    here = places.pop(theme, None)
    if here is None:
        return []
    return sorted(places, key=lambda one: (dist(places[one], here), one.number))[:most]


def _cluster_area(cluster: Cluster, address: str) -> Area:
    return Area(
        number=cluster.number,
        label=cluster.label,
        description="",
        terms=tuple(cluster.terms[:8]),
        url=f"{address}?theme={COMPUTED}{cluster.number}",
        map_url="",
        size=cluster.free_count,  # type: ignore[attr-defined]  # shown_clusters()
        x=cluster.x,
        y=cluster.y,
        machine=True,
    )


def drawn(page: ConsultationPage, territory: Territory, pepites: Sequence[Pepite] = ()) -> dict[str, Any] | None:
    """The data of ``components/_map.html``; None where there is nothing to draw. One query if there are pépites."""
    areas = [area for area in territory.areas if area.size]
    if not areas:
        return None
    total = sum(area.size for area in areas)
    dots = _dots(pepites, areas, territory.run) if pepites else []
    points = np.array([(area.x, area.y) for area in areas] + dots)
    sizes = [max(area.size, SMALLEST_SHARE * total) for area in areas] + [DOT_SHARE * total] * len(dots)
    found = layout(points, np.array(sizes), WIDTH, HEIGHT)
    spots = np.column_stack([np.round(found[:, :2], 1), np.floor(10 * found[:, 2]) / 10]).tolist()
    circles = [_area_circle(area, *spot) for area, spot in zip(areas, spots, strict=False)]
    circles += [_dot_circle(pepite, *spot) for pepite, spot in zip(pepites, spots[len(areas) :], strict=True)]
    return {
        "title": _("Map of ideas: %(consultation)s") % {"consultation": page.title},
        "width": WIDTH,
        "height": HEIGHT,
        "circles": circles,
        "has_pepites": bool(dots),
    }


def _area_circle(area: Area, x: float, y: float, r: float) -> dict[str, Any]:
    label = area.label
    if area.machine:
        label = _("%(terms)s (computed)") % {"terms": area.label}
    lines = fitted(area.label, r)
    smaller = fitted(area.label, r, SMALL) if not lines or lines[-1].endswith("…") else []
    return {
        "x": x,
        "y": y,
        "r": r,
        "label": label,
        "lines": smaller or lines,
        "small": bool(smaller),
        "size": area.size,
        "class": "unsorted" if area.machine else f"tint-{(area.number - 1) % TINTS + 1}",
        "url": area.map_url or area.url,
    }


def _dot_circle(pepite: Pepite, x: float, y: float, r: float) -> dict[str, Any]:
    proposal = pepite.proposal
    label = _("Pépite: %(title)s") % {"title": proposal.title}
    return {
        "x": x, "y": y, "r": r, "label": label, "lines": [], "small": False, "size": 1, "class": "pepite",
        "url": proposal.get_absolute_url(),
    }  # fmt: skip


def _dots(pepites: Sequence[Pepite], areas: Sequence[Area], run: GroupingRun | None) -> list[tuple[float, float]]:
    """Where pépites stand: by the cluster that each is nearest to, in the middle without one. One query."""
    near = Placement.objects.filter(
        run=run, version__proposal__in=[pepite.proposal_id for pepite in pepites], nearest__isnull=False
    ).values_list("version__proposal", "nearest__x", "nearest__y")
    places = {proposal: (x, y) for proposal, x, y in near.order_by("order")}
    return [places.get(pepite.proposal_id, (0.5, 0.5)) for pepite in pepites]


def fitted(label: str, radius: float, scale: float = 1.0) -> list[str]:
    """A label cut in lines that stand inside a circle, above its number; the last one says “…” when words are left.

    ``scale`` is the size of its letters. No line says “…” alone.

    >>> fitted("Desservir les campagnes", 120)
    ['Desservir les', 'campagnes']
    >>> fitted("Desservir les campagnes", 20)
    []
    """
    radius /= scale
    for count in (1, 2, 3, 4):
        whole = _wrapped(label, _letters(radius, count))
        if 0 < len(whole) <= count:
            return whole
    for count in (3, 2, 1):
        cut = _wrapped(label, _letters(radius, count), max_lines=count)
        if cut and cut[-1] != "…" and len(" ".join(cut)) > TOO_SHORT:
            return [*cut[:-1], cut[-1].replace(",…", "…")]
    return []


def fitted_lines(label: str, letters: int, most: int) -> list[str]:
    """A label cut in at most so many lines of so many letters; the last one says “…” when words are left."""
    return textwrap.wrap(label, letters, max_lines=most, placeholder="…")


def _wrapped(label: str, letters: int, **options: Any) -> list[str]:
    """Lines of so many letters at most; none where a word alone is longer."""
    if letters < 1:
        return []
    lines = textwrap.wrap(label, letters, break_long_words=False, break_on_hyphens=False, placeholder="…", **options)
    return lines if all(len(line) <= letters for line in lines) else []


def _letters(radius: float, lines: int) -> int:
    """How many letters a line holds in a circle with so many lines and a number beneath."""
    half = (lines + 1) * LINE / 2
    return int(2 * sqrt(radius**2 - half**2) / LETTER) if radius > half else 0


def mini_map(consultation: ConsultationPage) -> dict[str, Any] | None:
    """A small picture of one consultation's ideas, for ``components/_map.html``. Two queries."""
    return mini_maps([consultation]).get(consultation.pk)


def mini_maps(consultations: Iterable[ConsultationPage]) -> Mapping[int, dict[str, Any]]:
    """Small pictures by consultation; nothing where nothing was grouped. Two queries, however many they are."""
    pages = {page.pk: page for page in consultations}
    maps = {pk: drawn(pages[pk], territory) for pk, territory in territories(pages.values()).items()}
    return {pk: data for pk, data in maps.items() if data is not None}
