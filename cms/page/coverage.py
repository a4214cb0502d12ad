"""What a synthesis covers and who answered, as the page and the desk show it. Pure: from stored figures. No query."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.editions.coverage import BEST_FIRST
from cms.editions.words import part_labels
from proposals.cards import as_tally
from synthesis.models import SetAside

Figures = Mapping[str, Any]


def bar(fates: Mapping[str, int]) -> dict[str, Any] | None:
    """How the contributions fare, for ``components/_share_bar.html``; None where there is none."""
    total = sum(fates.values())
    if not total:
        return None
    parts, start = [], 0
    for kind, label in part_labels().items():
        count = fates.get(kind, 0)
        if count:
            percent = round(100 * count / total)
            parts.append({"kind": kind, "label": label, "count": count, "start": start, "percent": percent})
            start += count
    return {"total": total, "parts": parts}


def coverage_data(figures: Figures, themes: Sequence[Mapping[str, Any]], *, slug: str = "") -> dict[str, Any] | None:
    """For ``cms/edition/_coverage.html``: by contribution, by author and by theme; None before there is a corpus.

    ``slug`` of the consultation makes each theme a link. The bar holds the corpus alone: what came too late stands
    beside it.
    """
    shown = bar({kind: count for kind, count in figures.get("fates", {}).items() if kind != "too_late"})
    if shown is None:
        return None
    reasons = dict(SetAside.choices)
    return {
        "bar": shown,
        "late": figures.get("late", 0),
        "in_group": figures.get("in_group", 0),
        "reasons": [
            {"label": reasons.get(code, code), "count": count} for code, count in figures.get("reasons", {}).items()
        ],
        "authors": authors_data(figures),
        "themes": theme_rows(themes, slug),
        "largest": max((theme["texts"] for theme in themes), default=0),
    }


def authors_data(figures: Figures) -> dict[str, Any] | None:
    """Authors, each counted once by their best fate; earlier editions counted only those cited, and have no rows."""
    authors = figures.get("authors")
    if not authors:
        return None
    total, fates, labels = authors["total"], authors.get("fates", {}), part_labels()
    rows = [
        {"kind": kind.value, "label": labels[kind], "count": fates[kind], "percent": percent(fates[kind], total)}
        for kind in BEST_FIRST
        if fates.get(kind)
    ]
    return {"total": total, "cited": authors["cited"], "percent": percent(authors["cited"], total), "rows": rows}


def theme_rows(themes: Sequence[Mapping[str, Any]], slug: str) -> list[dict[str, Any]]:
    """The themes, the largest first, for the chart and its table."""
    address = reverse("proposals:list", args=[slug]) if slug else ""
    ranked = sorted(themes, key=lambda theme: (-theme["texts"], theme["number"]))
    return [
        {
            **theme,
            "url": f"{address}?theme={theme['number']}" if address else "",
            "read_start": theme.get("cited_texts", 0),
            "unread_start": theme.get("cited_texts", 0) + theme.get("read_texts", 0),
        }
        for theme in ranked
    ]


def percent(count: int, total: int) -> int:
    """A share in whole hundredths; 0 of nothing."""
    return round(100 * count / total) if total else 0


def editorial_share(figures: Figures) -> dict[str, int] | None:
    """Y-5: how many of the words are the editors' own; None where they were not counted."""
    words = figures.get("words")
    if not words:
        return None
    total = sum(words.values())
    return {"words": words["editorial"], "total": total, "percent": percent(words["editorial"], total)}


def who_answered(figures: Figures) -> dict[str, Any]:
    """Y-6, for ``components/_who_answered.html``: how many, how they came."""
    sources = figures.get("sources", {})
    return {
        "people": figures.get("people", 0),
        "voices": figures.get("voices", 0),
        "contributions": figures.get("corpus", 0),
        "here": sources.get("", 0),
        "sources": [{"label": name, "count": count} for name, count in sources.items() if name],
    }


def stances(figures: Figures, number: int) -> dict[str, Any] | None:
    """Positions on what a finding rests on, for ``components/_position_bar.html``; None where there is none.

    Those taken on another site are shown where none was taken here, and say so.
    """
    sums = figures.get("stances", {}).get(str(number), {})
    if "here" in sums:
        return as_tally(*sums["here"])
    if "elsewhere" in sums:
        return {**as_tally(*sums["elsewhere"]), "elsewhere": {"label": _("on the site that they were brought from")}}
    return None
