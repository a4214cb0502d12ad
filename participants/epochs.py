"""Sessions that a change of role, a suspension or another second factor ends, at the next request of each.

What a session knows of its account (``User.get_session_auth_hash``) holds the account's epoch; Django compares the two
at each request, without a query of its own. Roles are given through relations, by Wagtail's forms, by its bulk actions
and by scripts: what they share is Django's signals (record 35).
"""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import F
from django.db.models.signals import m2m_changed, pre_delete, pre_save

from participants.models import User

ROLE_COLUMNS = ("is_active", "is_superuser")


def begin_epoch(people: Collection[int]) -> None:
    """End every session of these accounts at its next request. One query, none for nobody."""
    if people:
        User.objects.filter(pk__in=people).update(session_epoch=F("session_epoch") + 1)


def _roles_changed(sender: Any, instance: Any, action: str, reverse: bool, pk_set: Any, **kwargs: Any) -> None:
    """Groups and rights given or taken, from either end of the relation."""
    if action not in {"post_add", "post_remove", "pre_clear"} or (action != "pre_clear" and not pk_set):
        return
    if not reverse:
        begin_epoch([instance.pk])
        instance.refresh_from_db(fields=["session_epoch"])
        return
    begin_epoch(list(instance.user_set.values_list("pk", flat=True)) if action == "pre_clear" else list(pk_set))


def _group_goes(sender: Any, instance: Group, **kwargs: Any) -> None:
    """Its members lose a role, which no change of the relation tells."""
    begin_epoch(list(instance.user_set.values_list("pk", flat=True)))


def _account_saved(sender: Any, instance: User, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """Suspended, taken back, made or unmade administrator. One query where one of these columns is saved."""
    if raw or instance._state.adding or (update_fields is not None and not set(ROLE_COLUMNS) & set(update_fields)):
        return
    before = User.objects.filter(pk=instance.pk).values_list("session_epoch", *ROLE_COLUMNS).first()
    if before is None:
        return
    epoch, *roles = before
    instance.session_epoch = epoch  # an account read earlier gives back no epoch that has ended
    if roles != [getattr(instance, column) for column in ROLE_COLUMNS]:
        begin_epoch([instance.pk])
        instance.session_epoch = epoch + 1


for _relation in (User.groups.through, User.user_permissions.through):
    m2m_changed.connect(_roles_changed, sender=_relation, dispatch_uid=f"{_relation.__name__} ends sessions")
pre_delete.connect(_group_goes, sender=Group, dispatch_uid="a group that goes ends sessions")
pre_save.connect(_account_saved, sender=User, dispatch_uid="a saved account ends sessions")
