"""Snippets that the database keeps as they are: the admin offers no button that would fail."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class NeverDeleted(ModelPermissionPolicy):
    """Nobody deletes a row, whatever their rights."""

    refused = frozenset({"delete"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.refused and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class NeverEdited(NeverDeleted):
    """Rows are added and read."""

    refused = frozenset({"change", "delete"})
