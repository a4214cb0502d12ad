"""The form of a list (search, filters, order), and what stands between it and the cards: how many, and ways on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from participants.following import as_button, is_followed
from proposals.asked import Asked
from proposals.counted import counted_tags
from proposals.folded import of_which_folded
from proposals.narrowing import EACH, FOLDS, Filters, Narrowed
from proposals.orders import AGREED, DISCUSSED, DIVIDED, FAIR, RECENT, KeysOfPage
from proposals.panels import FilterChoice, ProposalFilter, Reader, proposal_filters

Choices = Mapping[str, Sequence[FilterChoice]]  # of upper rooms' filters, by parameter


def form_of(
    consultation: ConsultationPage, asked: Asked, filters: Filters, own: Narrowed, choices: Choices, address: str
) -> dict[str, Any]:
    """The form: theme, tag and order in view, the others on demand. One query: the tags."""
    selects = [_filter_select(one, choices[one.parameter], asked) for one in proposal_filters]
    more = [
        _select(
            name,
            label,
            [(value, choice.label) for value, choice in choices.items()],
            own.chosen.get(name, ""),
            every=_("Folded into one") if name == FOLDS else "",
        )
        for name, (label, choices) in filters.items()
    ]
    return {
        "action": address,
        "query": asked.words,
        "search_label": _("Search the proposals and their arguments"),
        "selects": [one for one in [*selects, _tag_select(consultation, asked), _sort_select(asked)] if one],
        "more": [one for one in more if one],
        "more_open": bool(own.chosen),
        "hidden": [{"name": "graine", "value": str(asked.seed)}],
        "target": "#propositions",
    }


def found_of(asked: Asked, own: Narrowed, choices: Choices, page: KeysOfPage, address: str) -> dict[str, Any]:
    """What stands above the cards: how many, what the address asked in vain, and ways on. No query."""
    narrowed = bool(asked.words or asked.tag or asked.filters or own.chosen)
    chosen = _chosen(asked, choices)
    return {
        "count": page.total + page.folded,
        "folded": of_which_folded(page.total + page.folded, page.folded),
        "unfold_url": address + asked.parameters(own, **{FOLDS: EACH}) if page.folded else "",
        "fold_url": address + asked.parameters(own, **{FOLDS: ""}) if FOLDS in own.chosen else "",
        "notes": _notes(asked, own),
        "share_url": address + asked.parameters(own) if narrowed or asked.sort != FAIR else "",
        "reset_url": address if narrowed else "",
        "map_url": next((one.map_url for one in chosen if one.map_url), ""),
    }


def follow_of(asked: Asked, choices: Choices, reader: Reader, back: str) -> Mapping[str, Any] | None:
    """The button to follow what the list is narrowed to, a theme for instance; None where nothing can be followed.

    One query at most.
    """
    for one in _chosen(asked, choices):
        if one.target:
            return as_button(one.target, reader, is_followed(reader, [one.target]), back, label=one.label)
    return None


def _chosen(asked: Asked, choices: Choices) -> list[FilterChoice]:
    return [one for name, found in choices.items() for one in found if one.value == asked.filters.get(name)]


def _notes(asked: Asked, own: Narrowed) -> list[str]:
    """What the address asks and the list does not know, in sentences."""
    said = (
        [_("This address asks for an order that does not exist: here is the fair one.")] if asked.unknown_sort else []
    )
    said += [
        _("This address asks for a filter that does not exist here (%(name)s): it was left out.") % {"name": name}
        for name in own.unknown
    ]
    return said


def _filter_select(one: ProposalFilter, choices: Sequence[FilterChoice], asked: Asked) -> dict[str, Any] | None:
    chosen = asked.filters.get(one.parameter, "")
    pairs = [(choice.value, _with_count(choice.label, choice.count, choice.folded)) for choice in choices]
    return _select(one.parameter, str(one.label), pairs, chosen)


def _tag_select(consultation: ConsultationPage, asked: Asked) -> dict[str, Any] | None:
    choices = [(slug, _with_count(name, total)) for slug, name, total in counted_tags(consultation)]
    return _select("etiquette", _("Tag"), choices, asked.tag)


def _with_count(label: str, count: int | None, folded: int = 0) -> str:
    if count is None:
        return label
    return f"{label} ({count}, {of_which_folded(count, folded)})" if folded else f"{label} ({count})"


def _select(
    name: str, label: str, pairs: list[tuple[str, str]], chosen: str, *, every: str = ""
) -> dict[str, Any] | None:
    """A choice with *all* first; None when there is nothing to choose. A value that is no choice stays visible."""
    if not pairs and not chosen:
        return None
    if chosen and chosen not in dict(pairs):
        pairs = [*pairs, (chosen, chosen)]
    options = [("", every or _("All")), *pairs]
    return {
        "name": name,
        "label": label,
        "options": [{"value": value, "label": text, "selected": value == chosen} for value, text in options],
    }


def _sort_select(asked: Asked) -> dict[str, Any]:
    labels = {
        "": _("Fair order: each in its turn"),
        RECENT: _("Most recent"),
        DISCUSSED: _("Most discussed"),
        AGREED: _("Most agreed on"),
        DIVIDED: _("Most divided"),
    }
    chosen = "" if asked.sort == FAIR else asked.sort
    options = [{"value": value, "label": label, "selected": value == chosen} for value, label in labels.items()]
    return {"name": "tri", "label": _("Order"), "options": options}
