"""The shape of what readers, editors, second readers and guarantors type."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.models import Remark
from cms.readings.remarks import LONGEST
from proposals.forms import KeyedForm, LineField, WordsField

LONGEST_REASON = 1_000  # characters
LONGEST_OPINION = 10_000


class CommentForm(KeyedForm):
    """A comment on a finding of an open draft."""

    text = WordsField(
        label=_("Your remark"),
        max_length=LONGEST,
        help_text=_("What is missing, what is wrong, what is unclear in this finding."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["lang"] = language


class MeaningForm(forms.Form):
    """Whether one's words were understood."""

    kind = forms.ChoiceField(
        label=_("The finding rests on your words. Is this"),
        choices=[
            (Remark.Kind.MEANT.value, Remark.Kind.MEANT.label),
            (Remark.Kind.NOT_MEANT.value, Remark.Kind.NOT_MEANT.label),
        ],
        widget=forms.RadioSelect,
    )
    text = WordsField(
        label=_("In your words"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["lang"] = language


class OpenForm(forms.Form):
    """From when to when a draft is open, and what readers are asked."""

    opens_at = forms.DateTimeField(
        label=_("Opens at"),
        required=False,
        help_text=_("Empty: at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    closes_at = forms.DateTimeField(
        label=_("Closes at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    words = WordsField(
        label=_("What you ask of readers"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_closes_at(self) -> datetime:
        at: datetime = self.cleaned_data["closes_at"]
        if at <= timezone.now():
            raise forms.ValidationError(_("This moment has passed: choose a later one."))
        return at


class LookForm(forms.Form):
    """To publish the words of a remark or not; ``read_text`` is what was read."""

    deed = forms.ChoiceField(choices=[("publish", ""), ("decline", "")])
    why = WordsField(label=_("Why not, for its author"), required=False, max_length=LONGEST_REASON)
    read_text = forms.CharField(required=False, strip=False)

    def clean_read_text(self) -> str:
        """Browsers send line ends of their own."""
        return str(self.cleaned_data["read_text"]).replace("\r\n", "\n")


class AnswerRemarkForm(forms.Form):
    """What becomes of a remark."""

    kept = forms.TypedChoiceField(
        label=_("What becomes of it"),
        choices=[("yes", _("kept")), ("no", _("not kept"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    words = WordsField(label=_("What changes because of it, or why nothing does"), max_length=LONGEST_REASON)


class OpinionForm(forms.Form):
    """An opinion and who signs it. ``read_hash`` is what was read: it is refused when that changed meanwhile."""

    words = WordsField(label=_("Your opinion"), widget=forms.Textarea(attrs={"rows": 14}))
    name = LineField(
        label=_("Signed by"), max_length=120, help_text=_("Your name and function, as they are published.")
    )
    read_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].validators.append(MaxLengthValidator(LONGEST_OPINION))
        self.fields["words"].widget.attrs["maxlength"] = str(LONGEST_OPINION)
