"""The arguments on one proposal, side by side."""

from collections.abc import Callable, Sequence
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.html import format_html, linebreaks, strip_tags
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.compiled import compiled_once
from consult.dates import day_of
from consult.models import Phase
from consult.numbered import numbered
from consult.pages import foreign_language
from participants.models import User
from proposals.convincing import best_first, last_marks_on, with_marks
from proposals.models import Argument, Proposal
from proposals.models.argument import ArgumentQuerySet
from proposals.models.readers import key_of
from proposals.panels import Reader, argument_additions, sealed

SHOWN = 20  # a side; the others on demand
RANKED = ("pk", "number", "stance", "answers_id", "published_at", "created_at", "convincing_elsewhere")
# What is shown of an argument, and of who wrote it.
READ = (
    *("proposal", "number", "stance", "answers", "text", "source_url", "convincing_elsewhere", "invented", "state"),
    *("created_at", "published_at", "withheld_at", "withheld_ground", "imported_from__source"),
    *("author__display_name", "author__speaks_for_institution"),
)
BRIEF = 140  # characters
MANY = 100  # arguments: from here on, their words are not all read
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
    with each goes by the phase that is open. Two queries (the arguments, the last marks), and additions'; one more
    where there are many: what orders them all is read first, then the words of those that are shown.
    """
    is_short = getattr(proposal, "argument_count", MANY) < MANY
    who = key_of(reader)
    read = _all_of(proposal.pk, who) if is_short else []
    ranked = read if is_short else _ranked(proposal.pk, who)
    firsts = [row for row in ranked if row.answers_id is None]
    ordered = best_first(firsts, last_marks_on(firsts, proposal))
    asked = {row.answers_id or row.pk for row in ranked if row.number == named}
    besides = {row.pk for row in ordered if everything or row.pk in asked}
    by_side = {stance: _shown_of(stance, ordered, besides) for stance in Argument.Stance}
    keys = {row.pk for shown in by_side.values() for row in shown}
    wanted = [row.pk for row in ranked if row.pk in keys or row.answers_id in keys]
    if not is_short:
        read = _some_of(proposal.pk, who, wanted)
    said = _said(proposal, reader, [row for row in read if row.pk in set(wanted)], phase)
    sides = [
        _side(stance, [row for row in ordered if row.stance == stance], [said[row.pk] for row in by_side[stance]])
        for stance in Argument.Stance
    ]
    best = [side["best"] for side in sides if side["stance"] != Argument.Stance.NUANCE]
    return {
        "glance": all(best),
        "sides": [side for side in sides if side["stance"] != Argument.Stance.NUANCE or side["total"]],
        "total": sum(row.counts for row in firsts),
        "left_out": sum(side["left_out"] for side in sides),
    }


def _full(proposal: int, person: int | None) -> ArgumentQuerySet:
    """All arguments of a proposal that a person may see, with all that is shown of each, by their numbers."""
    read = _counted(with_marks(Argument.objects.visible_to(person).filter(proposal=proposal), person))
    return read.select_related("author", "imported_from").only(*READ).order_by("number")


_all_of = compiled_once(_full)


@compiled_once
def _some_of(proposal: int, person: int | None, keys: Sequence[int]) -> ArgumentQuerySet:
    return _full(proposal, person).filter(pk__in=keys)


@compiled_once
def _ranked(proposal: int, person: int | None) -> QuerySet[Argument, Any]:
    """What orders and counts the same arguments, without their words. One query.

    Rows have ``pk``, ``number``, ``stance``, ``answers_id``, ``published_at``, ``created_at``,
    ``convincing_elsewhere``, ``mark_count`` and ``counts``.
    """
    visible = with_marks(Argument.objects.visible_to(person).filter(proposal=proposal), None)
    rows = _counted(visible).order_by("number")
    return rows.values_list(*RANKED, "mark_count", "counts", named=True)


def _counted(arguments: ArgumentQuerySet) -> ArgumentQuerySet:
    """Adds ``counts``: whether it is one of those that a total tells, in view with its words."""
    in_view = Q(state=Argument.State.PUBLISHED) & ~Q(text="")
    return arguments.annotate(counts=ExpressionWrapper(in_view, output_field=BooleanField()))


def _said(proposal: Proposal, reader: Reader, rows: list[Argument], phase: Phase | None) -> dict[int, dict[str, Any]]:
    """Those of the first level among these, by primary key, with their replies. Queries: additions'."""
    for row in rows:
        row.proposal = proposal
    additions, doors = _additions(rows, reader), doors_of(proposal)
    withheld = [row for row in rows if row.is_withheld]
    kept = sealed(withheld, reader)
    for row in withheld:
        if row.pk in kept:
            additions.setdefault(row.pk, {})["withheld"] = {**(_withheld(row) or {}), "text": ""}
    data = {
        row.pk: {
            **argument_data(row),
            **additions.get(row.pk, {}),
            **deeds_of(row, reader, phase, doors),
            "replies": [],
        }
        for row in rows
    }
    for row in rows:
        if row.answers_id in data:
            data[row.answers_id]["replies"].append(data[row.pk])
    return {row.pk: data[row.pk] for row in rows if row.answers_id is None}


def gather_best(proposal: Proposal, reader: Reader) -> list[dict[str, Any]]:
    """The best argument for and the best against, None where there is none. Three queries, and additions'."""
    ranked = _ranked_in_view(proposal.pk)
    ordered = best_first(ranked, last_marks_on(ranked, proposal))
    stances = (Argument.Stance.FOR, Argument.Stance.AGAINST)
    first = {stance: next((row.pk for row in ordered if row.stance == stance), None) for stance in stances}
    rows = _shown(proposal.pk, [key for key in first.values() if key], key_of(reader))
    for row in rows:
        row.proposal = proposal
    by_key = {row.pk: row for row in rows}
    best = {stance: by_key.get(key) if key else None for stance, key in first.items()}
    additions = _additions(rows, reader)
    return [
        {
            "stance": stance.value,
            "argument": {**argument_data(row), **additions.get(row.pk, {})} if row else None,
        }
        for stance, row in best.items()
    ]


