"""The frozen corpus: the ordered list of versions that a synthesis starts from. It never changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage


class FrozenCorpus(models.Model):
    """All that had been published in a consultation at a cut-off; its hash stands in the journal.

    What was withheld after its publication is part of it: it has a fate too.
    """

    consultation = models.ForeignKey(
        ConsultationPage,
        on_delete=models.PROTECT,  # editions rest on it
        related_name="frozen_corpora",
        verbose_name=_("consultation"),
    )
    number = models.PositiveIntegerField(_("number"))
    cutoff_at = models.DateTimeField(_("cut-off"))
    size = models.PositiveIntegerField(_("contributions"))
    hash = models.CharField(_("hash of the corpus"), max_length=64)
    frozen_at = models.DateTimeField(_("frozen at"))
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the corpus outlives the account
        null=True,
        related_name="+",
        verbose_name=_("frozen by"),
    )

    wagtail_reference_index_ignore = True
    erasable_columns = ("frozen_by_id",)  # the account may go

    class Meta:
        verbose_name = _("frozen corpus")
        verbose_name_plural = _("frozen corpora")
        ordering = ["consultation", "-number"]
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="corpus_number_once")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Unique in its consultation."""
        return f"K-{self.number}"


class CorpusItem(models.Model):
    """One contribution of a frozen corpus, in the order of its number, with the version that stood then."""

    corpus = models.ForeignKey(
        FrozenCorpus,
        on_delete=models.PROTECT,  # never deleted
        related_name="items",
    )
    order = models.PositiveIntegerField(_("order"))
    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        related_name="corpus_items",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("contribution of a corpus")
        verbose_name_plural = _("contributions of a corpus")
        ordering = ["corpus", "order"]
        constraints = [
            models.UniqueConstraint(fields=["corpus", "order"], name="corpus_order_once"),
            models.UniqueConstraint(fields=["corpus", "version"], name="corpus_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order}"


class SetAside(models.TextChoices):
    """Why a person who read a text left it out of all themes."""

    NO_PROPOSAL = "no_proposal", _("proposes nothing")
    OFF_QUESTION = "off_question", _("does not answer the question")
    UNREADABLE = "unreadable", _("cannot be understood")
    SEVERAL_IDEAS = "several_ideas", _("holds several ideas")
    NO_THEME = "no_theme", _("resembles no theme")


class ThemeDecision(models.Model):
    """One decision of one person on where one text belongs; kept as it was taken.

    ``shown_at`` is when the desk displayed the text; empty for what was read elsewhere. Taking an act back is a
    decision too: it tells where the text stands again.
    """

    class Deed(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed where it stood")
        MOVED = "moved", _("moved to a theme")
        SET_ASIDE = "set_aside", _("set aside")
        UNDONE = "undone", _("put back where it stood")

    consultation = models.ForeignKey(
        ConsultationPage,
        on_delete=models.PROTECT,  # what was decided stays
        related_name="theme_decisions",
    )
    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # the wording that was read
        related_name="theme_decisions",
    )
    deed = models.CharField(_("deed"), max_length=12, choices=Deed.choices)
    theme = models.ForeignKey(
        "synthesis.Theme",
        on_delete=models.PROTECT,  # what was decided stays
        null=True,
        blank=True,
        related_name="decisions",
    )
    origin = models.ForeignKey(
        "synthesis.Theme",
        on_delete=models.PROTECT,  # what was decided stays
        null=True,
        blank=True,
        related_name="departures",
        verbose_name=_("theme in which it stood"),
    )
    reason = models.CharField(_("reason"), max_length=16, choices=SetAside.choices, blank=True)
    together = models.PositiveIntegerField(_("texts decided at once"), default=1)
    shown_at = models.DateTimeField(_("displayed at"), null=True, blank=True)
    at = models.DateTimeField(_("decided at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the decision outlives the account
        null=True,
        related_name="+",
    )

    wagtail_reference_index_ignore = True
    erasable_columns = ("by_id",)  # the account may go

    class Meta:
        verbose_name = _("decision on a theme")
        verbose_name_plural = _("decisions on themes")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deed="set_aside", theme__isnull=True) & ~Q(reason="")
                | Q(deed__in=["confirmed", "moved"], theme__isnull=False, reason="")
                | Q(deed="undone") & (Q(theme__isnull=True) | Q(reason="")),
                name="set_aside_has_a_reason_and_no_theme",
            )
        ]
        indexes = [models.Index(fields=["consultation", "at"], name="theme_decisions_in_time")]

    def __str__(self) -> str:
        return f"{self.deed} {self.version_id}"
