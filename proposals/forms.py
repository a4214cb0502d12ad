"""The shape of what citizens type."""

import re
import unicodedata
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.models import ConsultationPage
from proposals.drafts.fields import DraftFields, KeyField
from proposals.models import Argument, Position
from proposals.personal import WarnsOfPersonalData
from proposals.tagging import LONGEST_TAG, split_tags
from proposals.words import VALUE_OF

LONGEST_TITLE = 120  # characters
MOST_TAGS = 5
LONGEST_SOURCE = 500  # characters, as the column
# What no keyboard types and databases or screens trip on: control characters, and marks that turn the writing round.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def as_typed(text: str) -> str:
    """A citizen's words as they are kept: composed, with plain line ends, without invisible characters.

    >>> as_typed("Un e\\u0301te\\u0301\\r\\nau vert\\x00")
    'Un été\\nau vert'
    """
    return _UNWANTED.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))


class WordsField(forms.CharField):
    """Free text. What it counts as too long is what will be kept."""

    default_error_messages = {"required": _("Write something here: it cannot stay empty.")}

    def to_python(self, value: Any) -> str:
        return as_typed(super().to_python(value) or "").strip()


class LineField(WordsField):
    """Free text on one line."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class TagsField(forms.CharField):
    """Tags, written with commas."""

    def clean(self, value: Any) -> list[str]:
        names = split_tags(as_typed(super().clean(value)))
        if len(names) > MOST_TAGS:
            raise forms.ValidationError(
                ngettext("%(most)d tag at most.", "%(most)d tags at most.", MOST_TAGS) % {"most": MOST_TAGS}
            )
        if any(len(name) > LONGEST_TAG for name in names):
            raise forms.ValidationError(_("This tag is too long: write a word or two."))
        return names


class KeyedForm(forms.Form):
    """A form that may be sent twice and counts once: its hidden key is drawn when it is first shown."""

    key = KeyField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("key", uuid4())

    def clean_key(self) -> UUID:
        """A form that lost its key counts as a new one."""
        return self.cleaned_data["key"] or uuid4()

    def renew_key(self) -> None:
        """Give a form that was sent a key of its own, so that it can be sent again as it is."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "key": str(uuid4())}


class WordsForm(forms.Form):
    """What a proposal says, and its tags."""

    title = LineField(
        label=_("Title"),
        max_length=LONGEST_TITLE,
        help_text=_("Your idea in one sentence."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = WordsField(label=_("Your proposal"), widget=forms.Textarea(attrs={"rows": 10}))
    tags = TagsField(
        label=_("Tags"),
        required=False,
        help_text=_("A few words, with commas between them: train, village, evening."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, consultation: ConsultationPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self.fields["text"], consultation.proposal_length)
        _speak(self, ("title", "text", "tags"), consultation.language)


class ProposalForm(WarnsOfPersonalData, WordsForm, KeyedForm, DraftFields):
    """A proposal, as it is written and previewed."""


class EditForm(WarnsOfPersonalData, WordsForm, DraftFields):
    """Other words or tags for a proposal, and the number of the version that was read."""

    read_version = forms.IntegerField(label=_("Version"), min_value=1, max_value=999_999, widget=forms.HiddenInput)

    def renew_version(self, number: int) -> None:
        """Let a form that came too late be sent again, on the version that is read now."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "read_version": str(number)}


class SourcedForm(WarnsOfPersonalData, KeyedForm):
    """Words on a proposal, and the web page that supports them."""

    text = WordsField(label=_("Your argument"), widget=forms.Textarea(attrs={"rows": 5}))
    source_url = forms.URLField(
        label=_("Source"),
        required=False,
        max_length=LONGEST_SOURCE,
        assume_scheme="https",
        help_text=_("The address of a page that supports it."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, consultation: ConsultationPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _limit(self.fields["text"], consultation.argument_length)
        _speak(self, ("text",), consultation.language)
        self.order_fields(["stance", "text", "source_url"])

    def clean_source_url(self) -> str:
        address: str = self.cleaned_data["source_url"]
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give the address of a web page, which begins with https://."))
        if "@" in urlsplit(address).netloc:  # a name before the host is there to deceive
            raise forms.ValidationError(_("Give the address of the page without a name before an @."))
        return address


class ArgumentForm(SourcedForm, DraftFields):
    """An argument on a proposal."""

    stance = forms.ChoiceField(
        label=_("Your argument is"),
        choices=Argument.Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one: for, against, or a nuance.")},
    )


class ReplyForm(SourcedForm, DraftFields):
    """A reply to an argument."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your reply")


class ReadVersionField(forms.IntegerField):
    """The number of the version that somebody read, hidden in their form; None where it is no number at all."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, min_value=1, max_value=999_999_999, widget=forms.HiddenInput, **options)

    def clean(self, value: Any) -> int | None:
        try:
            return cast("int | None", super().clean(value))
        except forms.ValidationError:
            return None


class PositionForm(forms.Form):
    """Where someone stands: one of three answers, or *none* to take it back."""

    NONE = "none"

    position = forms.ChoiceField(
        choices=[*((word, word) for word in VALUE_OF), (NONE, NONE)],
        error_messages={
            "required": _("Choose one of the three answers."),
            "invalid_choice": _("Choose one of the three answers."),
        },
    )
    version = ReadVersionField()

    @property
    def value(self) -> Position.Value | None:
        """The value chosen, None to take the position back; of a valid form."""
        word = self.cleaned_data["position"]
        return None if word == self.NONE else Position.Value(VALUE_OF[word])


class AnswerForm(forms.Form):
    """Where someone stands on the proposal that is in view: one of three answers."""

    proposal = forms.IntegerField(min_value=1, max_value=999_999_999)
    position = forms.ChoiceField(choices=[(word, word) for word in VALUE_OF])
    version = ReadVersionField()

    @property
    def value(self) -> Position.Value:
        """The value chosen; of a valid form."""
        return Position.Value(VALUE_OF[self.cleaned_data["position"]])


def _limit(field: forms.Field, most: int) -> None:
    """Give a text field its greatest length, which the consultation sets."""
    assert isinstance(field, forms.CharField)
    field.max_length = most
    field.validators.append(MaxLengthValidator(most))
    field.widget.attrs["maxlength"] = str(most)


def _speak(form: forms.Form, names: tuple[str, ...], language: str) -> None:
    """Tell browsers, and their spelling checks, which language is written in."""
    for name in names:
        form.fields[name].widget.attrs["lang"] = language
