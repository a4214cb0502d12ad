"""What a form carries of the draft that it fills."""

from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django import forms


class KeyField(forms.UUIDField):
    """The hidden key of a form; one that was tampered with counts as none."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> UUID | None:  # type: ignore[override]  # as UUIDField really does
        try:
            return super().to_python(value)
        except forms.ValidationError:
            return None


class RevisionField(forms.IntegerField):
    """Which revision of its draft a form had; one that was tampered with counts as none, which is 0."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> int:
        try:
            number = super().to_python(value) or 0
        except forms.ValidationError:
            return 0
        return number if 0 <= number < 2**31 else 0


class PlaceField(forms.IntegerField):
    """A number that says which passage is rewritten; one that was tampered with counts as none."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> int | None:
        try:
            number = super().to_python(value)
        except forms.ValidationError:
            return None
        return number if number is not None and 0 <= number < 1_000_000 else None


class DraftMark(NamedTuple):
    """Which draft a form fills: its key, the revision that the form had (0 before the first), the open page."""

    key: UUID
    revision: int = 0
    writer: UUID | None = None


class DraftFields(forms.Form):
    """Hidden fields of a form that may be kept as a draft; the key of a new one is drawn when it is first shown.

    ``writer`` is empty but where a script fills it in: a key of the open page, which knows its own saves
    again when their answer got lost on the way.
    """

    draft = KeyField(required=False)
    revision = RevisionField(required=False)
    writer = KeyField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial = {"draft": uuid4(), "revision": 0, **self.initial, "writer": ""}

    def take_mark(self) -> DraftMark:
        """Take the mark of the draft out of what was cleaned: what stays is what was typed."""
        cleaned = self.cleaned_data
        return DraftMark(cleaned.pop("draft") or uuid4(), cleaned.pop("revision") or 0, cleaned.pop("writer"))
