"""Choosing a contribution to cite: search by words or by reference, in Wagtail's own chooser."""

import re
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsViewMixin,
    ChooseViewMixin,
    ChosenResponseMixin,
    ChosenViewMixin,
    CreationFormMixin,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.models import Page

from consult.models import ConsultationPage
from consult.search_words import search_query
from proposals.models import Proposal, ProposalQuerySet, Version
from proposals.references import typed_number
from proposals.search import matching

PRIMARY_KEY = re.compile(r"[0-9]{1,9}")  # more digits than that name no page, and do not fit its column
EXCERPT = 220  # characters


def citable(page_id: str = "") -> ProposalQuerySet:
    """Published proposals: of the consultation at or above a page of the admin, or of all when that is unknown."""
    consultation = consultation_of(page_id)
    listed = Proposal.objects.listed()
    return listed.filter(consultation=consultation) if consultation else listed


def consultation_of(page_id: str) -> ConsultationPage | None:
    """The consultation that a page of the admin belongs to. Two queries at most."""
    page = Page.objects.filter(pk=int(page_id)).first() if PRIMARY_KEY.fullmatch(page_id) else None
    if page is None:
        return None
    consultation: ConsultationPage | None = ConsultationPage.objects.ancestor_of(page, inclusive=True).first()
    return consultation


def searched(proposals: ProposalQuerySet, typed: str, consultation: ConsultationPage | None) -> ProposalQuerySet:
    """By reference (P-128), else by words, whatever their accents and endings."""
    number = typed_number(typed)
    if number is not None:
        return proposals.filter(number=number)
    if consultation is not None:
        return matching(proposals, consultation, typed)
    for stem in search_query(typed, "fr").split():
        proposals = proposals.filter(search_text__contains=stem)
    return proposals


def title_of(version: Version) -> str:
    """What the chooser and the form call a version. Needs ``proposal``."""
    return f"{version.proposal.reference} – {version.title or Truncator(version.text).chars(80)}"


class VersionChooser(BaseChooser):
    """Shows the chosen contribution with its whole text, to copy words from."""

    model = "proposals.Version"
    chooser_modal_url_name = "cited_versions:choose"
    template_name = "cms/version_chooser.html"
    choose_one_text = _("Choose a contribution")
    choose_another_text = _("Choose another contribution")
    link_to_chosen_text = _("Read it on the site")
    icon = "openquote"
    js_constructor = "VersionChooser"
    show_clear_link = False

    def get_instance(self, value: Any) -> Version | None:
        """The version of a key that the form was sent: published, or cited already; none else shows its words here."""
        if value is None or isinstance(value, Version):
            return value
        if not PRIMARY_KEY.fullmatch(str(value)):
            return None
        published = Q(pk__in=Version.objects.listed().filter(pk=value).values("pk"))
        versions = Version.objects.filter(published | Q(citations__isnull=False), pk=value).distinct()
        return versions.select_related("proposal__consultation").first()

    def get_display_title(self, instance: Version) -> str:
        return title_of(instance)

    def get_value_data_from_instance(self, instance: Version) -> dict[str, Any]:
        return chosen_data(instance)

    def get_context(self, name: str, value_data: dict[str, Any], attrs: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value_data, attrs)
        return {**context, "text": value_data.get("text", ""), "lang": value_data.get("lang", "")}

    @cached_property
    def media(self) -> forms.Media:
        return forms.Media(
            js=[versioned_static("wagtailadmin/js/chooser-widget.js"), "js/version-chooser.js"],
            css={"all": ["css/version-chooser.css"]},
        )


def chosen_data(version: Version) -> dict[str, Any]:
    """A version as the form shows it: what it is called, where it is read, and all its words."""
    return {
        "id": str(version.pk),
        "title": title_of(version),
        "edit_url": version.proposal.get_absolute_url(),
        "text": version.text,
        "lang": version.proposal.language,
    }


class VersionFilterForm(BaseFilterForm):
    """Words or a reference."""

    q = forms.CharField(
        label=_("Words, or a reference such as P-128"),
        required=False,
        max_length=200,
    )

    def filter(self, objects: QuerySet[Version]) -> QuerySet[Version]:
        typed = self.cleaned_data.get("q", "")
        if typed:
            self.is_searching, self.search_query = True, typed
            page_id = self.data.get("page", "")
            found = searched(citable(page_id), typed, consultation_of(page_id))
            return objects.filter(pk__in=found.values("current"))
        return objects


class VersionChooseMixin:
    """The list of what can be cited: current versions of published proposals, by reference."""

    filter_form_class = VersionFilterForm
    ordering = ("proposal__consultation", "proposal__number")

    def get_object_list(self) -> QuerySet[Version]:
        listed = citable(self.request.GET.get("page", ""))  # type: ignore[attr-defined]  # a view
        return Version.objects.filter(pk__in=listed.values("current")).select_related("proposal__consultation")

    @property
    def columns(self) -> list[Column]:
        first = self.title_column  # type: ignore[attr-defined]  # a view
        first.label, first.accessor = _("Contribution"), title_of
        return [first, Column("text", label=_("Excerpt"), accessor=lambda row: Truncator(row.text).chars(EXCERPT))]


class VersionChooseView(ChooseViewMixin, VersionChooseMixin, CreationFormMixin, BaseChooseView):
    """The whole window."""


class VersionResultsView(ChooseResultsViewMixin, VersionChooseMixin, CreationFormMixin, BaseChooseView):
    """The results alone, as one types."""


class VersionChosenView(ChosenViewMixin, ChosenResponseMixin, BaseChooseView):
    """The one that was chosen, with its words."""

    def get_object(self, pk: str) -> Version:
        return Version.objects.listed().select_related("proposal__consultation").get(pk=pk)

    def get_chosen_response_data(self, item: Version) -> dict[str, Any]:
        return chosen_data(item)


class VersionChooserViewSet(ChooserViewSet):
    """The addresses of the chooser, under the admin's."""

    model = Version
    icon = "openquote"
    choose_one_text = _("Choose a contribution")
    choose_view_class = VersionChooseView
    choose_results_view_class = VersionResultsView
    chosen_view_class = VersionChosenView
    preserve_url_parameters = ["multiple", "page"]
    register_widget = False  # the citation's panel names its widget
    per_page = 10


version_chooser_viewset = VersionChooserViewSet("cited_versions")
