from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = _("Participants")
    default = True

    def ready(self) -> None:
        from participants import epochs as epochs  # listens
        from participants import panels as panels  # registers


class PeopleAdminConfig(WagtailUsersAppConfig):
    """Wagtail's list of people, with forms for accounts that have one name and no password."""

    user_viewset = "participants.people.PeopleViewSet"
    default = False
