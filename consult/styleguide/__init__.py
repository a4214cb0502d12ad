"""The components, shown together in every state."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from consult.dates import day_of
from consult.styleguide import states
from consult.styleguide.answers import COMMITMENTS


class ExampleForm(forms.Form):
    """A form with every kind of field that the pages use."""

    title = forms.CharField(label=_("Title"), max_length=90, help_text=_("In a few words, what do you propose?"))
    text = forms.CharField(
        label=_("Your proposal"), max_length=4000, widget=forms.Textarea, help_text=_("One idea at a time.")
    )
    source = forms.URLField(label=_("Source"), required=False, assume_scheme="https")
    how = forms.ChoiceField(
        label=_("Is yours the same?"),
        choices=[("same", _("Same: I support it")), ("close", _("Close: mine differs")), ("new", _("Different"))],
        widget=forms.RadioSelect,
    )
    consent = forms.BooleanField(label=_("I agree to how my opinions are used."))


def _card(row: Any) -> dict[str, Any]:
    """A card as its component wants it: its day and its number of arguments in words."""
    return {**row, "day": day_of(row.get("date")), "arguments": f"{row.get('argument_count', 0)} arguments"}


def _argument(row: Any) -> dict[str, Any]:
    """An argument likewise: its words as paragraphs, its day in words."""
    return {**row, "words": format_html("<p>{}</p>", row.get("text", "")), "day": day_of(row.get("date"))}


def examples() -> dict[str, Any]:
    """Give what the styleguide shows: each name holds the states of one component."""
    return {
        "crumbs": [{"label": "Accueil", "url": "/"}, {"label": "Se déplacer", "url": states.HERE}, {"label": "P-128"}],
        "consultations": states.CONSULTATIONS,
        "phases": states.PHASES,
        "figures": [
            {"value": "3 000", "label": "propositions"},
            {"value": "3 214", "label": "personnes ont pris part"},
            {"value": "48", "label": "citations"},
        ],
        "filters": states.FILTERS,
        "page_obj": Paginator(range(3000), 20).page(2),
        "cards": [_card(row) for row in states.CARDS],
        "tallies": states.TALLIES,
        "positions": states.POSITIONS,
        "arguments": [_argument(row) for row in states.ARGUMENTS],
        "citations": states.CITATIONS,
        "fates": states.FATES,
        "findings": states.FINDINGS,
        "commitments": COMMITMENTS,
        "themes": list(states.THEMES.values()),
        "map": states.MAP,
        "coverage": states.COVERAGE,
        "withheld": states.WITHHELD,
        "notices": states.NOTICES,
        "empty": states.EMPTY,
        "form": ExampleForm(),
        "form_in_error": ExampleForm({"error-source": "pas une adresse"}, prefix="error"),
    }


@require_GET
@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state; no query."""
    return render(request, "consult/styleguide.html", examples())
