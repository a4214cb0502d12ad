"""The shape of a decision that leaves a mark as it is."""

from typing import Any

from django import forms

from moderation.forms import DecisionForm
from moderation.models import Decision, Subject
from moderation.off_topic import reasons_of_mark


class LeaveMarkForm(DecisionForm):
    """No reason is typed: those of the mark hold, and answer who reported the text."""

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject

    def clean(self) -> dict[str, Any]:
        return forms.Form.clean(self) or {}

    def reasons(self) -> dict[str, Any]:
        """What ``moderation.actions.decide`` takes, besides the text and the moderator. One query."""
        return super().reasons() | {"kind": Decision.Kind.OFF_TOPIC} | reasons_of_mark(self.subject)
