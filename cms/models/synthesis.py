"""The synthesis at work: its page, and the findings that editors write with the citations that each rests on.

Findings are rows of their own, not parts of a page's revision: each is saved alone, so that several editors work at
once. What is published is an edition (``cms.models.edition``), which never changes.
"""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Length, Substr
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.models import PageManager as WagtailPageManager
from wagtail.query import PageQuerySet

from cms.forms import SynthesisForm
from cms.models.routes import EditionRoutes
from cms.spans import located
from consult.errors import Refused
from consult.locks import take_turn
from consult.models import ConsultationPage
from consult.models.consultation import RESERVED_BENEATH, refuse_unreachable_slug
from consult.privacy import has_rule
from proposals.models import Argument, Version

if TYPE_CHECKING:
    from wagtail.models import Revision


class SynthesisQuerySet(PageQuerySet):
    """Syntheses as the public reads them."""

    def of(self, consultation: "ConsultationPage") -> "SynthesisQuerySet":
        answer: SynthesisQuerySet = self.child_of(consultation)
        return answer

    def right_beneath(self, path: str) -> "SynthesisQuerySet":
        """Those of the consultation at a path, as ``of`` says of a page."""
        above = Substr("path", 1, Length("path") - Page.steplen)
        answer: SynthesisQuerySet = self.annotate(above=above).filter(above=path)
        return answer

    def published(self) -> "SynthesisQuerySet":
        """In view of all: live, under a live consultation, behind no privacy rule; the newest first.

        No query of its own: privacy rules are asked for in the same one, where Wagtail's ``public`` reads them first.
        """
        parents = ConsultationPage.objects.live()
        above = Exists(parents.filter(path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)))
        answer: SynthesisQuerySet = self.live().filter(above, ~has_rule()).order_by("-first_published_at", "-pk")
        return answer


class SynthesisPage(EditionRoutes, Page):
    """What a consultation adds up to. It cannot be published while a finding rests on nothing."""

    lead = models.TextField(_("lead"), max_length=1_000, blank=True)
    how_made = RichTextField(_("how it was made"), features=["bold", "italic", "ol", "ul", "link"], blank=True)
    theme_floor = models.PositiveIntegerField(
        _("size from which a theme is accounted for"),
        default=20,
        validators=[MinValueValidator(1)],
        help_text=_("A theme of so many texts is cited, or set aside with a reason."),
    )

    objects = WagtailPageManager.from_queryset(SynthesisQuerySet)()

    base_form_class = SynthesisForm
    template = "cms/synthesis.html"
    parent_page_types = ["consult.ConsultationPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        HelpPanel(template="cms/desk/_from_form.html"),
        FieldPanel("lead"),
        FieldPanel("how_made"),
        FieldPanel("theme_floor"),
    ]

    class Meta:
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")

    def clean(self) -> None:
        """Refuses an address that is taken, and another one than its editions have. One query, mostly."""
        super().clean()
        refuse_unreachable_slug(self.slug, reserved=RESERVED_BENEATH)
        kept = self._kept_slug()
        if kept and kept != self.slug:
            raise ValidationError(
                {
                    "slug": gettext(
                        "The address stays “%(slug)s”: editions were published there, and links to them begin with it. "
                        "Keep this address; the title can be changed freely."
                    )
                    % {"slug": kept}
                }
            )

    def _kept_slug(self) -> str:
        """The address that its editions have; empty before the first one."""
        stored = SynthesisPage.objects.filter(pk=self.pk, editions__isnull=False).values_list("slug", flat=True)
        return stored.first() or "" if self.pk else ""

    def with_content_json(self, content: dict[str, Any]) -> "SynthesisPage":
        """A draft from before the first edition does not bring its other address back when its day comes."""
        page: SynthesisPage = super().with_content_json(content)
        if page.slug != self.slug and self._kept_slug():
            page.slug = self.slug
            page.set_url_path(page.get_parent())
        return page

    def can_move_to(self, parent: Page) -> bool:
        """Not once it has a finding: what it cites belongs to the consultation that it stands under. One query."""
        return not Finding.objects.filter(page=self.pk).exists() and bool(super().can_move_to(parent))

    @property
    def consultation(self) -> ConsultationPage:
        """The consultation that it stands under. One query; none where the reader came down through it."""
        if isinstance(above := self.__dict__.get("_cached_parent_obj"), ConsultationPage):
            return above
        found: ConsultationPage = ConsultationPage.objects.parent_of(self).get()
        return found

    @transaction.atomic
    def publish(self, revision: "Revision", **kwargs: Any) -> Any:
        """Wagtail's own door to publication, scheduled or by script too; raises ``NotPublishable``.

        The edition, the journal's entry and the notices to authors go with it: all happen or none. The editor's form
        goes around this door: ``cms.wagtail_hooks`` does the same there.
        """
        from cms.editions.publishing import publish_edition
        from cms.gates import require_publishable

        take_turn(f"synthesis {self.pk}")  # what the gates look at is what is frozen
        require_publishable(revision.as_object())
        answer = super().publish(revision, **kwargs)
        if not awaits(self):
            publish_edition(page=SynthesisPage.objects.get(pk=self.pk), by=kwargs.get("user"))
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
        """What ``cms/synthesis.html`` shows of an edition: the last one, or ``edition``."""
        from cms.reading import synthesis_context

        edition = kwargs.pop("edition", None)
        return {**super().get_context(request, *args, **kwargs), **synthesis_context(self, request, edition)}


