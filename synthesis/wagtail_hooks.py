"""The editors' desk in Wagtail's admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from synthesis.desk import urls
from synthesis.desk.guard import PERMISSION, WATCHING


class ThemesMenuItem(MenuItem):
    """“Themes”, for editors, and for guarantors who read them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION) or request.user.has_perm(WATCHING))


def register_desk() -> list[URLPattern | URLResolver]:
    return [path("themes/", include(urls))]


def register_menu_item() -> ThemesMenuItem:
    return ThemesMenuItem(_("Themes"), reverse("synthesis_desk:index"), name="themes", icon_name="tag", order=160)


def register_permission() -> QuerySet[Permission]:
    """Shown in Wagtail's form of groups."""
    return Permission.objects.filter(content_type__app_label="synthesis", codename="group_groupingrun")


hooks.register("register_admin_urls", register_desk)
hooks.register("register_admin_menu_item", register_menu_item)
hooks.register("register_permissions", register_permission)
