"""Accounts that were begun and never confirmed do not stay."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from participants.models import User

TIME_TO_CONFIRM = timedelta(hours=24)


def unconfirmed(*, at: datetime) -> "QuerySet[User]":
    """Accounts that an asked-for code made, a day ago or longer, and that nobody ever signed in to.

    Whoever was added by the team has a name or a role and is left alone; so is any account that a row
    points to, whatever room that row is in.
    """
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    begun = User.objects.filter(
        Exists(addresses.filter(verified=False)),
        ~Exists(addresses.filter(verified=True)),
        joined_at__lt=at - TIME_TO_CONFIRM,
        last_login__isnull=True,
        display_name="",
        origin="",
        invented=False,
        is_superuser=False,
        groups__isnull=True,
        user_permissions__isnull=True,
        password__startswith=UNUSABLE_PASSWORD_PREFIX,
    )
    for relation in User._meta.related_objects:
        if relation.related_model is EmailAddress:
            continue
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        begun = begun.filter(~Exists(pointing))
    return begun.order_by("pk")


@transaction.atomic
def remove_unconfirmed(*, at: datetime) -> int:
    """Delete them; returns how many. One long query, and those of the deletion."""
    gone = list(unconfirmed(at=at).values_list("pk", flat=True))
    User.objects.filter(pk__in=gone, last_login__isnull=True).delete()
    return len(gone)
