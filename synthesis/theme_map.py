"""The map of one theme as data for its drawing: a dot a proposal, the central ones in the middle.

Only a page of the proposals are links that the Tab key reaches, and only these stand in the table: the
pages go from the middle to the edge. In a large theme the other dots are drawn by pages too, each one link
to its page, so that ten thousand dots stay a light page. Where dots stand: ADR 0023.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

import numpy as np
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.models import Proposal
from synthesis.clustering.theme_map import rings
from synthesis.idea_map import TINTS, fitted_lines
from synthesis.models import Pepite, Placement, Theme

ON_A_PAGE = 40  # proposals: what one goes through with the Tab key
LINKED = 600  # dots: in a larger theme, those of other pages lead to their page
SIDE = 1000  # of the drawing
RADIUS = 480.0  # within which dots stand
WIDEST_DOT = 42.0  # radius: a theme of three is not drawn as three moons
HERE, ELSEWHERE = 0.43, 0.3  # of the distance between neighbours: the radius of dots on this page, and of others
NAME_LETTERS, NAME_LINES = 36, 3  # of a title that the drawing shows


@dataclass(frozen=True)
class Dot:
    """One proposal in view: where it stands, and why there. ``fit`` is nan where no run placed it in this theme."""

    key: int
    number: int
    x: float
    y: float
    fit: float
    by_person: bool
    pepite: bool


@dataclass(frozen=True)
class ThemeMap:
    """The dots of a theme, the best fitting first; how many of them a run placed; the distance between neighbours."""

    dots: Sequence[Dot]
    known: int
    gap: float

    def place_word(self, rank: int) -> str:
        """Where the dot of that rank stands, in words; a quarter is central and a quarter at the edge."""
        dot = self.dots[rank]
        if np.isnan(dot.fit):
            return _("placed by a person") if dot.by_person else _("not compared yet")
        if rank < self.known / 4:
            return _("central")
        return _("at the edge") if rank >= self.known * 3 / 4 else _("in between")


def theme_map(theme: Theme) -> ThemeMap:
    """Where the proposals of a theme stand: fixed by the runs that placed them. Two queries.

    What was withheld or erased is absent, and so leaves no gap.
    """
    marked = Pepite.objects.filter(proposal=OuterRef("pk"))
    rows = list(
        Proposal.objects.grouped()
        .with_words()
        .filter(theme_membership__theme=theme)
        .order_by("number")
        .values_list("pk", "number", "theme_membership__by_person", Exists(marked))
    )
    placed = Placement.objects.filter(cluster__theme=theme).order_by("run__number", "order")
    found = {
        key: (fit, np.nan if turn is None else cluster + turn)
        for key, fit, turn, cluster in placed.values_list("version__proposal", "fit", "turn", "cluster")
    }
    known = np.array([found.get(key, (np.nan, np.nan)) for key, *_rest in rows], dtype=np.float64).reshape(-1, 2)
    places, gap = rings(known[:, 0], known[:, 1])
    spots = np.round(SIDE / 2 + RADIUS * places, 1).tolist()
    dots = [
        Dot(key, number, x, y, fit, by_person, pepite)
        for (key, number, by_person, pepite), (x, y), fit in zip(rows, spots, known[:, 0].tolist(), strict=True)
    ]
    order = np.lexsort((np.arange(len(dots)), -known[:, 0]))
    return ThemeMap([dots[place] for place in order], int((~np.isnan(known[:, 0])).sum()), gap * RADIUS)


def page_of(found: ThemeMap, asked: str) -> "Page[Dot]":
    """The page of dots that the address asks for, from the middle to the edge. No query."""
    return Paginator(found.dots, ON_A_PAGE).get_page(asked)


def table_rows(consultation: ConsultationPage, found: ThemeMap, page: "Page[Dot]") -> list[dict[str, Any]]:
    """What the table beside the drawing says of each proposal of the page. One query."""
    address = reverse("proposals:list", args=[consultation.slug])
    shown = Proposal.objects.filter(pk__in=[dot.key for dot in page]).select_related("current")
    known = {row.pk: row for row in shown.with_position_counts().order_by("pk")}
    rows = []
    for rank, dot in enumerate(page, page.start_index() - 1):
        said = known[dot.key]
        rows.append(
            {
                "title": said.title,
                "lang": foreign_language(said.language),
                "reference": f"P-{dot.number}",
                "url": f"{address}P-{dot.number}/",
                "place": found.place_word(rank),
                "positions": said.position_count,
                "pepite": dot.pepite,
            }
        )
    return rows


def drawing(
    consultation: ConsultationPage, theme: Theme, found: ThemeMap, page: "Page[Dot]", rows: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """The data of the drawing in ``synthesis/theme_map.html``. One query where the dots of other pages are links."""
    near = _near(consultation, found, page) if len(found.dots) <= LINKED else []
    wide = min(found.gap, 2 * WIDEST_DOT)
    return {
        "title": _("Map of the theme: %(theme)s") % {"theme": theme.name},
        "side": SIDE,
        "tint": f"tint-{(theme.number - 1) % TINTS + 1}",
        "here": [
            _drawn(dot, row["url"], row["title"], row["lang"], wide * HERE) for dot, row in zip(page, rows, strict=True)
        ],
        "near": [_drawn(dot, url, title, lang, wide * ELSEWHERE) for dot, url, title, lang in near],
        "pages": [] if near or not page.has_other_pages() else _pages(found, page),
        "stroke": round(2 * wide * ELSEWHERE, 1),
        "has_pepites": any(dot.pepite for dot in found.dots),
        "count": len(found.dots),
    }


def _near(consultation: ConsultationPage, found: ThemeMap, page: "Page[Dot]") -> list[tuple[Dot, str, str, str]]:
    """The dots of other pages, with address, title and foreign language. One query, none where there are none."""
    address = reverse("proposals:list", args=[consultation.slug])
    shown = {dot.key for dot in page}
    others = [dot for dot in found.dots if dot.key not in shown]
    if not others:
        return []
    rows = Proposal.objects.filter(pk__in=[dot.key for dot in others]).order_by("pk")
    known = {key: words for key, *words in rows.values_list("pk", "current__title", "language")}
    return [
        (dot, f"{address}P-{dot.number}/", known[dot.key][0], foreign_language(known[dot.key][1])) for dot in others
    ]


def _drawn(dot: Dot, url: str, title: str, lang: str, radius: float) -> dict[str, Any]:
    return {
        "x": dot.x,
        "y": dot.y,
        "r": round(radius, 1),
        "url": url,
        "label": _("Pépite: %(title)s") % {"title": title} if dot.pepite else title,
        "lang": lang,
        "lines": fitted_lines(title, NAME_LETTERS, NAME_LINES),
        "star": star(dot.x, dot.y, radius * 1.25) if dot.pepite else "",
    }


def _pages(found: ThemeMap, here: "Page[Dot]") -> list[dict[str, Any]]:
    """The dots of each other page as one path of points, which their round ends make into dots."""
    return [
        {"number": number, "path": _points(dots), "stars": "".join(_stars(dots, found.gap * ELSEWHERE))}
        for number, dots in enumerate(batched(found.dots, ON_A_PAGE), 1)
        if number != here.number
    ]


def _points(dots: Iterable[Dot]) -> str:
    return "".join(f"M{dot.x:g} {dot.y:g}h0" for dot in dots if not dot.pepite)


def _stars(dots: Iterable[Dot], radius: float) -> Iterable[str]:
    return (star(dot.x, dot.y, max(radius, 6.0)) for dot in dots if dot.pepite)


def star(x: float, y: float, radius: float) -> str:
    """A path: a star of five points, which tells a pépite from the round dots without its colour.

    >>> star(10, 10, 2).count("L"), star(10, 10, 2)[:7]
    (9, 'M10 8L1')
    """
    turn = np.arange(10) * np.pi / 5
    reach = radius * np.where(np.arange(10) % 2, 0.5, 1)
    corners = np.round(np.stack([x + reach * np.sin(turn), y - reach * np.cos(turn)], axis=1), 1).tolist()
    return "M" + "L".join(f"{a:g} {b:g}" for a, b in corners) + "Z"
