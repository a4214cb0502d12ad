"""The shape of what an editor types at the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.models import Citation, Finding


class FindingForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """One finding, saved alone."""

    class Meta:
        model = Finding
        fields = ["kind", "section", "statement", "comment", "no_contrary", "theme"]
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 3}),
            "comment": forms.Textarea(attrs={"rows": 3}),
            "section": forms.TextInput(attrs={"list": "desk-sections", "autocomplete": "off"}),
        }
        help_texts = {
            "section": _("Findings that follow each other under one heading. May stay empty."),
            "statement": _("One sentence that the citations say."),
            "comment": _("What a reader needs besides. May stay empty."),
            "no_contrary": _("Tick it once you have looked: the page then states that none was found."),
        }

    def __init__(self, *args: Any, themes: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        kwargs["auto_id"] = f"finding-{instance.pk if instance else 'new'}-%s"
        super().__init__(*args, **kwargs)
        theme = self.fields["theme"]
        theme.queryset = themes  # type: ignore[attr-defined]  # a choice of models
        theme.empty_label = _("None in particular")  # type: ignore[attr-defined]
        theme.label_from_instance = lambda row: f"{row.reference} – {row.name}"  # type: ignore[attr-defined]


class FreezeForm(forms.Form):
    """The moment at which the corpus stops; now, unless one is given."""

    cutoff = forms.DateTimeField(
        label=_("Cut-off"),
        required=False,
        help_text=_("Empty: now. What was published later waits for the next edition."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


class CitationForm(forms.Form):
    """Words of one text, and the finding that rests on them; without words, the whole text."""

    finding = forms.IntegerField(
        min_value=1, error_messages={"required": _("Choose the finding first: open it on the right.")}
    )
    version = forms.IntegerField(min_value=1, required=False)
    argument = forms.IntegerField(min_value=1, required=False)
    words = forms.CharField(required=False, strip=False, max_length=100_000)
    start = forms.IntegerField(min_value=0, required=False)
    role = forms.ChoiceField(choices=Citation.Role.choices, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("version") is None) == (cleaned.get("argument") is None):
            self.add_error(None, _("Choose one text to cite."))
        return cleaned


class ReasonForm(forms.Form):
    """A sentence that will be public."""

    reason = forms.CharField(required=False, max_length=2_000)
