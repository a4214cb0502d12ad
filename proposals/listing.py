"""The list of proposals: what was asked, what answers it, in which order, page by page."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from taggit.models import Tag

from consult.models import ConsultationPage
from participants.models import User
from proposals.cards import cards_of
from proposals.models import Proposal, ProposalQuerySet
from proposals.models.proposal import FAIR_SPAN
from proposals.panels import FilterChoice, ProposalFilter, Reader, list_panels, proposal_filters
from proposals.search import LONGEST_QUERY, matching

PAGE_SIZE = 20
MOST_TAGS = 60  # choices of the filter
FAIR = "equitable"
SORTS: dict[str, Callable[[ProposalQuerySet], ProposalQuerySet]] = {
    "recentes": lambda proposals: proposals.order_by("-published_at", "-pk"),
    "discutees": ProposalQuerySet.most_discussed,
    "accord": ProposalQuerySet.most_agreed,
    "partagees": ProposalQuerySet.most_divided,
}


@dataclass(frozen=True)
class Asked:
    """What the address asks of the list; anything malformed falls back to the plain list."""

    words: str
    sort: str
    seed: int
    tag: str
    filters: Mapping[str, str]
    page: str

    def parameters(self, **changes: str) -> str:
        """The query string of the same list, with changes; empty values are left out, the page too unless given."""
        query = QueryDict(mutable=True)
        kept = {"q": self.words, "tri": self.sort if self.sort != FAIR else "", "etiquette": self.tag, **self.filters}
        if self.sort == FAIR:
            kept["graine"] = str(self.seed)
        query.update({name: value for name, value in {**kept, **changes}.items() if value})
        return f"?{query.urlencode()}" if query else ""


def read_asked(query: QueryDict) -> Asked:
    """Read the address; the first visit draws the seed of the fair order, which page links then carry."""
    return Asked(
        words=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY],
        sort=query.get("tri", "") if query.get("tri") in SORTS else FAIR,
        seed=read_seed(query.get("graine", "")),
        tag=query.get("etiquette", "").replace("\x00", ""),
        filters={
            one.parameter: query.get(one.parameter, "").replace("\x00", "")
            for one in proposal_filters
            if query.get(one.parameter)
        },
        page=query.get("page", "1"),
    )


def read_seed(written: str) -> int:
    """The seed of a fair order that an address carries; a new one where it carries none."""
    whole = read_number(written)
    return secrets.randbelow(FAIR_SPAN) if whole is None else whole % FAIR_SPAN


def read_number(written: str) -> int | None:
    """A whole number as addresses carry it, None for anything else.

    >>> read_number("128"), read_number("-1"), read_number("٣"), read_number("9" * 10)
    (128, None, None, None)
    """
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def gather_list(consultation: ConsultationPage, asked: Asked, reader: Reader) -> dict[str, Any]:
    """All that the list shows. Four queries (count, rows, tags of rows, choices of tags), filters' and panels'."""
    proposals = _ordered(_kept(Proposal.objects.listed().filter(consultation=consultation), consultation, asked), asked)
    if isinstance(reader, User):
        proposals = proposals.with_own_value(reader)
    page = Paginator(proposals, PAGE_SIZE).get_page(asked.page)
    rows = list(page.object_list)
    for row in rows:
        row.consultation = consultation  # known already, and read by every address
    address = reverse("proposals:list", args=[consultation.slug])
    return {
        "cards": cards_of(rows, reader),
        "filters": _filters(consultation, asked, page.paginator.count, address),
        "pages": _pages(page, asked, address),
        "empty": None if rows else _empty(consultation, asked, address),
        "is_fair": asked.sort == FAIR,
        "beneath": _beneath(consultation, asked) if page.number == 1 else [],
    }


def _beneath(consultation: ConsultationPage, asked: Asked) -> list[dict[str, Any]]:
    """What upper rooms add beneath a list that only their filters narrow. Queries: theirs."""
    if not asked.filters or asked.words or asked.tag:
        return []
    found = [(panel.template, panel.gather(consultation, asked.filters)) for panel in list_panels]
    return [{"template": template, "data": data} for template, data in found if data]


def _kept(proposals: ProposalQuerySet, consultation: ConsultationPage, asked: Asked) -> ProposalQuerySet:
    if asked.words:
        proposals = matching(proposals, consultation, asked.words)
    if asked.tag:
        proposals = proposals.tagged(asked.tag)
    for one in proposal_filters:
        if value := asked.filters.get(one.parameter):
            proposals = one.apply(proposals, consultation, value)
    return proposals


def _ordered(proposals: ProposalQuerySet, asked: Asked) -> ProposalQuerySet:
    shown = proposals.for_listing()
    return shown.in_fair_order(asked.seed) if asked.sort == FAIR else SORTS[asked.sort](shown)


def _filters(consultation: ConsultationPage, asked: Asked, count: int, address: str) -> dict[str, Any]:
    narrowed = bool(asked.words or asked.tag or asked.filters)
    choices = {one.parameter: one.choices(consultation) for one in proposal_filters}
    chosen = [one for name, found in choices.items() for one in found if one.value == asked.filters.get(name)]
    return {
        "action": address,
        "query": asked.words,
        "search_label": _("Search the proposals"),
        "result_count": count,
        "selects": [select for select in [*_narrowing(consultation, choices, asked), _sort_select(asked)] if select],
        "hidden": [{"name": "graine", "value": str(asked.seed)}] if asked.sort == FAIR else [],
        "reset_url": address if narrowed else "",
        "map_url": next((one.map_url for one in chosen if one.map_url), ""),
        "target": "#propositions",
    }


def _narrowing(
    consultation: ConsultationPage, choices: Mapping[str, Sequence[FilterChoice]], asked: Asked
) -> list[dict[str, Any] | None]:
    selects = [_filter_select(one, choices[one.parameter], asked) for one in proposal_filters]
    return [*selects, _tag_select(consultation, asked)]


def _filter_select(one: ProposalFilter, choices: Sequence[FilterChoice], asked: Asked) -> dict[str, Any] | None:
    chosen = asked.filters.get(one.parameter, "")
    pairs = [(choice.value, _with_count(choice.label, choice.count)) for choice in choices]
    return _select(one.parameter, str(one.label), pairs, chosen)


def _tag_select(consultation: ConsultationPage, asked: Asked) -> dict[str, Any] | None:
    listed = Proposal.objects.listed().filter(consultation=consultation)
    tags = (
        Tag.objects.filter(tagged_proposals__content_object__in=listed)
        .annotate(total=Count("tagged_proposals"))
        .order_by("-total", "name")[:MOST_TAGS]
    )
    return _select("etiquette", _("Tag"), [(tag.slug, _with_count(tag.name, tag.total)) for tag in tags], asked.tag)


def _with_count(label: str, count: int | None) -> str:
    return label if count is None else f"{label} ({count})"


def _select(name: str, label: str, pairs: list[tuple[str, str]], chosen: str) -> dict[str, Any] | None:
    """A choice with *all* first; None when there is nothing to choose. A value that is no choice stays visible."""
    if not pairs and not chosen:
        return None
    if chosen and chosen not in dict(pairs):
        pairs = [*pairs, (chosen, chosen)]
    options = [("", _("All")), *pairs]
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "label": text, "selected": value == chosen} for value, text in options],
    }


def _sort_select(asked: Asked) -> dict[str, Any]:
    labels = {
        "": _("Fair order: each in its turn"),
        "recentes": _("Most recent"),
        "discutees": _("Most discussed"),
        "accord": _("Most agreed on"),
        "partagees": _("Most divided"),
    }
    chosen = "" if asked.sort == FAIR else asked.sort
    options = [{"value": value, "label": label, "selected": value == chosen} for value, label in labels.items()]
    return {"name": "tri", "label": _("Order"), "options": options}


def _pages(page: "Page[Proposal]", asked: Asked, address: str) -> dict[str, Any] | None:
    """Links to the neighbouring pages, the seed of the fair order among them; None on a single page."""
    if not page.has_other_pages():
        return None
    return {
        "number": page.number,
        "total": page.paginator.num_pages,
        "previous_url": address + asked.parameters(page=str(page.number - 1)) if page.has_previous() else "",
        "next_url": address + asked.parameters(page=str(page.number + 1)) if page.has_next() else "",
    }


def _empty(consultation: ConsultationPage, asked: Asked, address: str) -> dict[str, str]:
    if asked.words or asked.tag or asked.filters:
        return {
            "title": _("No proposal matches this search."),
            "sentence": _("Try fewer words, or another filter."),
            "url": address,
            "label": _("Show everything"),
        }
    return {"title": _("There is no proposal yet."), "sentence": _("The first one could be yours.")}
