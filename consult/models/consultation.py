"""The consultation: a question put to the public, with its phases and rules; a Wagtail page."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.models import PageManager as WagtailPageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from consult.compiled import compiled_once
from consult.forms import ConsultationForm
from consult.page_rights import OrganisersOnly
from consult.phase_rules import first_overlap, overlap_sentence
from consult.privacy import has_rule

if TYPE_CHECKING:
    from consult.models.phase import Phase

RIGHT_BENEATH_HOME = 3  # depth of a page: the root of the tree is 1, home 2
MOST_REPEAT_MINUTES = 1_440  # a day: what was sent earlier is not looked at
RICH_TEXT = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]
RESERVED_SLUGS = frozenset(
    {
        "_util",
        "admin",
        "bienvenue",
        "compte",
        "compte-efface",
        "connexion",
        "contester",
        "courrier",
        "deconnexion",
        "documents",
    }
    | {
        "engagements",
        "langue",
        "media",
        "mon-espace",
        "registre",
        "sante",
        "signaler",
        "static",
        "styleguide",
        "suivre",
    }
)
# Under a consultation's address.
RESERVED_BENEATH = frozenset({"carte", "constats", "deposer", "donner-mon-avis", "lecture", "propositions", "themes"})


def refuse_unreachable_slug(slug: str, *, reserved: frozenset[str] = RESERVED_SLUGS) -> None:
    """Raise when an address would be hidden behind one of the site's own, or could not be written."""
    if not slug.isascii():
        raise ValidationError({"slug": _("An address has letters without accents, digits and hyphens only.")})
    if slug in reserved:
        raise ValidationError({"slug": _("This address is taken by the site itself: choose another.")})


@compiled_once
def _saved_phases(consultation: int) -> "models.QuerySet[Phase]":
    from consult.models.phase import Phase  # which points here

    return Phase.objects.filter(consultation=consultation).order_by("sort_order")


class ConsultationQuerySet(PageQuerySet):
    """Consultations as the public reads them."""

    def readable(self) -> "ConsultationQuerySet":
        """Published and not behind a privacy rule. No query of its own, where Wagtail's ``public`` reads the rules."""
        answer: ConsultationQuerySet = self.live().filter(~has_rule())
        return answer


