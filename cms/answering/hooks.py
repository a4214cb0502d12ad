"""The desk's place in Wagtail's admin: addresses, menu, right."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import ReferenceIndex

from cms.models import CommitmentStep

PERMISSION = "cms.answer_finding"


class AnswersMenuItem(MenuItem):
    """“Answers”, for those who may answer."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


def register_desk() -> list[URLPattern | URLResolver]:
    return [path("answers/", include("cms.answering.desk.urls"))]


def register_menu_item() -> AnswersMenuItem:
    return AnswersMenuItem(
        _("Answers"), reverse_lazy("answers_desk:index"), name="answers", icon_name="openquote", order=180
    )


def register_permission() -> QuerySet[Permission]:
    """Shown in Wagtail's form of groups."""
    return Permission.objects.filter(content_type__app_label="cms", codename="answer_finding")


# Wagtail then says where a page or a document proves something, and refuses to delete it.
ReferenceIndex.register_model(CommitmentStep)
hooks.register("register_admin_urls", register_desk)
hooks.register("register_admin_menu_item", register_menu_item)
hooks.register("register_permissions", register_permission)
