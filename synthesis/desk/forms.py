"""The shape of what an editor types."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from synthesis.actions import MOST_GROUPS
from synthesis.models import Pepite, Theme

NUMBER = "number"
LEVELS = {"broad": gettext_lazy("Broad"), "medium": gettext_lazy("Medium"), "fine": gettext_lazy("Fine")}


class StartForm(forms.Form):
    """How finely to group: one of three levels, or so many groups."""

    level = forms.ChoiceField(label=gettext_lazy("How finely"), initial="medium", widget=forms.RadioSelect)
    groups = forms.IntegerField(
        label=gettext_lazy("Number of groups"),
        required=False,
        min_value=2,
        max_value=MOST_GROUPS,
        help_text=gettext_lazy("Only if you choose the number yourself."),
    )
    afresh = forms.BooleanField(
        label=gettext_lazy("Start afresh, without the groups of the previous grouping"), required=False
    )

    def __init__(self, *args: Any, offered: Mapping[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(level, _level_label(label, (offered or {}).get(level))) for level, label in LEVELS.items()]
        self.fields["level"].choices = [*choices, (NUMBER, _("So many groups:"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("level") == NUMBER and not cleaned.get("groups") and "groups" not in self.errors:
            self.add_error("groups", _("Say how many groups."))
        return cleaned

    def asked(self) -> dict[str, Any]:
        """Keyword arguments of ``actions.start_run``."""
        by_number = self.cleaned_data["level"] == NUMBER
        return {
            "level": "medium" if by_number else self.cleaned_data["level"],
            "groups": self.cleaned_data["groups"] if by_number else None,
            "afresh": self.cleaned_data["afresh"],
        }


def _level_label(label: Any, groups: int | None) -> str:
    if groups is None:
        return str(label)
    return _("%(level)s (%(groups)s groups at the last grouping)") % {"level": label, "groups": groups}


class ThemeForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The public name of a theme, and what it holds in a sentence or two."""

    class Meta:
        model = Theme
        fields = ["name", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "name": gettext_lazy("What these texts ask for, in the words of those who wrote them."),
            "description": gettext_lazy("Public, one or two sentences. May stay empty."),
        }


class ThemeChoiceForm(forms.Form):
    """One of the standing themes, by its number."""

    theme = forms.TypedChoiceField(label=gettext_lazy("Theme"), coerce=int)

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(theme.number, f"{theme.reference} – {theme.name}") for theme in themes]
        self.fields["theme"].choices = [("", _("Choose a theme")), *choices]  # type: ignore[attr-defined]


class PepiteForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Why a rare idea is worth reading; public."""

    class Meta:
        model = Pepite
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2, "maxlength": 300})}
        help_texts = {"reason": gettext_lazy("Public, in one sentence.")}
