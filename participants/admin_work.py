"""What Wagtail's admin and the sign-in keep of a person: rows of models that are not ours, found by their keys."""

from collections.abc import Iterator, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import ForeignKey, Model

from participants.models import User
from participants.registries import exporters

OURS = ("consult", "participants", "proposals", "moderation", "synthesis", "cms")


def keys_to_people() -> Iterator[tuple[type[Model], "ForeignKey[Any, Any]"]]:
    """Each model with each of its own keys to an account, hidden relations too; a table is met once."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and field.related_model is User:
                yield model, field


def keys_of_others() -> Iterator[tuple[type[Model], "ForeignKey[Any, Any]"]]:
    """Those of models that are not ours, but for those that the account's own part tells of."""
    for model, field in keys_to_people():
        if model._meta.app_label not in OURS and model is not EmailAddress:
            yield model, field


@exporters.register("admin_work", order=900)
def admin_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Pages, images, documents, revisions and steps of the admin's that name one. One query a model and key."""
    return [
        {"kind": str(model._meta.verbose_name), "as": field.name, "number": str(row.pk), "label": str(row)[:200]}
        for model, field in keys_of_others()
        for row in model._base_manager.filter(**{field.name: participant.pk}).order_by("pk")
    ]
