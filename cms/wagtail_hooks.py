"""What the admin does around syntheses: their desk; the same gates and journal where forms go around the model."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.desk import urls as desk_urls
from cms.editions.publishing import publish_edition
from cms.forms import publishes
from cms.gates import require_publishable
from cms.models import SynthesisPage
from cms.models.synthesis import awaits
from cms.readings import hooks as readings_hooks  # noqa: F401 – registers the readings in the admin
from consult.locks import take_turn

IN_TURN = "cms.publishing"  # in a request's META: its view runs in the turn of its synthesis already


def publish_in_turn(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Run the editor's form that publishes a synthesis in one transaction, in the synthesis's turn.

    Wagtail's view saves, publishes and calls ``announce`` in autocommit: it is called again, from here. What its form
    finds at the gates is then what is frozen, and a refusal, which the middleware says, leaves the page as it was.
    """
    match = request.resolver_match
    here = isinstance(page, SynthesisPage) and request.method == "POST" and publishes(request.POST)
    if not here or match is None or IN_TURN in request.META:
        return None
    request.META[IN_TURN] = True
    with transaction.atomic():
        take_turn(f"synthesis {page.pk}")
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return answer


def guard_publication(request: HttpRequest, page: Page) -> None:
    """The form has told what is missing; this is for what a form cannot see, and for forged requests."""
    if isinstance(page, SynthesisPage):
        require_publishable(page)


def announce(request: HttpRequest, page: Page) -> None:
    """The editor's form publishes without ``SynthesisPage.publish``; elsewhere this finds all done already."""
    synthesis = SynthesisPage.objects.filter(pk=page.pk).first()
    if synthesis is not None and not awaits(page):
        publish_edition(page=synthesis, by=request.user)  # type: ignore[arg-type]  # the admin knows its user


def refuse_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What was published stays: a synthesis that has an edition is unpublished, not deleted."""
    return _refusal(request, [page])


def refuse_bulk_deletion(request: HttpRequest, action_type: str, objects: Any, action: Any) -> HttpResponse | None:
    return _refusal(request, objects) if action_type == "delete" and action.model is Page else None


def _refusal(request: HttpRequest, pages: Any) -> HttpResponse | None:
    for page in pages:
        kept = SynthesisPage.objects.descendant_of(page, inclusive=True).filter(editions__isnull=False).first()
        if kept is not None:
            messages.error(
                request,
                _("The synthesis “%(title)s” has published editions, which stay: unpublish it to take it out of view.")
                % {"title": kept.title},
            )
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def refuse_published_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A synthesis is not published by copying: the gate and the journal would not know."""
    wants = request.POST.get("publish_copies") or request.POST.get("alias")
    if not wants or not SynthesisPage.objects.descendant_of(page, inclusive=True).live().exists():
        return None
    messages.error(
        request, _("A synthesis is not published by copying it: copy it, then publish it from its own page.")
    )
    return redirect("wagtailadmin_pages:copy", page.pk)


class SynthesesMenuItem(MenuItem):
    """“Syntheses”, for those who may edit pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(PagePermissionPolicy().user_has_permission(request.user, "change"))


def register_desk() -> list[URLPattern | URLResolver]:
    return [path("synthesis-desk/", include(desk_urls))]


def register_menu_item() -> SynthesesMenuItem:
    address = reverse("cms_desk:index")
    return SynthesesMenuItem(
        gettext_lazy("Syntheses"), address, name="syntheses", icon_name="doc-full-inverse", order=165
    )


def desk_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """In the menu of a synthesis's header and in listings, for those who may write it. Two queries at most."""
    if issubclass(page.specific_class or Page, SynthesisPage) and page.permissions_for_user(user).can_edit():
        address = reverse("cms_desk:desk", args=[page.pk])
        yield Button(_("Synthesis desk"), address, icon_name="edit", priority=5)


def listing_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    yield from desk_button(page, user, "index", next_url)


def register_permission() -> QuerySet[Permission]:
    """Shown in Wagtail's form of groups."""
    return Permission.objects.filter(content_type__app_label="cms", codename="pass_gate")


hooks.register("register_admin_urls", register_desk)
hooks.register("register_admin_menu_item", register_menu_item)
hooks.register("register_page_header_buttons", desk_button)
hooks.register("register_page_listing_more_buttons", listing_button)
hooks.register("register_permissions", register_permission)
hooks.register("before_edit_page", publish_in_turn)
hooks.register("before_publish_page", guard_publication)
hooks.register("after_publish_page", announce)
hooks.register("before_delete_page", refuse_deletion)
hooks.register("before_bulk_action", refuse_bulk_deletion)
hooks.register("before_copy_page", refuse_published_copies)
