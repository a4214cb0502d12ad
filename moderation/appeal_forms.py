"""The shape of an appeal and of its answer."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms import WORDS_LENGTH
from moderation.models import Appeal
from proposals.drafts.fields import KeyField, RevisionField


class AppealForm(forms.Form):
    """Why the decision should be looked at again."""

    words = forms.CharField(
        label=_("Why should the decision be looked at again?"),
        help_text=_("What the first moderator did not see, or read otherwise. Only moderators read this."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say in a few words why the decision should be looked at again.")},
    )
    idempotency_key = KeyField(required=False)
    seen = RevisionField(required=False)  # the number of the decision that was read

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = uuid4

    def renew(self, *, seen: int) -> None:
        """Give a form that was sent a key of its own and the decision that stands now, so that it can be sent again."""
        kept = {name: self.data.get(name) for name in self.data}
        self.data = {**kept, "idempotency_key": str(uuid4()), "seen": str(seen)}


class AppealAnswerForm(forms.Form):
    """Whether the decision stands, and why; what a new withholding needs is asked for by ``forms.DecisionForm``."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=Appeal.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the decision stands or is overturned.")},
    )
    answer = forms.CharField(
        label=_("Your answer to whoever contests"),
        help_text=_("In your own words: why the decision stands, or why it is overturned. Sent at once."),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Answer in a few words: why the decision stands, or why it is overturned.")},
    )
