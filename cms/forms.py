"""The shape of what an editor types: citations to the letter, findings that rest on something."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from cms.spans import find_span


class CitationForm(WagtailAdminModelForm):
    """Finds where the words stand in the version; refuses them when a single one differs."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        version, words = cleaned.get("version"), cleaned.get("words")
        if version is None or not words:
            return cleaned
        span = find_span(version.text, words)
        if span is None:
            self.add_error(
                "words", _("These words do not stand in the contribution to the letter: copy them from its text.")
            )
            return cleaned
        self.instance.start, self.instance.end = span
        cleaned["words"] = version.text[span[0] : span[1]]
        return cleaned


class SynthesisForm(WagtailAdminPageForm):
    """Tells the editor which finding rests on nothing, when they publish."""
