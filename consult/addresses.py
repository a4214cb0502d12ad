"""A consultation keeps its address once it holds contributions: their addresses, and links in mails, begin with it."""

from typing import Any

from django.db.models import PROTECT, Model
from django.db.models.signals import pre_save
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.signals import pre_page_move

from consult.errors import Refused
from consult.models import ConsultationPage


class AddressKept(Refused):
    """The consultation would be found elsewhere than its contributions say."""


def holds(consultation: Page) -> str:
    """What protects a consultation, counted and in words; empty when nothing does. One query a protecting model.

    What protects is read from the foreign keys, so that this floor names no room above it.
    """
    counted = []
    for relation in ConsultationPage._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.one_to_many and relation.on_delete is PROTECT):
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: consultation.pk})
        if count := rows.count():
            counted.append(_counted(relation.related_model, count))
    return ", ".join(counted)


def _counted(model: type[Model], count: int) -> str:
    names = model._meta
    return f"{count} {names.verbose_name if count == 1 else names.verbose_name_plural}"


def why_not_renamed(page: Page) -> str:
    """Why a consultation may not be saved with the address that it has in memory, or nothing. One query, mostly."""
    kept = ConsultationPage.objects.filter(pk=page.pk).values_list("slug", flat=True).first() if page.pk else None
    if kept is None or kept == page.slug:
        return ""
    return why_kept(page, kept)


def why_kept(page: Page, slug: str) -> str:
    """Why a consultation keeps an address, or nothing while it holds nothing."""
    held = holds(page)
    if not held:
        return ""
    return _(
        "The address stays “%(slug)s”: this consultation holds %(what)s, and every link to them begins with it. "
        "Keep this address; the title can be changed freely."
    ) % {"slug": slug, "what": held}


def why_not_moved(page: Page, parent: Page) -> str:
    """Why a consultation may not go beneath another page, or nothing: beneath its own it may change places."""
    stays = Page.objects.get(pk=page.pk).url_path == f"{parent.url_path}{page.slug}/"
    held = "" if stays or not _is_consultation(page) else holds(page)
    if not held:
        return ""
    return _(
        "“%(title)s” stays beneath its page: it holds %(what)s, and moving it would change its address. "
        "It can change places there, or be unpublished to take it out of view."
    ) % {"title": page.title, "what": held}


def _refuse(page: Page, sentence: str) -> None:
    if sentence:
        raise AddressKept(
            sentence, reverse("wagtailadmin_pages:edit", args=[page.pk]), _("Back to the consultation in the admin")
        )


def _saved(sender: Any, instance: Page, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Forms are refused by ``clean``; whatever else saves it comes here, also as a plain page."""
    if not raw and (update_fields is None or "slug" in update_fields) and _is_consultation(instance):
        _refuse(instance, why_not_renamed(instance))


def _moved(sender: Any, instance: Page, parent_page_after: Page, **kwargs: Any) -> None:
    _refuse(instance, why_not_moved(instance, parent_page_after))


def _is_consultation(page: Page) -> bool:
    return issubclass(page.specific_class or Page, ConsultationPage)


for _model in (Page, ConsultationPage):
    pre_save.connect(_saved, sender=_model, dispatch_uid=f"{_model.__name__} keeps its address")
pre_page_move.connect(_moved, sender=ConsultationPage, dispatch_uid="consultation keeps its place")
