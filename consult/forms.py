"""The shape of what an organiser types."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class ConsultationForm(WagtailAdminPageForm):
    """Refuses phases that overlap, with a sentence that names both."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        formset = self.formsets.get("phases")
        if formset is None or not formset.is_valid():
            return cleaned
        spans = (
            sorted(
                (row.cleaned_data["opens_at"], row.cleaned_data["closes_at"], row)
                for row in formset.forms
                if row.cleaned_data and not row.cleaned_data.get("DELETE") and row.cleaned_data.get("opens_at")
            )
            if formset.forms
            else []
        )
        for (_o1, closes, first), (opens, _c2, second) in zip(spans, spans[1:], strict=False):
            if opens < closes:
                second.add_error(
                    "opens_at",
                    _("“%(second)s” opens before “%(first)s” closes: phases may not overlap.")
                    % {"first": first.instance, "second": second.instance},
                )
                self.add_error(None, _("Two phases overlap: change one of their dates."))
        return cleaned
