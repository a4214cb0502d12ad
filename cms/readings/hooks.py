"""This part in Wagtail's admin: its addresses, its menu item, its permissions."""

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.readings import desk_urls
from cms.readings.desk_reading import comes_here


class ReadingsMenuItem(MenuItem):
    """“Readings”, for those who have something to read there."""

    def is_shown(self, request: HttpRequest) -> bool:
        return comes_here(request.user)


def register_desk() -> list[URLPattern | URLResolver]:
    return [path("", include(desk_urls))]


def register_menu_item() -> ReadingsMenuItem:
    return ReadingsMenuItem(
        _("Readings"), reverse("readings_desk:index"), name="readings", icon_name="openquote", order=170
    )


def register_permissions() -> Any:
    """Shown in Wagtail's form of groups."""
    return Permission.objects.filter(content_type__app_label="cms", codename__in=["read_second", "sign_opinion"])


hooks.register("register_admin_urls", register_desk)
hooks.register("register_admin_menu_item", register_menu_item)
hooks.register("register_permissions", register_permissions)
