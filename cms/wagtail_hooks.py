"""What the admin does around syntheses: the same gates and journal where forms go around the model."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from cms.editions.publishing import publish_edition
from cms.gates import require_publishable
from cms.models import SynthesisPage


def guard_publication(request: HttpRequest, page: Page) -> None:
    """The form has told what is missing; this is for what a form cannot see, and for forged requests."""
    if isinstance(page, SynthesisPage):
        require_publishable(page)


def announce(request: HttpRequest, page: Page) -> None:
    """The editor's form publishes without ``SynthesisPage.publish``; elsewhere this finds all done already."""
    synthesis = SynthesisPage.objects.filter(pk=page.pk).first()
    if synthesis is not None:
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


hooks.register("before_publish_page", guard_publication)
hooks.register("after_publish_page", announce)
hooks.register("before_delete_page", refuse_deletion)
hooks.register("before_bulk_action", refuse_bulk_deletion)
hooks.register("before_copy_page", refuse_published_copies)
