"""The arguments on one proposal, side by side."""

from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from consult.pages import foreign_language
from proposals.models import Argument, Proposal
from proposals.panels import Reader, argument_additions, sealed

SHOWN = 20  # a side; the others on demand
BEST_FIRST = ("-convincing_elsewhere", "-created_at", "-pk")


def gather_arguments(proposal: Proposal, reader: Reader, *, everything: bool = False) -> dict[str, Any]:
    """Arguments by stance: the most convincing elsewhere first, then the newest. Two queries, and additions'."""
    rows = list(
        Argument.objects.visible_to(reader)
        .filter(proposal=proposal)
        .select_related("author", "imported_from")
        .order_by(*BEST_FIRST)
    )
    for row in rows:
        row.proposal = proposal
    additions = _additions(rows, reader)
    withheld = [row for row in rows if row.is_withheld]
    kept = sealed(withheld, reader)
    for row in withheld:
        if row.pk in kept:
            additions.setdefault(row.pk, {})["withheld"] = {**(_withheld(row) or {}), "text": ""}
    sides = [_side(stance, rows, additions, everything) for stance in Argument.Stance]
    return {
        "sides": [side for side in sides if side["stance"] != Argument.Stance.NUANCE or side["total"]],
        "total": sum(row.is_published for row in rows),
        "left_out": sum(side["left_out"] for side in sides),
    }


def gather_best(proposal: Proposal, reader: Reader) -> list[dict[str, Any]]:
    """The best argument for and the best against, None where there is none. Two queries, and additions'."""
    read = Argument.objects.listed().filter(proposal=proposal).exclude(text="")
    read = read.select_related("author", "imported_from").order_by(*BEST_FIRST)
    stances = (Argument.Stance.FOR, Argument.Stance.AGAINST)
    best = {stance: read.filter(stance=stance).first() for stance in stances}
    rows = [row for row in best.values() if row is not None]
    for row in rows:
        row.proposal = proposal
    additions = _additions(rows, reader)
    return [
        {
            "stance": stance.value,
            "argument": {**argument_data(row), **additions.get(row.pk, {})} if row else None,
        }
        for stance, row in best.items()
    ]


def _additions(rows: list[Argument], reader: Reader) -> dict[int, dict[str, Any]]:
    """What upper rooms add to the arguments, by primary key. Queries: theirs."""
    additions: dict[int, dict[str, Any]] = {}
    for addition in argument_additions:
        for key, data in addition.gather(rows, reader).items():
            additions.setdefault(key, {}).update(data)
    return additions


def _side(
    stance: Argument.Stance, rows: list[Argument], additions: dict[int, dict[str, Any]], everything: bool
) -> dict[str, Any]:
    headings = {
        Argument.Stance.FOR: _("Arguments for"),
        Argument.Stance.AGAINST: _("Arguments against"),
        Argument.Stance.NUANCE: _("Nuances"),
    }
    own = [row for row in rows if row.stance == stance]
    shown = own if everything else own[:SHOWN]
    return {
        "stance": stance.value,
        "heading": headings[stance],
        "total": sum(row.is_published for row in own),
        "arguments": [{**argument_data(row), **additions.get(row.pk, {})} for row in shown],
        "left_out": len(own) - len(shown),
    }


def argument_data(argument: Argument) -> dict[str, Any]:
    """What ``components/_argument.html`` needs. No query on rows read as above."""
    return {
        "id": f"argument-{argument.number}",
        "reference": f"A{argument.number}",
        "stance": argument.stance,
        "text": argument.text,
        "lang": foreign_language(argument.proposal.language),
        "date": argument.published_at or argument.created_at,
        "author": argument.signature,
        **source_link(argument.source_url),
        "convincing_count": 0,
        "convincing_elsewhere": argument.convincing_elsewhere,
        "invented": argument.invented,
        "state": _("waits for a moderator; only you can read it") if argument.state == Argument.State.SUBMITTED else "",
        "withheld": _withheld(argument),
    }


def source_link(address: str) -> dict[str, str]:
    """A source as a link that leads to the web and nowhere else, and the host's name to show for it.

    >>> source_link("https://example.org/etude")["source_domain"]
    'example.org'
    >>> source_link("javascript:alert(1)")["source_url"]
    ''
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:  # what only looks like an address
        return {"source_url": "", "source_domain": ""}
    if parts.scheme not in {"http", "https"} or not host:
        return {"source_url": "", "source_domain": ""}
    return {"source_url": address, "source_domain": host}


def _withheld(argument: Argument) -> dict[str, Any] | None:
    if not argument.is_withheld:
        return None
    return {
        "ground": argument.withheld_ground,
        "date": argument.withheld_at,
        "reference": argument.reference,
        "text": argument.text,
        "lang": foreign_language(argument.proposal.language),
    }
