"""People in Wagtail's admin: accounts with an address and one name, that the team can add, change and suspend."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users as wagtail_users
from wagtail.users.views.bulk_actions.delete import DeleteBulkAction
from wagtail.users.views.bulk_actions.set_active_state import SetActiveStateBulkAction

from participants.epochs import begin_epoch
from participants.models import User
from participants.my_data import erase
from participants.names import clean_display_name


class PersonFields(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What Wagtail's two forms have in common here: no password, since one signs in by e-mail code."""

    password_enabled = False

    def clean_display_name(self) -> str:
        return clean_display_name(self.cleaned_data["display_name"], given_by_team=True)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class PersonAddForm(PersonFields, UserCreationForm):
    first_name = None
    last_name = None
    display_name = forms.CharField(label=_("Display name"), max_length=60)

    class Meta:
        model = User
        fields = ("email", "display_name", "language", "speaks_for_institution", "is_superuser", "groups")
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


class PersonEditForm(PersonFields, UserEditForm):
    first_name = None
    last_name = None
    display_name = forms.CharField(label=_("Display name"), max_length=60)

    class Meta:
        model = User
        fields = ("email", "display_name", "language", "speaks_for_institution", "is_active", "is_superuser", "groups")
        widgets = {"groups": forms.CheckboxSelectMultiple}
        labels = {"is_active": _("May sign in")}
        help_texts = {"is_active": _("Take the tick away to suspend this account: it is signed out at once.")}


class PeopleIndex(wagtail_users.IndexView):
    """Accounts only: voices that came with an import cannot sign in and are not listed."""

    search_fields = ("email", "display_name")

    @cached_property
    def columns(self) -> list[Column]:
        columns: list[Column] = super().columns
        for column in columns:
            if column.name == "email":
                column.label = _("E-mail address")
        return columns

    def get_base_queryset(self) -> "QuerySet[User]":
        accounts: QuerySet[User] = super().get_base_queryset()
        return accounts.filter(email__isnull=False)


class PersonDelete(wagtail_users.DeleteView):
    """The team's deletion is the same erasure as the participant's own."""

    def delete_action(self) -> None:
        erase(participant=self.object)


class PeopleBulkDelete(DeleteBulkAction):
    """The same for several at once: all of them or none."""

    @classmethod
    def execute_action(cls, objects: list[User], **kwargs: Any) -> tuple[int, int]:
        with transaction.atomic():
            for participant in objects:
                erase(participant=participant)
        return len(objects), 0


class PeopleBulkSuspend(SetActiveStateBulkAction):
    """Wagtail's, which changes rows without saving them: the sessions end here."""

    @classmethod
    def execute_action(cls, objects: list[User], **kwargs: Any) -> tuple[int, int]:
        with transaction.atomic():
            changed: tuple[int, int] = super().execute_action(objects, **kwargs)
            begin_epoch([participant.pk for participant in objects])
        return changed


class PeopleViewSet(wagtail_users.UserViewSet):
    """Wagtail's views of people, with our forms."""

    index_view_class = PeopleIndex
    delete_view_class = PersonDelete
    create_template_name = "participants/admin/person_add.html"
    edit_template_name = "participants/admin/person_edit.html"

    def get_form_class(self, for_update: bool = False) -> "type[forms.ModelForm[User]]":
        return PersonEditForm if for_update else PersonAddForm