class ConsultationPage(Page):
    """A question put to the public. Contributions point here with PROTECT: it cannot vanish under them."""

    class Moderation(models.TextChoices):
        BEFORE = "before", _("Read by a moderator before publication")
        AFTER = "after", _("Published at once, moderated afterwards")

    question = models.CharField(_("question"), max_length=250)
    introduction = RichTextField(_("introduction"), features=RICH_TEXT, blank=True)
    rules = RichTextField(_("rules and charter"), features=RICH_TEXT, blank=True)
    territory = models.CharField(_("territory"), max_length=120, blank=True)
    language = models.CharField(
        _("language of the contributions"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    moderation = models.CharField(_("moderation"), max_length=10, choices=Moderation.choices, default=Moderation.BEFORE)
    proposal_length = models.PositiveIntegerField(_("longest proposal, in characters"), default=5_000)
    argument_length = models.PositiveIntegerField(_("longest argument, in characters"), default=1_500)
    newcomer_links = models.PositiveSmallIntegerField(
        _("links in one text"), default=2, null=True, blank=True, help_text=_("The source of an argument is one.")
    )
    newcomer_pause = models.PositiveSmallIntegerField(_("seconds between two texts"), default=30, null=True, blank=True)
    newcomer_contributions = models.PositiveSmallIntegerField(
        _("proposals and amendments in the first day"), default=3, null=True, blank=True
    )
    newcomer_comments = models.PositiveSmallIntegerField(
        _("arguments and replies in the first day"), default=10, null=True, blank=True
    )
    repeat_minutes = models.PositiveSmallIntegerField(
        _("minutes in which nobody sends the same text twice"),
        default=5,
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_REPEAT_MINUTES)],
        help_text=_("For everyone, not only for new accounts."),
    )
    attribution = RichTextField(
        _("source and licence of imported contributions"), features=["link", "italic"], blank=True
    )
    opinion_groups = models.BooleanField(
        _("look for opinion groups"),
        default=False,
        help_text=_(
            "When an edition of the synthesis is published, people whose positions are alike are put together by a "
            "computation: only those who agreed to it in particular, in their space. No group of fewer than 10 people "
            "is shown, and the site keeps no trace of who is in which. Political opinions are sensitive data: turn "
            "this on only if the consultation needs it, and say why in its introduction."
        ),
    )
    notice = models.CharField(
        _("a notice above the page"),
        max_length=300,
        blank=True,
        help_text=_("For instance that it is a demonstration."),
    )

    objects = WagtailPageManager.from_queryset(ConsultationQuerySet)()

    base_form_class = ConsultationForm
    template = "consult/consultation.html"
    content_panels = [
        *Page.content_panels,
        FieldPanel("question"),
        FieldPanel("introduction"),
        InlinePanel("phases", heading=_("Phases"), label=_("Phase")),
        MultiFieldPanel(
            [
                FieldPanel("rules"),
                FieldPanel("moderation"),
                FieldPanel("language"),
                FieldPanel("territory"),
                FieldPanel("proposal_length"),
                FieldPanel("argument_length"),
                FieldPanel("opinion_groups"),
            ],
            heading=_("Rules"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("newcomer_contributions"),
                FieldPanel("newcomer_comments"),
                FieldPanel("newcomer_links"),
                FieldPanel("newcomer_pause"),
                FieldPanel("repeat_minutes"),
            ],
            heading=_("What a new account may send"),
            help_text=_(
                "In the 24 hours after an account was made. It keeps whoever makes accounts in numbers from filling "
                "the consultation. An empty field sets no limit; the team is not limited. The page of the consultation "
                "says these limits among its rules."
            ),
        ),
        MultiFieldPanel([FieldPanel("attribution"), FieldPanel("notice")], heading=_("Origin")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("question"), index.SearchField("introduction")]

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")

    def clean(self) -> None:
        """Refuses an address that is taken or may not change, and phases that overlap.

        Forms, scripts and publication all pass here.
        """
        from consult.addresses import why_not_renamed

        super().clean()
        refuse_unreachable_slug(self.slug)
        if sentence := why_not_renamed(self):
            raise ValidationError({"slug": sentence})
        overlap = first_overlap(self.phases.all())
        if overlap is not None:
            raise ValidationError(overlap_sentence(overlap))

    def with_content_json(self, content: dict[str, Any]) -> "ConsultationPage":
        """Published on its day, a draft older than the contributions does not bring its other address back.

        Refused, it would stop every publication that is scheduled after it.
        """
        from consult.addresses import why_kept

        page: ConsultationPage = super().with_content_json(content)
        if page.slug != self.slug and why_kept(self, self.slug):
            page.slug = self.slug
            page.set_url_path(page.get_parent())
        return page

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Beside other consultations, never under one: their addresses share the first part."""
        return not issubclass(parent.specific_class or Page, ConsultationPage) and bool(super().can_create_at(parent))

    def can_move_to(self, parent: Page) -> bool:
        return not issubclass(parent.specific_class or Page, ConsultationPage) and bool(super().can_move_to(parent))

    def permissions_for_user(self, user: Any) -> OrganisersOnly:
        return OrganisersOnly(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Unpublished, a consultation takes the pages beneath it out of sight with it."""
        if not self.live:
            raise Http404
        found = super().route(request, path_components)
        if found.page.depth == self.depth + 1:
            found.page._cached_parent_obj = self  # what ``get_parent`` would read again
        return found

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from consult.pages import consultation_context

        return {**super().get_context(request, *args, **kwargs), **consultation_context(self, request)}

    @property
    def address(self) -> str:
        """Its path on this site. Right beneath home, where consultations stand, it takes no query to know it."""
        return f"/{self.slug}/" if self.depth == RIGHT_BENEATH_HOME else self.url or "/"

    def all_phases(self) -> list["Phase"]:
        """Its phases, in the organiser's order. One query, none where they are at hand."""
        held = (getattr(self, name, {}) for name in ("_prefetched_objects_cache", "_cluster_related_objects"))
        if self.pk is None or any("phases" in phases for phases in held):
            return list(self.phases.all())
        return _saved_phases(self.pk)

    def phase_at(self, at: datetime) -> "Phase | None":
        """The phase that is open at an instant, if any. One query, none where phases are at hand."""
        return next((phase for phase in self.all_phases() if phase.is_open(at)), None)

    def opens(self, right: str, at: datetime) -> bool:
        """Whether a published phase opens ``submit``, ``argue`` or ``take_position`` at an instant."""
        phase = self.phase_at(at)
        return self.live and phase is not None and bool(getattr(phase, f"may_{right}"))
