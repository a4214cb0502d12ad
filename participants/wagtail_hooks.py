"""What this room changes in Wagtail's admin."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import NameEmailSettingsPanel

from participants.mail_banner import add_mails_waiting
from participants.models import User
from participants.names import clean_display_name
from participants.people import PeopleBulkDelete, PeopleBulkSuspend


class OwnNameForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The name on Wagtail's own account page."""

    display_name = forms.CharField(label=_("Display name"), max_length=60)

    class Meta:
        model = User
        fields = ["display_name"]

    def clean_display_name(self) -> str:
        return clean_display_name(self.cleaned_data["display_name"], kept=self.initial.get("display_name", ""))

    def save(self, commit: bool = True) -> User:
        """The name alone: the other columns were read before, and roles may have changed since."""
        user: User = self.instance
        if commit:
            user.save(update_fields=["display_name"])
        return user


# Wagtail has no setting for this panel, and its form asks for a first and a last name that nobody has here.
NameEmailSettingsPanel.form_class = OwnNameForm

hooks.register("register_bulk_action", PeopleBulkDelete, order=100)  # after Wagtail's, whose place it takes
hooks.register("register_bulk_action", PeopleBulkSuspend, order=100)
hooks.register("construct_homepage_panels", add_mails_waiting)
