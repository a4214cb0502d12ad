"""The synthesis: findings, and the citations that each rests on."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from cms.forms import CitationForm, SynthesisForm
from cms.gates import require_citations

if TYPE_CHECKING:
    from wagtail.models import Revision


class SynthesisPage(Page):
    """What a consultation adds up to. It cannot be published while a finding rests on nothing."""

    lead = models.TextField(_("lead"), max_length=1_000, blank=True)
    method = RichTextField(_("how it was made"), features=["bold", "italic", "ol", "ul", "link"], blank=True)

    base_form_class = SynthesisForm
    template = "cms/synthesis.html"
    parent_page_types = ["consult.ConsultationPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        InlinePanel("findings", heading=_("Findings"), label=_("Finding")),
        FieldPanel("method"),
    ]

    class Meta:
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")

    def publish(self, revision: "Revision", **kwargs: Any) -> Any:
        """Wagtail's own door to publication, scheduled or by script too; raises ``FindingWithoutCitation``."""
        require_citations(revision.as_object())
        return super().publish(revision, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.reading import synthesis_context

        return {**super().get_context(request, *args, **kwargs), **synthesis_context(self)}


class Finding(ClusterableModel, Orderable):
    """One statement of a synthesis."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Agreement")
        DISAGREEMENT = "disagreement", _("Disagreement")
        PEPITE = "pepite", _("Pépite")
        QUESTION = "question", _("Open question")
        EDITORIAL = "editorial", _("Editorial")

    page = ParentalKey(
        SynthesisPage,
        on_delete=models.CASCADE,  # part of its page
        related_name="findings",
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    statement = models.TextField(_("statement"), max_length=600)
    comment = models.TextField(_("comment"), max_length=2_000, blank=True)

    panels = [
        FieldPanel("kind"),
        FieldPanel("statement"),
        FieldPanel("comment"),
        InlinePanel("citations", heading=_("Citations"), label=_("Citation")),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return self.statement


class Citation(Orderable):
    """A verbatim span of one version: ``[start, end)`` in characters of its text."""

    finding = ParentalKey(
        Finding,
        on_delete=models.CASCADE,  # part of its finding
        related_name="citations",
    )
    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # what is cited stays
        related_name="citations",
        verbose_name=_("contribution"),
    )
    words = models.TextField(_("words cited"), help_text=_("To the letter, as they stand in the contribution."))
    start = models.PositiveIntegerField(_("start"), default=0, editable=False)
    end = models.PositiveIntegerField(_("end"), default=0, editable=False)

    base_form_class = CitationForm
    panels = [FieldPanel("version"), FieldPanel("words")]

    class Meta(Orderable.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="citation_span_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.words