def awaits(page: Page) -> bool:
    """Whether what was published last has a date to come: until then, what was in view stays. One query."""
    return bool(page.revisions.filter(approved_go_live_at__gt=timezone.now()).exists())


class BornInView(Refused):
    """A synthesis that would be in view from its first moment, past the gates."""


class FindingQuerySet(models.QuerySet["Finding"]):
    """Findings as the desk and the edition read them."""

    def standing(self) -> "FindingQuerySet":
        """Those that no editor took out, in the order of the page."""
        return self.filter(removed_at__isnull=True).order_by("sort_order", "pk")


class Finding(models.Model):
    """One statement of a synthesis. Its key names it through all editions."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", _("Agreement")
        DISAGREEMENT = "disagreement", _("Disagreement")
        PEPITE = "pepite", _("Pépite")
        QUESTION = "question", _("Open question")
        EDITORIAL = "editorial", _("Editorial")

    page = models.ForeignKey(
        SynthesisPage,
        on_delete=models.CASCADE,  # part of its page; what was published stays in its edition
        related_name="findings",
    )
    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    sort_order = models.IntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    section = models.CharField(_("section"), max_length=120, blank=True)
    statement = models.TextField(_("statement"), max_length=600)
    comment = models.TextField(_("comment"), max_length=2_000, blank=True)
    no_contrary = models.BooleanField(_("no contribution says the contrary"), default=False)
    theme = models.ForeignKey(
        "synthesis.Theme",
        on_delete=models.SET_NULL,  # the finding outlives the theme that it sums up
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("theme that it sums up"),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the finding outlives the account
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    stamp = models.PositiveIntegerField(_("times saved"), default=0, editable=False)
    removed_at = models.DateTimeField(_("taken out at"), null=True, blank=True, editable=False)

    objects = FindingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["sort_order", "pk"]

    def __str__(self) -> str:
        return self.statement


class FindingWording(models.Model):
    """What a finding said before it was changed or taken out: no word that an editor wrote is lost."""

    finding = models.ForeignKey(
        Finding,
        on_delete=models.CASCADE,  # part of its finding
        related_name="wordings",
    )
    stamp = models.PositiveIntegerField(_("times saved"))
    statement = models.TextField(_("statement"))
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("replaced at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the words outlive the account
        null=True,
        related_name="+",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("earlier wording of a finding")
        verbose_name_plural = _("earlier wordings of a finding")
        ordering = ["finding", "stamp"]

    def __str__(self) -> str:
        return self.statement


class Citation(models.Model):
    """A verbatim span of one version or of one argument: ``[start, end)`` in characters of its text."""

    class Role(models.TextChoices):
        SUPPORT = "support", _("says it")
        CONTRARY = "contrary", _("says the contrary")

    finding = models.ForeignKey(
        Finding,
        on_delete=models.CASCADE,  # part of its finding
        related_name="citations",
    )
    sort_order = models.IntegerField(_("order"), default=0)
    role = models.CharField(_("role"), max_length=8, choices=Role.choices, default=Role.SUPPORT)
    version = models.ForeignKey(
        Version,
        on_delete=models.PROTECT,  # what is cited stays
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("contribution"),
    )
    argument = models.ForeignKey(
        Argument,
        on_delete=models.PROTECT,  # what is cited stays
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("argument"),
    )
    words = models.TextField(_("words cited"))
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the citation outlives the account
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["sort_order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="citation_span_is_not_empty"),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("words")), name="citation_words_are_as_long_as_their_span"
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=False, argument__isnull=True)
                | Q(version__isnull=True, argument__isnull=False),
                name="citation_has_one_source",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @classmethod
    def quoting(cls, source: Version | Argument, words: str = "", *, near: int = 0, **fields: Any) -> "Citation":
        """A citation of these words, unsaved; without words, of the whole text. Raises ``NotToTheLetter``.

        Words that stand there more than once are taken where they begin nearest to ``near``.
        """
        span = located(source.text, words, near)
        if span is None:
            raise NotToTheLetter(gettext("These words do not stand in the contribution to the letter."))
        field = "argument" if isinstance(source, Argument) else "version"
        return cls(**{field: source}, words=source.text[span[0] : span[1]], start=span[0], end=span[1], **fields)


class NotToTheLetter(Refused):
    """Words that their source does not hold."""
