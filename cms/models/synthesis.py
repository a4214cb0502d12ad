"""The synthesis: findings, and the citations that each rests on."""

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.models import PageManager as WagtailPageManager
from wagtail.query import PageQuerySet

from cms.chooser import VersionChooser
from cms.editing import CitationsPanel
from cms.forms import SynthesisForm
from cms.gates import require_publishable
from cms.spans import located
from consult.errors import Refused
from consult.models import ConsultationPage
from consult.models.consultation import RESERVED_BENEATH, refuse_unreachable_slug
from proposals.models import Version

if TYPE_CHECKING:
    from wagtail.models import Revision


class SynthesisQuerySet(PageQuerySet):
    """Syntheses as the public reads them."""

    def of(self, consultation: "ConsultationPage") -> "SynthesisQuerySet":
        answer: SynthesisQuerySet = self.child_of(consultation)
        return answer

    def published(self) -> "SynthesisQuerySet":
        """In view of all: live, under a live consultation, behind no privacy rule; the newest first.

        One query of its own: Wagtail reads the privacy rules first.
        """
        parents = ConsultationPage.objects.live()
        above = Exists(parents.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)))
        answer: SynthesisQuerySet = self.live().public().filter(above).order_by("-first_published_at", "-pk")
        return answer


class SynthesisPage(Page):
    """What a consultation adds up to. It cannot be published while a finding rests on nothing."""

    lead = models.TextField(_("lead"), max_length=1_000, blank=True)
    how_made = RichTextField(_("how it was made"), features=["bold", "italic", "ol", "ul", "link"], blank=True)

    objects = WagtailPageManager.from_queryset(SynthesisQuerySet)()

    base_form_class = SynthesisForm
    template = "cms/synthesis.html"
    parent_page_types = ["consult.ConsultationPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        InlinePanel("findings", heading=_("Findings"), label=_("Finding")),
        FieldPanel("how_made"),
    ]

    class Meta:
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")

    def clean(self) -> None:
        super().clean()
        refuse_unreachable_slug(self.slug, reserved=RESERVED_BENEATH)

    def can_move_to(self, parent: Page) -> bool:
        """Not once it cites: what it cites belongs to the consultation that it stands under. One query."""
        cites = Citation.objects.filter(finding__page=self.pk).exists()
        return not cites and bool(super().can_move_to(parent))

    @transaction.atomic
    def publish(self, revision: "Revision", **kwargs: Any) -> Any:
        """Wagtail's own door to publication, scheduled or by script too; raises ``NotPublishable``.

        The journal's entry and the notices to cited authors go with it: all happen or none. The editor's form
        goes around this door: ``cms.wagtail_hooks`` does the same there.
        """
        from cms.actions import announce_publication

        require_publishable(revision.as_object())
        answer = super().publish(revision, **kwargs)
        announce_publication(page=SynthesisPage.objects.get(pk=self.pk))
        return answer

    @transaction.atomic
    def unpublish(self, **kwargs: Any) -> Any:
        """Out of view, with the journal's entry that ``cms.withdrawals`` adds: both happen or none."""
        return super().unpublish(**kwargs)

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """A synthesis begins as a draft; a copy or an alias in view, which goes around the gates, is refused.

        An exception to the rule that ``save`` is left alone: copying calls nothing else of ours, and a page is
        in view when Wagtail's form, or a script, adds it before any publication.
        """
        if self.live and self._state.adding:  # type: ignore[has-type]  # Wagtail is untyped
            if self.alias_of_id or self.first_published_at:
                raise BornInView(
                    gettext("A synthesis is not published by copying it: copy it, then publish it from its own page.")
                )
            self.live = False
            self.has_unpublished_changes = True
        return super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.reading import synthesis_context

        return {**super().get_context(request, *args, **kwargs), **synthesis_context(self, request)}


class BornInView(Refused):
    """A synthesis that would be in view from its first moment, past the gates."""


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
        CitationsPanel("citations", heading=_("Citations"), label=_("Citation")),
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
    words = models.TextField(
        _("words cited"),
        blank=True,
        help_text=_("Whole words, to the letter, copied from the text above. Left empty, the whole text is cited."),
    )
    start = models.PositiveIntegerField(_("start"), default=0, editable=False)
    end = models.PositiveIntegerField(_("end"), default=0, editable=False)

    panels = [FieldPanel("version", widget=VersionChooser), FieldPanel("words")]

    class Meta(Orderable.Meta):
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="citation_span_is_not_empty"),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("words")), name="citation_words_are_as_long_as_their_span"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @classmethod
    def quoting(cls, version: Version, words: str = "") -> "Citation":
        """A citation of these words, unsaved; without words, of the whole text. Raises ``NotToTheLetter``."""
        span = located(version.text, words)
        if span is None:
            raise NotToTheLetter(gettext("These words do not stand in the contribution to the letter."))
        return cls(version=version, words=version.text[span[0] : span[1]], start=span[0], end=span[1])


class NotToTheLetter(Refused):
    """Words that their version does not hold."""
