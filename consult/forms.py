"""The shape of what an organiser types."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from consult.phase_rules import first_overlap, overlap_sentence


class ConsultationForm(WagtailAdminPageForm):
    """Refuses phases that overlap, with a sentence that names both, on the row that opens too early."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        formset = self.formsets.get("phases")
        if formset is None or not formset.is_valid():
            return cleaned
        rows = {
            id(row.instance): row
            for row in formset.forms
            if row.cleaned_data and row not in formset.deleted_forms and not row.cleaned_data.get("DELETE")
        }
        overlap = first_overlap([row.instance for row in rows.values()])
        if overlap is not None:
            sentence = overlap_sentence(overlap)
            rows[id(overlap.later)].add_error("opens_at", sentence)
            self.add_error(None, _("Two phases overlap: change one of their dates.") + " " + sentence)
        return cleaned
