"""What an organiser may not do in the admin, said in a sentence."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from consult.addresses import holds, why_not_moved
from consult.models import ConsultationPage


def register_permissions() -> Any:
    """Lets an administrator give groups the right to open consultations."""
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(
        content_type__app_label="consult", codename__in=["add_consultationpage", "change_consultationpage"]
    )


def refuse_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Contributions protect their consultation: deleting it, or a page above it, is refused."""
    return _refusal(request, [page])


def refuse_bulk_deletion(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """The same for several pages at once: nothing is deleted when one of them may not be."""
    if action_type != "delete" or action.model is not Page:
        return None
    return _refusal(request, objects)


def _refusal(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    sentences = [sentence for page in pages for sentence in reasons_to_keep(page)]
    if not sentences:
        return None
    for sentence in sentences:
        messages.error(request, sentence)
    first = next(iter(pages))
    parent = first.get_parent()
    return redirect("wagtailadmin_explore", parent.pk if parent else first.pk)


def reasons_to_keep(page: Page) -> list[str]:
    """A sentence for each consultation at or under the page that something protects.

    Queries: one, and for each consultation one a protecting model.
    """
    consultations = ConsultationPage.objects.descendant_of(page, inclusive=True)
    return [
        _("“%(title)s” cannot be deleted: it holds %(what)s. Unpublish it to take it out of view.")
        % {"title": consultation.title, "what": held}
        for consultation in consultations
        if (held := holds(consultation))
    ]


def refuse_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Before the move is confirmed; whatever else moves it is refused by the page itself."""
    sentence = why_not_moved(page, destination)
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_pages:move", page.pk)


hooks.register("register_permissions", register_permissions)
hooks.register("before_delete_page", refuse_deletion)
hooks.register("before_move_page", refuse_move)
hooks.register("before_bulk_action", refuse_bulk_deletion)
