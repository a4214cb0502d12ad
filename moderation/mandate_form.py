"""In Wagtail's form of a group: the consultations that its members moderate."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from moderation.mandates import give_mandates, mandated_of


class MandatesPanel(forms.Form):
    """One of the panels of Wagtail's ``register_group_permission_panel``."""

    consultations = forms.ModelMultipleChoiceField(
        ConsultationPage.objects.none(),
        label=_("Moderates these consultations only"),
        help_text=_(
            "Whoever is in this group may open the admin, decides on the texts of these consultations, and sees "
            "nothing of the others at the moderators’ desk. For a group that moderates all of them, tick none here "
            "and give it the permission to moderate."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    prefix = "mandates"

    def __init__(self, data: Any = None, files: Any = None, *, instance: Group | None = None) -> None:
        self.instance = instance or Group()
        given = mandated_of(self.instance) if self.instance.pk else []
        super().__init__(data, files, initial={"consultations": given})
        chosen = self.fields["consultations"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = ConsultationPage.objects.order_by("title", "pk")

    def save(self) -> None:
        """Called by Wagtail after the group itself was saved."""
        give_mandates(group=self.instance, consultations=list(self.cleaned_data["consultations"]))

    def as_admin_panel(self) -> str:
        """Called by Wagtail's template of a group."""
        return render_to_string("moderation/group_mandates.html", {"form": self})
