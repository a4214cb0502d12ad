"""Editions: a synthesis as it was published, and what became of each contribution in it. They never change.

Citations hold a span and the hash of its words, not the words: these are read from the version, so that what its
author erased is gone from every edition, and the hash says what stood there.
"""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cms.models.synthesis import Citation, Finding, SynthesisPage
from proposals.models import Argument, Proposal, Version
from synthesis.models import SetAside


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions by what they are."""

    def published(self) -> "EditionQuerySet":
        """Numbered editions, the newest first; drafts that were opened for reading are not among them."""
        return self.filter(kind=Edition.Kind.EDITION).order_by("-number")

    def of(self, page: SynthesisPage) -> "EditionQuerySet":
        return self.filter(page=page)


class Edition(models.Model):
    """A synthesis at one moment: an edition that was published, or a draft that was opened for reading."""

    class Kind(models.TextChoices):
        EDITION = "edition", _("Edition")
        READING = "reading", _("Draft opened for reading")

    page = models.ForeignKey(
        SynthesisPage,
        on_delete=models.PROTECT,  # what was published stays
        related_name="editions",
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.EDITION)
    number = models.PositiveIntegerField(_("number"), help_text=_("From 1, among those of its kind."))
    corpus = models.ForeignKey(
        "synthesis.FrozenCorpus",
        on_delete=models.PROTECT,  # the edition rests on it
        related_name="editions",
    )
    run = models.ForeignKey(
        "synthesis.GroupingRun",
        on_delete=models.PROTECT,  # how it was made
        null=True,
        blank=True,
        related_name="editions",
    )
    title = models.CharField(_("title"), max_length=255)
    lead = models.TextField(_("lead"), blank=True)
    how_made = models.TextField(_("how it was made"), blank=True)
    theme_floor = models.PositiveIntegerField(_("size from which a theme is accounted for"))
    themes = models.JSONField(
        _("themes"),
        default=list,
        help_text=_("Number, name, texts, confirmed texts and, where it was set aside, the reason."),
    )
    figures = models.JSONField(_("figures"), default=dict, help_text=_("Who answered, and how many."))
    open_gates = models.JSONField(
        _("what was missing"), default=list, help_text=_("Codes of the gates that were red when it was published.")
    )
    public_reason = models.TextField(_("why it was published all the same"), blank=True)
    hash = models.CharField(_("hash of its content"), max_length=64)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the edition outlives the account
        null=True,
        blank=True,
        related_name="+",
    )

    objects = EditionQuerySet.as_manager()
    wagtail_reference_index_ignore = True
    erasable_columns = ("published_by_id",)  # the account may go

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["page", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "kind", "number"], name="edition_number_once"),
            models.CheckConstraint(
                condition=Q(open_gates=[]) | Q(kind="reading") | ~Q(public_reason=""),
                name="edition_in_spite_of_a_gate_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @cached_property
    def before_at(self) -> datetime | None:
        """When the edition before it was published; None before any. One query, once: editions never change."""
        earlier = Edition.objects.published().filter(page=self.page_id, published_at__lt=self.published_at)
        return earlier.values_list("published_at", flat=True).first()


class EditionFinding(models.Model):
    """A finding as it was published; ``key`` names it through all editions, ``number`` in this one."""

    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,  # part of its edition, which stays
        related_name="findings",
    )
    number = models.PositiveIntegerField(_("number"))
    key = models.UUIDField(_("key"))
    kind = models.CharField(_("kind"), max_length=12, choices=Finding.Kind.choices)
    section = models.CharField(_("section"), max_length=120, blank=True)
    statement = models.TextField(_("statement"))
    comment = models.TextField(_("comment"), blank=True)
    no_contrary = models.BooleanField(_("no contribution says the contrary"), default=False)
    theme = models.ForeignKey(
        "synthesis.Theme",
        on_delete=models.PROTECT,  # named in the edition
        null=True,
        blank=True,
        related_name="edition_findings",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("published finding")
        verbose_name_plural = _("published findings")
        ordering = ["edition", "number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="edition_finding_number_once"),
            models.UniqueConstraint(fields=["edition", "key"], name="edition_finding_key_once"),
        ]

    def __str__(self) -> str:
        return self.statement


class EditionCitation(models.Model):
    """A citation as it was published: whose words, from where to where, and their hash."""

    finding = models.ForeignKey(
        EditionFinding,
        on_delete=models.PROTECT,  # part of its edition, which stays
        related_name="citations",
    )
    order = models.PositiveIntegerField(_("order"))
    role = models.CharField(_("role"), max_length=8, choices=Citation.Role.choices)
    version = models.ForeignKey(
        Version,
        on_delete=models.PROTECT,  # what is cited stays
        null=True,
        blank=True,
        related_name="edition_citations",
    )
    argument = models.ForeignKey(
        Argument,
        on_delete=models.PROTECT,  # what is cited stays
        null=True,
        blank=True,
        related_name="edition_citations",
    )
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    words_hash = models.CharField(_("hash of the words"), max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("published citation")
        verbose_name_plural = _("published citations")
        ordering = ["finding", "order"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "order"], name="edition_citation_order_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="edition_citation_is_not_empty"),
            models.CheckConstraint(
                condition=Q(version__isnull=False, argument__isnull=True)
                | Q(version__isnull=True, argument__isnull=False),
                name="edition_citation_has_one_source",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The words cited, empty when their author erased them. Needs ``version`` or ``argument``."""
        source = self.version or self.argument
        return source.text[self.start : self.end] if source else ""


def words_hash(words: str) -> str:
    """SHA-256 of the words of a citation, 64 hexadecimal digits."""
    return hashlib.sha256(words.encode()).hexdigest()


class Fate(models.Model):
    """What became of one contribution in one edition; each has exactly one."""

    class Kind(models.TextChoices):
        CITED = "cited", _("cited")
        IN_THEME = "in_theme", _("in a theme, confirmed by a person")
        NOT_READ = "not_read", _("grouped by the machine, not read")
        SET_ASIDE = "set_aside", _("read and set aside")
        WITHHELD = "withheld", _("withheld by moderation")
        TOO_LATE = "too_late", _("too late for this edition")

    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,  # part of its edition, which stays
        related_name="fates",
    )
    proposal = models.ForeignKey(
        Proposal,
        on_delete=models.PROTECT,  # what was said stays
        related_name="fates",
    )
    version = models.ForeignKey(
        Version,
        on_delete=models.PROTECT,  # the version of the corpus, or for one too late its version then
        related_name="fates",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    theme = models.ForeignKey(
        "synthesis.Theme",
        on_delete=models.PROTECT,  # named in the fate
        null=True,
        blank=True,
        related_name="fates",
    )
    in_group = models.BooleanField(_("in a group of the machine"), default=False)
    reason = models.CharField(_("reason"), max_length=16, choices=SetAside.choices, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("fate")
        verbose_name_plural = _("fates")
        ordering = ["edition", "version__proposal__number"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "proposal"], name="one_fate_a_contribution_and_edition"),
            models.CheckConstraint(
                condition=~Q(kind="in_theme") | Q(theme__isnull=False), name="fate_in_theme_names_it"
            ),
            models.CheckConstraint(condition=~Q(kind="set_aside") | ~Q(reason=""), name="fate_set_aside_says_why"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