def _in_view(proposal: int) -> ArgumentQuerySet:
    """Published arguments of the first level, with their words."""
    return Argument.objects.listed().first_level().filter(proposal=proposal).exclude(text="")


@compiled_once
def _ranked_in_view(proposal: int) -> QuerySet[Argument, Any]:
    return with_marks(_in_view(proposal), None).values_list(*RANKED, "mark_count", named=True)


@compiled_once
def _shown(proposal: int, keys: Sequence[int], person: int | None) -> ArgumentQuerySet:
    shown = with_marks(_in_view(proposal).filter(pk__in=keys), person)
    return shown.select_related("author", "imported_from").only(*READ)


def _additions(rows: list[Argument], reader: Reader) -> dict[int, dict[str, Any]]:
    """What upper rooms add to the arguments, by primary key. Queries: theirs."""
    additions: dict[int, dict[str, Any]] = {}
    for addition in argument_additions:
        for key, data in addition.gather(rows, reader).items():
            additions.setdefault(key, {}).update(data)
    return additions


def _shown_of(stance: Argument.Stance, ordered: list[Any], besides: set[int]) -> list[Any]:
    """Of one side, its best, then those that were asked for besides."""
    own = [row for row in ordered if row.stance == stance]
    return [*own[:SHOWN], *(row for row in own[SHOWN:] if row.pk in besides)]


def _side(stance: Argument.Stance, own: list[Any], shown: list[dict[str, Any]]) -> dict[str, Any]:
    """One side as the page shows it."""
    headings = {
        Argument.Stance.FOR: _("Arguments for"),
        Argument.Stance.AGAINST: _("Arguments against"),
        Argument.Stance.NUANCE: _("Nuances"),
    }
    return {
        "stance": stance.value,
        "heading": headings[stance],
        "total": sum(row.counts for row in own),
        "arguments": shown,
        "best": _beginning(shown[0]) if shown and stance != Argument.Stance.NUANCE else "",
        "left_out": len(own) - len(shown),
    }


def _beginning(argument: dict[str, Any]) -> str:
    """The first words of an argument, which a phone shows of both sides at once; nothing of one withheld or erased."""
    beginning = argument["words"][: 10 * BRIEF]  # marked up, and with entities
    return "" if argument["withheld"] else Truncator(unescape(strip_tags(beginning))).chars(BRIEF)


def argument_data(argument: Argument) -> dict[str, Any]:
    """What ``components/_argument.html`` needs. No query on rows read as above."""
    return {
        "id": f"argument-{argument.number}",
        "reference": f"A{argument.number}",
        "stance": argument.stance,
        "words": paragraphs(argument.text),
        "lang": foreign_language(argument.proposal.language),
        "day": day_of(argument.published_at or argument.created_at),
        "author": argument.signature,
        "institution": argument.signed_for_institution,
        **source_link(argument.source_url),
        "convinced": convinced(getattr(argument, "mark_count", 0)),
        "convinced_elsewhere": _convinced_elsewhere(argument.convincing_elsewhere),
        "invented": argument.invented,
        "state": _("waits for a moderator; only you can read it") if argument.state == Argument.State.SUBMITTED else "",
        "withheld": _withheld(argument),
    }


def paragraphs(text: str) -> str:
    """What Django's ``linebreaks`` makes of a text, more quickly where it is one line; nothing of nothing.

    >>> str(paragraphs("Oui & non"))
    '<p>Oui &amp; non</p>'
    """
    if not text:
        return ""
    if "\n" in text or "\r" in text:
        return mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 – escaped
    return format_html("<p>{}</p>", str(text))


def convinced(count: int) -> str:
    """How many found an argument convincing, in words; nothing where nobody did."""
    if not count:
        return ""
    return ngettext("convincing for %(n)s person", "convincing for %(n)s people", count) % {"n": count}


def _convinced_elsewhere(count: int) -> str:
    """How many did on the site that it was brought from."""
    if not count:
        return ""
    words = ngettext(
        "found convincing by %(n)s person, elsewhere", "found convincing by %(n)s people, elsewhere", count
    )
    return words % {"n": count}


class Doors(NamedTuple):
    """Where the arguments of one proposal are marked as convincing and replied to, by their numbers."""

    convincing: Callable[[int], str]
    reply: Callable[[int], str]


def doors_of(proposal: Proposal) -> Doors:
    """Needs ``consultation``."""
    address = (proposal.consultation.slug, proposal.number)
    return Doors(numbered("proposals:convincing", *address), numbered("proposals:reply", *address))


def deeds_of(argument: Argument, reader: Reader, phase: Phase | None, doors: Doors) -> dict[str, Any]:
    """What a reader may do with an argument: mark it as convincing, reply to it. No query on rows read as above.

    Signed out, both are links: no form, so no cookie.
    """
    of_others = argument.author_id is None or argument.author_id != reader.pk
    if phase is None or not argument.takes_deeds or not argument.proposal.stands:
        return {"mark": None, "reply_url": ""}
    is_open = (phase.may_argue or phase.may_take_position) and of_others
    action = doors.convincing(argument.number)
    mark = {
        "id": f"convincing-{argument.number}",
        "label": f"A{argument.number}",
        "action": action,
        "own": getattr(argument, "own_mark", False),
        "sign_in_url": "" if isinstance(reader, User) else action,
    }
    reply_url = doors.reply(argument.number) if phase.may_argue else ""
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
