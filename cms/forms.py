"""The shape of what an editor types: citations to the letter, findings that rest on something."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from cms.gates import not_public_sentence, orphan_sentence
from cms.spans import located, same_letters
from proposals.models import Version


class CitationForm(WagtailAdminModelForm):
    """Finds where the words stand in the version; refuses them when a single one differs.

    No words means the whole text.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        version = cleaned.get("version")
        if version is None or cleaned.get("DELETE"):
            return cleaned
        if self._is_as_it_was(version, cleaned.get("words", "")):
            return cleaned
        if not version.was_published:
            self.add_error("version", not_public_sentence(version))
        elif version.blanked_at is not None:
            self.add_error("version", _("Its author erased this text: nothing is left to cite."))
        else:
            self._locate(version, cleaned)
        return cleaned

    def _is_as_it_was(self, version: Version, words: str) -> bool:
        """What was cited before stays, even when its source was erased or withheld since."""
        before = self.instance
        return bool(before.end) and before.version_id == version.pk and same_letters(before.words, words)

    def _locate(self, version: Version, cleaned: dict[str, Any]) -> None:
        span = located(version.text, cleaned.get("words", ""))
        if span is None:
            self.add_error(
                "words",
                _(
                    "These words do not stand in %(reference)s to the letter: copy whole words from its text, "
                    "which is shown above."
                )
                % {"reference": version.proposal.reference},
            )
            return
        self.instance.start, self.instance.end = span
        cleaned["words"] = version.text[span[0] : span[1]]


class SynthesisForm(WagtailAdminPageForm):
    """Tells the editor which finding rests on nothing, when they publish; drafts are saved as they are."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self._publishes():
            return cleaned
        findings = self.formsets["findings"]
        if not findings.is_valid():
            return cleaned
        for number, row in enumerate(findings.ordered_forms, start=1):
            if row.cleaned_data.get("kind") == "editorial" or _cites_something(row):
                continue
            sentence = orphan_sentence(number, row.cleaned_data.get("statement", ""))
            row.add_error("statement", sentence)
            self.add_error(None, sentence)
        return cleaned

    def _publishes(self) -> bool:
        """Publishing, now or at a date, or approving what then is published."""
        return "action-publish" in self.data or (
            "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        )


def _cites_something(finding_form: Any) -> bool:
    citations = finding_form.formsets["citations"]
    return any(row.cleaned_data.get("version") for row in citations.forms if row not in citations.deleted_forms)
