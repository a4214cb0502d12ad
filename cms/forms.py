"""The shape of what an editor types about a synthesis as a whole; its findings are written on the desk."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class SynthesisForm(WagtailAdminPageForm):
    """Tells the editor what is missing when they publish; drafts are saved as they are."""

    def clean(self) -> dict[str, Any]:
        from cms.gates import NotPublishable, require_publishable

        cleaned: dict[str, Any] = super().clean()
        if not publishes(self.data):
            return cleaned
        if self.instance.pk is None:
            self.add_error(None, _("Save the synthesis as a draft, write its findings on the desk, then publish it."))
            return cleaned
        try:
            require_publishable(self.instance)
        except NotPublishable as refusal:
            for sentence in refusal.sentences:
                self.add_error(None, sentence)
        return cleaned


def publishes(typed: Mapping[str, Any]) -> bool:
    """Whether a form that was sent publishes, now or at a date, or approves what then is published."""
    return "action-publish" in typed or (
        "action-workflow-action" in typed and typed.get("workflow-action-name") == "approve"
    )
