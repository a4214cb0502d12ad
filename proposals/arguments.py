"""The arguments on one proposal, side by side."""

from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from consult.models import Phase
from consult.pages import foreign_language
from participants.models import User
from proposals.convincing import best_first, last_marks_on, with_marks
from proposals.models import Argument, Proposal
from proposals.panels import Reader, argument_additions, sealed

SHOWN = 20  # a side; the others on demand
BEST_FIRST = ("-convincing_elsewhere", "-created_at", "-pk")


def gather_arguments(
    proposal: Proposal,
    reader: Reader,
    *,
    everything: bool = False,
    named: int | None = None,
    phase: Phase | None = None,
) -> dict[str, Any]:
    """Arguments by stance, the best first (``convincing``), each with its replies, the oldest first.

    The one that is ``named`` by its number, or has that reply, is shown wherever it stands. What can be done
    with each goes by the phase that is open. Two queries, and additions'.
    """
    read = with_marks(Argument.objects.visible_to(reader).filter(proposal=proposal), reader)
    rows = list(read.select_related("author", "imported_from").order_by("number"))
    for row in rows:
        row.proposal = proposal
    additions = _additions(rows, reader)
    withheld = [row for row in rows if row.is_withheld]
    kept = sealed(withheld, reader)
    for row in withheld:
        if row.pk in kept:
            additions.setdefault(row.pk, {})["withheld"] = {**(_withheld(row) or {}), "text": ""}
    for row in rows:
        additions.setdefault(row.pk, {}).update(deeds_of(row, reader, phase))
    replies: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.answers_id is not None:
            replies[row.answers_id].append({**argument_data(row), **additions[row.pk]})
    read_rows, rows = rows, [row for row in rows if row.answers_id is None]
    for row in rows:
        additions[row.pk]["replies"] = replies[row.pk]
    ordered = best_first(rows, last_marks_on(rows))
    asked = {row.answers_id or row.pk for row in read_rows if row.number == named}
    shown = [row for row in ordered if everything or row.pk in asked]
    sides = [_side(stance, ordered, additions, shown) for stance in Argument.Stance]
    return {
        "sides": [side for side in sides if side["stance"] != Argument.Stance.NUANCE or side["total"]],
        "total": sum(_counts(row) for row in rows),
        "left_out": sum(side["left_out"] for side in sides),
    }


def gather_best(proposal: Proposal, reader: Reader) -> list[dict[str, Any]]:
    """The best argument for and the best against, None where there is none. Two queries, and additions'."""
    read = Argument.objects.listed().first_level().filter(proposal=proposal).exclude(text="")
    found = list(with_marks(read.select_related("author", "imported_from"), reader).order_by("number"))
    ordered = best_first(found, last_marks_on(found))
    stances = (Argument.Stance.FOR, Argument.Stance.AGAINST)
    best = {stance: next((row for row in ordered if row.stance == stance), None) for stance in stances}
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
    stance: Argument.Stance, rows: list[Argument], additions: dict[int, dict[str, Any]], asked: list[Argument]
) -> dict[str, Any]:
    """One side: its best, then those that were asked for besides."""
    headings = {
        Argument.Stance.FOR: _("Arguments for"),
        Argument.Stance.AGAINST: _("Arguments against"),
        Argument.Stance.NUANCE: _("Nuances"),
    }
    own = [row for row in rows if row.stance == stance]
    shown = [*own[:SHOWN], *(row for row in own[SHOWN:] if row in asked)]
    return {
        "stance": stance.value,
        "heading": headings[stance],
        "total": sum(_counts(row) for row in own),
        "arguments": [{**argument_data(row), **additions.get(row.pk, {})} for row in shown],
        "left_out": len(own) - len(shown),
    }


def _counts(argument: Argument) -> bool:
    """Whether it is one of those that a total tells: in view, with its words."""
    return argument.is_published and bool(argument.text)


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
        "convincing_count": getattr(argument, "mark_count", 0),
        "convincing_elsewhere": argument.convincing_elsewhere,
        "invented": argument.invented,
        "state": _("waits for a moderator; only you can read it") if argument.state == Argument.State.SUBMITTED else "",
        "withheld": _withheld(argument),
    }


def deeds_of(argument: Argument, reader: Reader, phase: Phase | None) -> dict[str, Any]:
    """What a reader may do with an argument: mark it as convincing, reply to it. No query on rows read as above.

    Signed out, both are links: no form, so no cookie.
    """
    of_others = argument.author_id is None or argument.author_id != reader.pk
    if phase is None or not argument.takes_deeds or not argument.proposal.stands:
        return {"mark": None, "reply_url": ""}
    address = [argument.proposal.consultation.slug, argument.proposal.number, argument.number]
    is_open = (phase.may_argue or phase.may_take_position) and of_others
    action = reverse("proposals:convincing", args=address)
    mark = {
        "id": f"convincing-{argument.number}",
        "label": f"A{argument.number}",
        "action": action,
        "own": getattr(argument, "own_mark", False),
        "sign_in_url": "" if isinstance(reader, User) else action,
    }
    reply_url = reverse("proposals:reply", args=address) if phase.may_argue else ""
    return {"mark": mark if is_open else None, "reply_url": reply_url}


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
