"""The shape of a report and of a decision."""

from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision, Ground, Subject
from moderation.models.sharing import NOTE_LENGTH
from moderation.sharing import other_moderators
from participants.models import User
from proposals.drafts.fields import KeyField

WORDS_LENGTH = 2_000  # characters
EMAIL_LENGTH = 254  # characters


class ReportForm(forms.Form):
    """What a reader says of a text; the address is only for the answer."""

    ground = forms.ModelChoiceField(
        Ground.objects.none(),
        label=_("What does this text break?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the article that this text breaks.")},
    )
    words = forms.CharField(
        label=_("What is wrong, in your words"),
        help_text=_("Say which passage, and why. Only moderators read this."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say in a few words what is wrong.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("To receive the acknowledgement and the answer; never shown, used for nothing else."),
        required=False,
        max_length=None,  # an address needs no counter below its field
        validators=[MaxLengthValidator(EMAIL_LENGTH)],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    idempotency_key = KeyField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].queryset = Ground.objects.in_force()  # type: ignore[attr-defined]  # fields are typed as plain ones
        self.fields["idempotency_key"].initial = uuid4

    def renew_key(self) -> None:
        """Give a form that was sent a key of its own, so that it can be sent again as it is."""
        self.data = {**{name: self.data.get(name) for name in self.data}, "idempotency_key": str(uuid4())}


TAKEN = [(kind.value, kind.label) for kind in Decision.Kind if kind != Decision.Kind.WAIT]  # which only undoing makes


class HandOverForm(forms.Form):
    """To whom a moderator leaves a text, and why."""

    to = forms.ModelChoiceField(
        User.objects.none(), label=_("To whom"), required=False, empty_label=_("Any other moderator")
    )
    words = forms.CharField(
        label=_("Why, in a few words"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say in a few words why you hand it over.")},
    )

    prefix = "over"

    def __init__(self, *args: Any, by: User, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = other_moderators(by, subject)  # type: ignore[attr-defined]  # its class is lost on the way
        self.fields["to"].label_from_instance = lambda person: person.public_name  # type: ignore[attr-defined]  # so is it here


class DecisionForm(forms.Form):
    """A decision as typed: all reasons but the end to withhold, words to ask for a change, nothing to publish."""

    kind = forms.ChoiceField(choices=TAKEN, widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    read_version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)  # arguments have none
    read_tags = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    ground = forms.ModelChoiceField(
        Ground.objects.none(), label=_("Ground"), widget=forms.RadioSelect, empty_label=None, required=False
    )
    facts = forms.CharField(
        label=_("Facts"),
        help_text=_(
            "What in the text breaks this article; quote the passage. Only the author and moderators read this."
        ),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    words = forms.CharField(
        label=_("Words to the author"),
        help_text=_("In your own words: why, and what the author can do. Sent at once."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    duration = forms.ChoiceField(
        label=_("For how long"),
        choices=Decision.Duration.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    ends_on = forms.DateField(
        label=_("Until which day"),
        help_text=_("That day, the text can be read again."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].queryset = Ground.objects.in_force()  # type: ignore[attr-defined]  # fields are typed as plain ones

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") in {Decision.Kind.WITHHOLD, Decision.Kind.OFF_TOPIC}:
            self._require_reasons(cleaned)
        elif cleaned.get("kind") == Decision.Kind.CHANGE and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say to the author which change you ask for."))
        return cleaned

    def _require_reasons(self, cleaned: dict[str, Any]) -> None:
        missing = {
            "ground": _("Choose the article of the charter, or of the law, that this rests on."),
            "facts": _("Give the facts: what in the text breaks this article."),
            "words": _("Write a few words to the author."),
        }
        if cleaned.get("kind") == Decision.Kind.WITHHOLD:
            missing["duration"] = _("Say for how long.")
        for name, sentence in missing.items():
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, sentence)
        if cleaned.get("duration") != Decision.Duration.TEMPORARY:
            return
        if not cleaned.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Give the day on which it ends."))
        elif cleaned.get("ends_on") and cleaned["ends_on"] <= timezone.localdate():
            self.add_error("ends_on", _("Give a day to come."))

    def reasons(self) -> dict[str, Any]:
        """What ``moderation.actions.decide`` takes, besides the text and the moderator."""
        data = self.cleaned_data
        temporary = data["duration"] == Decision.Duration.TEMPORARY
        ends_at = timezone.make_aware(datetime.combine(data["ends_on"], time())) if temporary else None
        return {name: data[name] for name in self.fields if name != "ends_on"} | {"ends_at": ends_at}
