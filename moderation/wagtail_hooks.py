"""The moderators' desk in Wagtail's admin."""

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from moderation import answers, appeal_reading, desk_urls, pause_reading, queue
from moderation.mandate_form import MandatesPanel
from moderation.mandates import EVERY_ONE, READING, SOME, reads_in


class QueueMenuItem(MenuItem):
    """“Moderation” with how many texts and appeals wait: four queries, for moderators, and guarantors who read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return any(request.user.has_perm(right) for right in (EVERY_ONE, SOME, READING))

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        within = reads_in(request.user)
        waiting = sum(room.waiting_count(within) for room in (queue, answers, appeal_reading, pause_reading))
        component.label = f"{self.label} ({waiting})" if waiting else str(self.label)
        return component


def register_desk() -> list[URLPattern | URLResolver]:
    return [path("moderation/", include(desk_urls))]


def register_queue_menu_item() -> QueueMenuItem:
    address = reverse("moderation_desk:queue")
    return QueueMenuItem(_("Moderation"), address, name="moderation", icon_name="glasses", order=150)


def register_permission() -> Any:
    """Shown in Wagtail's form of groups."""
    return Permission.objects.filter(content_type__app_label="moderation", codename="moderate_decision")


hooks.register("register_admin_urls", register_desk)
hooks.register("register_admin_menu_item", register_queue_menu_item)
hooks.register("register_permissions", register_permission)
hooks.register("register_group_permission_panel", lambda: MandatesPanel)
