"""What the desk's forms ask for: numbers, a theme, a deed; and the words that answer."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.errors import Refused
from consult.models import ConsultationPage
from synthesis.deciding import Deed, Shown
from synthesis.desk import reading
from synthesis.desk.forms import ThemeChoiceForm
from synthesis.models import Theme
from synthesis.reading import theme_at


class Asked(NamedTuple):
    """A deed upon texts, by their numbers."""

    deed: Deed
    numbers: list[int]
    theme: Theme | None
    reason: str


def asked(request: HttpRequest, consultation: ConsultationPage, shown: Shown) -> Asked:
    """What the pressed button asks for. One query, for the theme."""
    form = request.POST
    numbers = [as_number(value) for value in form.getlist("proposal")]
    if form.get("aside"):
        return Asked(Deed.SET_ASIDE, numbers, None, form["aside"])
    if form.get("deed") == "move":
        return Asked(Deed.MOVED, numbers, chosen(request, consultation, ""), "")
    if form.get("only"):
        numbers = [as_number(form["only"])]
    elif form.get("deed") == "all":
        numbers = list(shown.versions)
    elif form.get("deed") != "confirm":
        raise Refused(_("Say what to do with the ticked ones."))
    return Asked(Deed.CONFIRMED, numbers, theme_at(consultation, as_number(form.get("of", ""))), "")


def chosen(request: HttpRequest, consultation: ConsultationPage, prefix: str) -> Theme:
    """The theme that the form names, among those that stand."""
    themes = reading.themes_of(consultation)
    form = ThemeChoiceForm(request.POST, themes=themes, prefix=prefix or None)
    if not form.is_valid():
        raise Refused(_("Choose a theme."))
    return next(theme for theme in themes if theme.number == form.cleaned_data["theme"])


def as_number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def placed_words(theme: Theme, number: int) -> str:
    told = ngettext("%(n)s proposal is now in theme %(theme)s.", "%(n)s proposals are now in theme %(theme)s.", number)
    return told % {"n": number, "theme": theme.reference}


def done_words(deed: Deed, theme: Theme | None, number: int) -> str:
    """What was done, in a sentence."""
    if theme is None:
        return ngettext("%(n)s proposal set aside.", "%(n)s proposals set aside.", number) % {"n": number}
    if deed == Deed.CONFIRMED:
        return ngettext("%(n)s proposal confirmed.", "%(n)s proposals confirmed.", number) % {"n": number}
    return placed_words(theme, number)


def left_alone(edited: list[str], decided: list[str], gone: list[str]) -> list[str]:
    """What was not done, and why: a sentence a kind."""
    said = {
        _("Edited since it was displayed, so not decided; read it again: %(proposals)s."): edited,
        _("Decided on by someone else meanwhile, so left alone: %(proposals)s."): decided,
        _("No longer in view: %(proposals)s."): gone,
    }
    return [sentence % {"proposals": ", ".join(names)} for sentence, names in said.items() if names]
