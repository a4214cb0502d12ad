"""The list of proposals: what was asked, what answers it, page by page (``orders``, ``narrowing``, ``finding``)."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from consult.compiled import compiled_once
from consult.models import ConsultationPage, Phase
from participants.models import User
from proposals.asked import Asked, read_asked, read_number, read_seed
from proposals.cards import cards_of
from proposals.finding import show_found, with_argued
from proposals.list_form import follow_of, form_of, found_of
from proposals.models import Proposal, ProposalQuerySet
from proposals.models.readers import key_of
from proposals.narrowing import (
    FOLDS,
    WAITING,
    WITHDRAWN,
    Filters,
    Narrowed,
    asked_group,
    narrowed,
    own_filters,
    read_filters,
)
from proposals.orders import FAIR, Folding, KeysOfPage, fair_page, ordered_page
from proposals.panels import Reader, list_panels, proposal_filters
from proposals.search import matching
from proposals.tagging import give_tags

__all__ = ["gather_list", "read_asked", "read_number", "read_seed"]


def gather_list(
    consultation: ConsultationPage, phases: Sequence[Phase], asked: Asked, query: QueryDict, reader: Reader
) -> dict[str, Any]:
    """All that the list shows. Four queries (keys, rows, their tags, choices of tags), filters' and panels'.

    One more for a reader who is signed in, where it is narrowed to what can be followed.
    """
    person = reader if isinstance(reader, User) else None
    filters = own_filters(phases, asked.at, group=asked_group(query))
    own = read_filters(query, filters)
    page = _page(consultation, asked, filters, own, person)
    rows = _rows(page.keys, consultation, person, asked.words)
    cards = cards_of(rows, reader)
    if asked.words:
        show_found(cards, rows, asked.words)
    said = {WAITING: _("waits for a moderator; only you can read it"), WITHDRAWN: _("withdrawn by its author")}
    if state := said.get(own.chosen.get("etat", "")):
        for card in cards:
            card["state"] = state
    choices = {one.parameter: one.choices(consultation) for one in proposal_filters}
    address = reverse("proposals:list", args=[consultation.slug])
    asks_who = own.private and person is None
    return {
        "cards": cards,
        "filters": form_of(consultation, asked, filters, own, choices, address),
        "found": found_of(asked, own, choices, page, address),
        "follow": follow_of(asked, choices, reader, address + asked.parameters(own)),
        "pages": _pages(page, asked, own, address),
        "empty": _sign_in(asked, own, address) if asks_who else None if rows else _empty(asked, own, address),
        "is_fair": asked.sort == FAIR,
        "beneath": _beneath(consultation, asked, own) if page.number == 1 else [],
    }


def _page(
    consultation: ConsultationPage, asked: Asked, filters: Filters, own: Narrowed, person: User | None
) -> KeysOfPage:
    """Which proposals stand on the page that was asked for. One query; two for a page that is none."""
    if asked.sort == FAIR and not (asked.words or asked.tag or asked.filters or own.chosen):
        return fair_page(consultation.pk, seed=asked.seed, at=asked.at, page=asked.page)
    proposals = _kept(narrowed(consultation, filters, own, person), consultation, asked)
    folding = _folding(asked, own)
    return ordered_page(proposals, sort=asked.sort, seed=asked.seed, at=asked.at, page=asked.page, folding=folding)


def _folding(asked: Asked, own: Narrowed) -> Folding:
    """What stands for another is found by what that one says, and one's own texts are one's own."""
    if own.private or FOLDS in own.chosen or own.chosen.get("etat") == WITHDRAWN:
        return Folding.NONE
    return Folding.FOUND if asked.words or asked.tag or asked.filters or own.chosen else Folding.ALL


def _rows(keys: Sequence[int], consultation: ConsultationPage, person: User | None, words: str) -> list[Proposal]:
    """The proposals of one page with all that their cards show, in the order of their keys. Two queries."""
    who = key_of(person)
    shown = list(with_argued(_shown(keys, who), consultation, words)) if words else _shown_plainly(keys, who)
    by_key = {row.pk: row for row in shown}
    rows = [by_key[key] for key in keys if key in by_key]  # one may have left the view meanwhile
    for row in rows:
        row.consultation = consultation  # known already, and read by every address
    give_tags(rows)
    return rows


# What a card shows, and what its panels ask.
READ = (
    *("consultation", "number", "state", "published_at", "language", "invented", "off_topic_at"),
    *("current__title", "current__text"),
    *("current__title_derived", "current__blanked_at", "author__display_name", "author__speaks_for_institution"),
    *("imported_from__source", "tally_elsewhere__agree", "tally_elsewhere__mixed", "tally_elsewhere__disagree"),
)


def _shown(keys: Sequence[int], person: int | None) -> ProposalQuerySet:
    shown = Proposal.objects.visible_to(person).filter(pk__in=keys).for_cards().with_own_value(person)
    shown = shown.select_related(None).select_related("current", "author", "imported_from", "tally_elsewhere")
    return shown.only(*READ)


_shown_plainly = compiled_once(_shown)


def _beneath(consultation: ConsultationPage, asked: Asked, own: Narrowed) -> list[dict[str, Any]]:
    """What upper rooms add beneath a list that only their filters narrow. Queries: theirs."""
    if not asked.filters or asked.words or asked.tag or own.chosen:
        return []
    found = [(panel.template, panel.gather(consultation, asked.filters)) for panel in list_panels]
    return [{"template": template, "data": data} for template, data in found if data]


def _kept(proposals: ProposalQuerySet, consultation: ConsultationPage, asked: Asked) -> ProposalQuerySet:
    proposals = proposals.there_at(asked.at)
    if asked.words:
        proposals = matching(proposals, consultation, asked.words, argued=True)
    if asked.tag:
        proposals = proposals.tagged(asked.tag)
    for one in proposal_filters:
        if value := asked.filters.get(one.parameter):
            proposals = one.apply(proposals, consultation, value)
    return proposals


def _pages(page: KeysOfPage, asked: Asked, own: Narrowed, address: str) -> dict[str, Any] | None:
    """Links to the neighbouring pages, with the instant and the seed of the first one; None on a single page."""
    if page.pages == 1:
        return None
    carried = {"graine": str(asked.seed) if asked.sort == FAIR else "", "instant": asked.instant}

    def link(number: int) -> str:
        return address + asked.parameters(own, **carried, page=str(number))

    return {
        "number": page.number,
        "total": page.pages,
        "previous_url": link(page.number - 1) if page.number > 1 else "",
        "next_url": link(page.number + 1) if page.number < page.pages else "",
    }


def _sign_in(asked: Asked, own: Narrowed, address: str) -> dict[str, str]:
    """In place of a list that is each person's own, for who is not signed in."""
    following = urlencode({"next": address + asked.parameters(own)})
    return {
        "title": _("This list is each person’s own."),
        "sentence": _("Sign in, and you will see yours."),
        "url": f"{reverse('participants:sign_in')}?{following}",
        "label": _("Sign in"),
    }


def _empty(asked: Asked, own: Narrowed, address: str) -> dict[str, str]:
    if asked.words or asked.tag or asked.filters or own.chosen:
        return {
            "title": _("No proposal matches this search."),
            "sentence": _("Try fewer words, or another filter."),
            "url": address,
            "label": _("Show everything"),
        }
    return {"title": _("There is no proposal yet."), "sentence": _("The first one could be yours.")}
