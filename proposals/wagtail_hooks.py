"""Where the organiser enters contributions, in Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from proposals.entering import desk
from proposals.entering.acting import PERMISSION


class EntryMenuItem(MenuItem):
    """“Letters received”, for those who may enter them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


def register_desk() -> list[URLPattern | URLResolver]:
    return [path("contributions/", include((desk.urlpatterns, "proposals_desk")))]


def register_menu_item() -> EntryMenuItem:
    return EntryMenuItem(
        _("Letters received"), reverse("proposals_desk:choose"), name="entries", icon_name="mail", order=160
    )


def register_permission() -> Any:
    """Shown in Wagtail's form of groups."""
    return Permission.objects.filter(content_type__app_label="proposals", codename="enter_entry")


hooks.register("register_admin_urls", register_desk)
hooks.register("register_admin_menu_item", register_menu_item)
hooks.register("register_permissions", register_permission)
