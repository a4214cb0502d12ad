"""A second reading: a sample drawn by a seed, read by someone who does not know what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models.edition import Edition
from cms.models.synthesis import SynthesisPage
from proposals.models import Argument, Version


class SecondReading(models.Model):
    """One sample of one synthesis, and who reads it. The seed says which texts: nobody chose them."""

    page = models.ForeignKey(
        SynthesisPage,
        on_delete=models.PROTECT,  # what was measured stays
        related_name="second_readings",
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("From 1, for its synthesis."))
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,  # what was read again
        null=True,
        blank=True,
        related_name="second_readings",
        verbose_name=_("edition"),
    )
    corpus = models.ForeignKey(
        "synthesis.FrozenCorpus",
        on_delete=models.PROTECT,  # what the sample was drawn from
        related_name="+",
    )
    seed = models.CharField(_("seed"), max_length=32)
    written = models.CharField(_("hash of what was written when it was drawn"), max_length=64)
    themes = models.JSONField(_("themes, as the reader is shown them"), default=list)
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the sample outlives the account
        null=True,
        related_name="+",
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the answers outlive the account
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("second reader"),
    )
    taken_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    done_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("second reading")
        verbose_name_plural = _("second readings")
        ordering = ["page", "-number"]
        permissions = [("read_second", _("Can read a sample blind, as a second reader"))]
        constraints = [models.UniqueConstraint(fields=["page", "number"], name="second_reading_number_once")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Unique for its synthesis."""
        return f"S-{self.number}"


class SecondReadingItem(models.Model):
    """One thing to read again, and what stood when the sample was drawn: hidden from the reader, never changed.

    A text: ``first`` is the theme's number or the reason to set it aside. A pair: a statement and the words that
    were cited for it.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("contribution")
        PAIR = "pair", _("finding and citation")

    reading = models.ForeignKey(
        SecondReading,
        on_delete=models.PROTECT,  # part of its reading
        related_name="items",
    )
    order = models.PositiveIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    version = models.ForeignKey(
        Version,
        on_delete=models.PROTECT,  # what was read
        null=True,
        blank=True,
        related_name="+",
    )
    argument = models.ForeignKey(
        Argument,
        on_delete=models.PROTECT,  # what was read
        null=True,
        blank=True,
        related_name="+",
    )
    key = models.UUIDField(_("key of the finding"), null=True, blank=True)
    statement = models.TextField(_("statement"), blank=True)
    start = models.PositiveIntegerField(_("start"), default=0)
    end = models.PositiveIntegerField(_("end"), default=0)
    first = models.CharField(_("what stood"), max_length=16)
    by_person = models.BooleanField(_("decided by a person"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("item of a second reading")
        verbose_name_plural = _("items of second readings")
        ordering = ["reading", "order"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "order"], name="second_item_order_once"),
            models.CheckConstraint(
                condition=Q(version__isnull=False, argument__isnull=True)
                | Q(version__isnull=True, argument__isnull=False, kind="pair"),
                name="second_item_has_one_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order}"


class SecondAnswer(models.Model):
    """What the second reader said of one item. Only ever added; the last one before the end holds."""

    item = models.ForeignKey(
        SecondReadingItem,
        on_delete=models.PROTECT,  # says nothing without it
        related_name="answers",
    )
    number = models.PositiveIntegerField(_("number"))
    answer = models.CharField(_("answer"), max_length=16)
    at = models.DateTimeField(_("answered at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer of a second reader")
        verbose_name_plural = _("answers of second readers")
        ordering = ["item", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="second_answer_number_once")]

    def __str__(self) -> str:
        return self.answer
