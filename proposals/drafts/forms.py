"""The shape of what is kept as a draft: unfinished, and only bounded."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.drafts.fields import DraftFields, KeyField, PlaceField, RevisionField
from proposals.forms import LineField, WordsField
from proposals.models import Argument, Draft
from proposals.models.draft import FIELDS_OF, LONGEST_LINE, LONGEST_TEXT, Words

TOO_LONG = _("This is too long to be kept as a draft: %(limit_value)d characters at most.")


class DraftForm(DraftFields):
    """A form that is kept as it is: its words, the key of the form itself, and how a conflict was settled."""

    title = LineField(required=False, max_length=LONGEST_LINE, error_messages={"max_length": TOO_LONG})
    text = WordsField(required=False, max_length=LONGEST_TEXT, error_messages={"max_length": TOO_LONG})
    tags = LineField(required=False, max_length=LONGEST_LINE, error_messages={"max_length": TOO_LONG})
    stance = LineField(required=False)
    source_url = LineField(required=False, max_length=LONGEST_LINE, error_messages={"max_length": TOO_LONG})
    reason = WordsField(required=False, max_length=LONGEST_TEXT, error_messages={"max_length": TOO_LONG})
    read_version = PlaceField(required=False)
    start = PlaceField(required=False)
    end = PlaceField(required=False)
    renews = PlaceField(required=False)
    key = KeyField(required=False)
    over = RevisionField(required=False)  # the other revision, which was read and may be written over
    both = forms.CharField(required=False)  # keep the other draft, and this one beside it

    def clean_stance(self) -> str:
        stance: str = self.cleaned_data["stance"]
        return stance if stance in Argument.Stance.values else ""

    def words_of(self, kind: Draft.Kind) -> Words:
        """Of a valid form: what forms of that kind hold."""
        return Words(**{name: self.cleaned_data[name] for name in FIELDS_OF[kind]})

    @property
    def form_key(self) -> UUID | None:
        """Of a valid form: the key by which it is sent once."""
        key: UUID | None = self.cleaned_data["key"]
        return key
