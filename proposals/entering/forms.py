"""The shape of what the organiser enters."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from proposals.forms import KeyedForm, LineField, WordsForm
from proposals.models import Entry
from proposals.personal import WarnsOfPersonalData


class EntryForm(WarnsOfPersonalData, WordsForm, KeyedForm):
    """A proposal that came on paper or by e-mail, its origin, and on which basis it is published."""

    medium = forms.ChoiceField(label=_("It came as"), choices=Entry.Medium.choices)
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.ChoiceField(
        label=_("On which basis is it published?"), choices=Entry.Basis.choices, widget=forms.RadioSelect
    )
    name = LineField(
        label=_("Name to publish"),
        required=False,
        max_length=60,
        help_text=_("As the person wishes it; empty where the contribution is anonymous."),
    )

    def __init__(self, *args: Any, consultation: ConsultationPage, **kwargs: Any) -> None:
        super().__init__(*args, consultation=consultation, **kwargs)
        self.fields["title"].help_text = _("In one sentence, with the words of the contribution.")
        self.fields["text"].label = _("Words of the contribution, as they are")

    def clean_received_on(self) -> date:
        received: date = self.cleaned_data["received_on"]
        if received > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return received

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        basis, name = self.cleaned_data.get("basis"), self.cleaned_data.get("name", "")
        if basis == Entry.Basis.AGREED and not name:
            self.add_error("name", _("Give the name that the person agreed to publish."))
        if basis == Entry.Basis.ANONYMOUS and name:
            self.add_error("name", _("An anonymous contribution has no name: leave this empty."))
        return cleaned
