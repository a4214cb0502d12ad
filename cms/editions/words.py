"""Fates in words: on a proposal's page, in the notice to its author, in the bar of an edition."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from cms.models import Edition, Fate


def theme_names(edition: Edition) -> dict[int, str]:
    """By number, the themes as they were named when the edition was published. No query."""
    return {theme["number"]: theme["name"] for theme in edition.themes}


def fate_sentence(fate: Fate, names: Mapping[int, str]) -> str:
    """What became of a contribution, in a sentence, with the ``theme_names`` of its edition.

    Needs ``theme`` when there is one; no query otherwise.
    """
    if fate.kind == Fate.Kind.IN_THEME and fate.theme is not None:
        name = names.get(fate.theme.number, fate.theme.reference)
        return _("A person read it and confirmed that it stands in the theme “%(theme)s”.") % {"theme": name}
    if fate.kind == Fate.Kind.SET_ASIDE:
        return _("A person read it and set it aside: it %(reason)s.") % {"reason": fate.get_reason_display()}
    if fate.kind == Fate.Kind.NOT_READ:
        return not_read_sentence(in_group=fate.in_group)
    return {
        Fate.Kind.CITED: _("It is cited."),
        Fate.Kind.WITHHELD: _("Moderation had withheld it from view."),
        Fate.Kind.TOO_LATE: _("It was published after the texts were gathered: it waits for the next edition."),
    }[Fate.Kind(fate.kind)]


def not_read_sentence(*, in_group: bool) -> str:
    """A machine put it with others, or with none; nobody who wrote the synthesis confirmed its place."""
    if in_group:
        return _("The machine grouped it with texts that resemble it; no person has confirmed that yet.")
    return _("It resembles no group of texts, and no person has sorted it yet.")


def part_labels() -> dict[str, str]:
    """The parts of the bar of an edition, in their order."""
    return {
        "cited": _("cited in this synthesis"),
        "in_theme": _("in a theme, confirmed by a person"),
        "not_read": _("grouped by the machine, not read by a person yet"),
        "set_aside": _("read by a person and left out of all themes"),
        "withheld": _("withheld by moderation"),
        "too_late": _("arrived after the texts were gathered"),
    }
