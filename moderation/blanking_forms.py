"""The shapes of taking words out, and of asking for an original."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models.blanking import REASON_LENGTH


class BlankingForm(forms.Form):
    """Why the words of a text are taken out."""

    prefix = "blank"
    reason = forms.CharField(
        label=_("Why must the words be taken out?"),
        help_text=_("Without quoting them: this sentence stays. Only moderators read it."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the words must be taken out.")},
    )
    sure = forms.BooleanField(
        label=_("I have read this text: it is against the law, and nobody must read it any more."),
        error_messages={"required": _("Tick that you have read the text.")},
    )


class OpeningForm(forms.Form):
    """Why an original is asked for."""

    prefix = "open"
    reason = forms.CharField(
        label=_("Why must the original be read?"),
        help_text=_(
            "For instance the reference of a request by the judicial authorities, or that of an appeal. Another "
            "moderator reads this before they agree; it stays."
        ),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why the original must be read.")},
    )
