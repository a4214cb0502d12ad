"""The shapes of a pause, of its end and of who contests it; an answer has that of an answer to an appeal."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from moderation.forms import WORDS_LENGTH
from moderation.models import LONGEST_PAUSE, Ground


class PauseForm(forms.Form):
    """Why, and until which day, an author may not write."""

    ground = forms.ModelChoiceField(
        Ground.objects.none(),
        label=_("Ground"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose the article of the charter, or of the law, that this rests on.")},
    )
    facts = forms.CharField(
        label=_("Facts"),
        help_text=_(
            "What this author wrote that breaks this article; quote it. Only the author and moderators read this."
        ),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the facts: what this author wrote that breaks this article.")},
    )
    words = forms.CharField(
        label=_("Words to the author"),
        help_text=_("In your own words: why, and what the author can do. Sent at once."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words to the author.")},
    )
    ends_on = forms.DateField(
        label=_("Until which day"),
        help_text=_("That day, the author can write again; it is thirty days away at most."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day on which it ends.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].queryset = Ground.objects.in_force()  # type: ignore[attr-defined]  # fields are typed as plain ones
        today = timezone.localdate()
        bounds = {"min": today + timedelta(days=1), "max": today + LONGEST_PAUSE}
        self.fields["ends_on"].widget.attrs |= {name: bound.isoformat() for name, bound in bounds.items()}

    def clean_ends_on(self) -> date:
        chosen: date = self.cleaned_data["ends_on"]
        today = timezone.localdate()
        if not today < chosen <= today + LONGEST_PAUSE:
            raise forms.ValidationError(
                _("Give a day to come for the end of the pause, within %(days)d days.") % {"days": LONGEST_PAUSE.days}
            )
        return chosen

    def reasons(self) -> dict[str, Any]:
        """What ``moderation.pauses.pause`` takes, besides the text and the moderator."""
        data = dict(self.cleaned_data)
        ends_on = data.pop("ends_on")
        return {**data, "ends_at": timezone.make_aware(datetime.combine(ends_on, time()))}


class LiftForm(forms.Form):
    """A word to the author, if one wishes."""

    words = forms.CharField(
        label=_("A word to the author"),
        help_text=_("Sent with the news that they can write again."),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    prefix = "lift"


class ContestForm(forms.Form):
    """Why a pause should be looked at again."""

    words = forms.CharField(
        label=_("Why should the decision be looked at again?"),
        help_text=_("What the first moderator did not see, or read otherwise. Only moderators read this."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say in a few words why the decision should be looked at again.")},
    )
