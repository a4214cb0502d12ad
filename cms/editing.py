"""What the editor's form needs besides Wagtail's own panels."""

from typing import Any

from wagtail.admin.panels import InlinePanel
from wagtail.admin.panels.base import get_form_for_model

from cms.forms import CitationForm


class CitationsPanel(InlinePanel):
    """Rows of citations, each checked to the letter: Wagtail's own panel takes no form of ours."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        formset["form"] = get_form_for_model(self.db_field.related_model, form_class=CitationForm)
        return options
