"""The shape of another wording, and of an author's answer."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from proposals.amending.proposing import Wording
from proposals.drafts.fields import DraftFields
from proposals.forms import LONGEST_TITLE, KeyedForm, LineField, WordsField
from proposals.personal import WarnsOfPersonalData

LONGEST_ANSWER = 1_000  # characters
_PLACE: dict[str, Any] = {"min_value": 0, "max_value": 999_999, "widget": forms.HiddenInput}


class AmendmentForm(WarnsOfPersonalData, KeyedForm, DraftFields):
    """Another wording of a passage, or of the whole where ``start`` and ``end`` are empty."""

    warned_fields = ("title", "text", "reason")

    read_version = forms.IntegerField(label=_("Version"), min_value=1, max_value=999_999, widget=forms.HiddenInput)
    start = forms.IntegerField(label=_("first character"), required=False, **_PLACE)
    end = forms.IntegerField(label=_("character after the last"), required=False, **_PLACE)
    renews = forms.IntegerField(label=_("amendment"), required=False, **_PLACE)
    title = LineField(
        label=_("Title"),
        required=False,
        max_length=LONGEST_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = WordsField(
        label=_("Proposed wording"),
        required=False,
        help_text=_("Change what is there now. A passage left empty is taken out."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reason = WordsField(
        label=_("Your reason"),
        help_text=_("What this wording makes better: the author and all others read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, consultation: ConsultationPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in (("text", consultation.proposal_length), ("reason", consultation.argument_length)):
            field = self.fields[name]
            assert isinstance(field, forms.CharField)
            field.max_length = most
            field.validators.append(MaxLengthValidator(most))
            field.widget.attrs["maxlength"] = str(most)
        for name in ("title", "text", "reason"):
            self.fields[name].widget.attrs["lang"] = consultation.language
        if self.is_whole:
            self._ask_for_all()

    def _ask_for_all(self) -> None:
        """Of a passage nothing may be left; a proposal has a title and a text."""
        for name in ("title", "text"):
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = _("Write what the proposal should say.")
        self.fields["text"].help_text = _("Change what is there now.")

    @property
    def is_whole(self) -> bool:
        """Whether it rewrites title and text."""
        return self["start"].value() in (None, "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("start") is None and cleaned.get("end") is None:
            for name in ("title", "text"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, _("Write what the proposal should say."))
        return cleaned

    def wording_typed(self) -> Wording:
        """What ``propose`` takes; of a valid form."""
        data = self.cleaned_data
        return Wording(data["start"], data["end"], data["title"], data["text"], data["reason"])

    def placed_at(self, **place: Any) -> None:
        """Let a form that came too late be sent again, on the version that is read now."""
        changed = {name: "" if value is None else str(value) for name, value in place.items()}
        self.data = {**{name: self.data.get(name) for name in self.data}, **changed}


class AnswerForm(forms.Form):
    """Why an author declines."""

    answer = WordsField(
        label=_("Why you decline it"),
        help_text=_("A word is enough; everyone reads it."),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words why you decline this wording: its author will read them.")},
    )
