"""Proposals as the cards of a list: plain data, and what upper rooms add to it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.dates import day_of
from consult.numbered import numbered
from consult.pages import foreign_language
from proposals.models import Proposal
from proposals.panels import Reader, proposal_panels
from proposals.tagging import give_tags
from proposals.words import WORD_OF

EXCERPT = 280  # characters


def cards_of(proposals: Sequence[Proposal], reader: Reader) -> list[dict[str, Any]]:
    """Cards of the proposals of one page, read with ``for_listing``. Queries: those of the panels."""
    extras = card_extras(proposals, reader)
    addresses = addresses_of(proposals)
    return [
        {**proposal_card(proposal, url=addresses[proposal.pk]), "extras": extras[proposal.pk]} for proposal in proposals
    ]


def addresses_of(proposals: Sequence[Proposal]) -> dict[int, str]:
    """The address of each, by key. No query."""
    slugs = {proposal.consultation.slug for proposal in proposals}
    written = {slug: numbered("proposals:detail", slug) for slug in slugs}
    return {proposal.pk: written[proposal.consultation.slug](proposal.number) for proposal in proposals}


def card_extras(proposals: Sequence[Proposal], reader: Reader) -> dict[int, list[dict[str, Any]]]:
    """What upper rooms add to each card, by primary key. Queries: theirs, however many proposals."""
    extras: dict[int, list[dict[str, Any]]] = {proposal.pk: [] for proposal in proposals}
    for panel in proposal_panels:
        if not (panel.card_template and proposals):
            continue
        for key, data in panel.gather(proposals, reader).items():
            if data and key in extras:
                extras[key].append({"template": panel.card_template, "data": data})
    return extras


def proposal_card(proposal: Proposal, url: str = "") -> dict[str, Any]:
    """One card, at its address. No query on rows of ``for_listing`` with their tags."""
    here = counted(proposal)
    return {
        "reference": proposal.reference,
        "title": proposal.title or _("Words erased by their author"),
        "url": url or proposal.get_absolute_url(),
        "excerpt": _excerpt(proposal),
        "day": day_of(proposal.published_at),
        "lang": foreign_language(proposal.language),
        "title_derived": bool(proposal.current and proposal.current.title_derived),
        "author": proposal.signature,
        "institution": proposal.signed_for_institution,
        "invented": proposal.invented,
        "off_topic": proposal.is_off_topic,
        "tags": tag_links(proposal),
        "tally": here if here["total"] else elsewhere(proposal),
        "arguments": _arguments(getattr(proposal, "argument_count", None)),
        "own": WORD_OF.get(getattr(proposal, "own_value", None)),
    }


def _arguments(count: int | None) -> str:
    """How many arguments there are, in words; 0 is said too."""
    return "" if count is None else ngettext("%(n)s argument", "%(n)s arguments", count) % {"n": count}


def _excerpt(proposal: Proposal) -> str:
    """The beginning of the text; nothing where the title, drawn from it, says it all already."""
    words = " ".join(proposal.text[: 4 * EXCERPT].split())
    drawn = proposal.current is not None and proposal.current.title_derived
    if drawn and words.rstrip(" .!…").casefold() == proposal.title.casefold():
        return ""
    return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1].rstrip()}…"


def tag_links(proposal: Proposal) -> list[dict[str, str]]:
    """Tags, each leading to the list that it narrows. One query unless they were given (``tagging.give_tags``)."""
    if proposal.given_tags is None:
        give_tags([proposal])
    if not proposal.given_tags:
        return []
    address = reverse("proposals:list", args=[proposal.consultation.slug])
    return [{"label": name, "url": f"{address}?{urlencode({'etiquette': slug})}"} for name, slug in proposal.given_tags]


def counted(proposal: Proposal) -> dict[str, Any]:
    """The positions taken here, from the annotations of ``with_position_counts``."""
    counts = (getattr(proposal, f"{word}_count") for word in ("agree", "mixed", "disagree"))
    return as_tally(*counts)


def elsewhere(proposal: Proposal) -> dict[str, Any] | None:
    """The totals taken on another site, with their source; None when there are none."""
    totals = getattr(proposal, "tally_elsewhere", None)
    if totals is None:
        return None
    source = proposal.imported_from.source if proposal.imported_from else ""
    return {**as_tally(totals.agree, totals.mixed, totals.disagree), "elsewhere": {"label": source}}


def as_tally(agree: int, mixed: int, disagree: int) -> dict[str, Any]:
    """Counts and whole percentages, as the position bar wants them."""
    total = agree + mixed + disagree
    tally: dict[str, Any] = {"agree": agree, "mixed": mixed, "disagree": disagree, "total": total}
    if total:
        for name in ("agree", "mixed", "disagree"):
            tally[f"{name}_percent"] = round(100 * tally[name] / total)
    return tally
