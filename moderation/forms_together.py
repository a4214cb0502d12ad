"""The shape of a decision on several near-identical texts."""

from typing import Any

from django.utils.translation import gettext as _

from moderation.forms import DecisionForm
from moderation.models import Decision


class TogetherForm(DecisionForm):
    """One ground, the same facts and words for each ticked text; what was read of each comes with its box."""

    def __init__(self, *args: Any, ticked: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ticked = ticked
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # fields are typed as plain ones
            (kind.value, kind.label) for kind in (Decision.Kind.PUBLISH, Decision.Kind.WITHHOLD)
        ]
        for name in ("seen", "read_version", "read_tags"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.ticked:
            self.add_error(None, _("Tick the texts that you have read and decide on."))
        return cleaned

    def reasons(self) -> dict[str, Any]:
        """What ``decide`` takes besides the text, the moderator and what was read; nothing typed goes to an author
        whose text is published.
        """
        if self.cleaned_data["kind"] == Decision.Kind.PUBLISH:
            return {"kind": Decision.Kind.PUBLISH}
        return super().reasons()
