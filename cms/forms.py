"""The shape of what an editor types about a synthesis as a whole; its findings are written on the desk."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class SynthesisForm(WagtailAdminPageForm):
    """Tells the editor what is missing when they publish; drafts are saved as they are."""

    def clean(self) -> dict[str, Any]:
        from cms.gates import NotPublishable, require_publishable

        cleaned: dict[str, Any] = super().clean()
        if not self._publishes():
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

    def _publishes(self) -> bool:
        """Publishing, now or at a date, or approving what then is published."""
        return "action-publish" in self.data or (
            "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        )
