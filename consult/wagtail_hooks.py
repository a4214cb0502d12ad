"""What an organiser may not do in the admin, said in a sentence."""

from collections.abc import Iterable
from typing import Any

from django.db.models import PROTECT, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

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

    Queries: one, and for each consultation one a protecting model. What protects is read from the foreign keys,
    so that this floor names no room above it.
    """
    consultations = ConsultationPage.objects.descendant_of(page, inclusive=True)
    return [
        _("“%(title)s” cannot be deleted: it holds %(what)s. Unpublish it to take it out of view.")
        % {"title": consultation.title, "what": ", ".join(held)}
        for consultation in consultations
        if (held := [_counted(model, count) for model, count in protecting(consultation)])
    ]


def protecting(consultation: ConsultationPage) -> list[tuple[type[Model], int]]:
    """The models whose rows protect a consultation, with how many rows."""
    found = []
    for relation in ConsultationPage._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many and relation.on_delete is PROTECT):
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: consultation.pk})
        if count := rows.count():
            found.append((relation.related_model, count))
    return found


def _counted(model: type[Model], count: int) -> str:
    names = model._meta
    return f"{count} {names.verbose_name if count == 1 else names.verbose_name_plural}"


hooks.register("register_permissions", register_permissions)
hooks.register("before_delete_page", refuse_deletion)
hooks.register("before_bulk_action", refuse_bulk_deletion)
