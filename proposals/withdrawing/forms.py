"""The shape of a withdrawal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms import LineField
from proposals.models import Proposal
from proposals.references import typed_number


class WithdrawForm(forms.Form):
    """In favour of which proposal, if of one: its reference, as people type it."""

    other = LineField(
        label=_("In favour of another proposal"),
        required=False,
        max_length=20,
        help_text=_("Its reference, P-12 for instance. Leave it empty to withdraw yours alone."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal

    def clean_other(self) -> Proposal | None:
        """The proposal that the reference names. One query."""
        typed: str = self.cleaned_data["other"]
        if not typed:
            return None
        number = typed_number(typed)
        rows = Proposal.objects.listed().filter(consultation=self.proposal.consultation_id)
        found = rows.filter(number=number or 0).exclude(pk=self.proposal.pk).first()
        if found is None:
            raise forms.ValidationError(
                _("Name another proposal of this consultation, one that is in view and not withdrawn.")
            )
        return found
