"""Texts that say the same as another, folded under it; and the search that proposes them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage

GIVEN_UP = timedelta(minutes=30)  # after which a search that gave no answer may be asked for again


class FoldedTextQuerySet(models.QuerySet["FoldedText"]):
    def standing(self) -> "FoldedTextQuerySet":
        """Those that nobody took back, of texts that were not edited since."""
        return self.filter(
            undone_at__isnull=True, version__proposal__current=F("version"), into__proposal__current=F("into")
        )


class FoldedText(models.Model):
    """One version that says the same as another, which stands for it; taken back or edited, it stands by itself.

    ``into`` is folded under no other: one step leads from any text to the one that stands for it.
    """

    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        related_name="+",
    )
    into = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        related_name="+",
    )
    automatic = models.BooleanField(_("equal after normalisation"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the fold outlives the account
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(_("folded at"))
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = FoldedTextQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("folded text")
        verbose_name_plural = _("folded texts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(version=F("into")), name="not_folded_into_itself"),
            models.CheckConstraint(condition=Q(automatic=False) | Q(by__isnull=True), name="automatic_fold_of_nobody"),
            models.UniqueConstraint(fields=["version"], condition=Q(undone_at__isnull=True), name="folded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} → {self.into_id}"


class FoldSearch(models.Model):
    """The latest look for texts that say the same, in a consultation; what it found is a proposal to the editor."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    consultation = models.OneToOneField(
        ConsultationPage,
        on_delete=models.CASCADE,  # of use only with it
        related_name="fold_search",
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    found = models.JSONField(
        _("groups"),
        default=list,
        help_text=_("Of each group its texts, the one that stands for all first: number, version, likeness."),
    )
    texts = models.PositiveIntegerField(_("texts"), default=0)
    compared = models.PositiveIntegerField(_("texts compared"), default=0)
    asked_at = models.DateTimeField(_("asked for at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("search for texts that say the same")
        verbose_name_plural = _("searches for texts that say the same")

    def __str__(self) -> str:
        return self.state

    @property
    def is_unfinished(self) -> bool:
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def is_under_way(self) -> bool:
        """Whether to wait for it; what gave no answer for long is lost, whatever its state says."""
        return self.is_unfinished and self.asked_at > timezone.now() - GIVEN_UP

    @property
    def not_compared(self) -> int:
        """How many texts it only looked for copies of."""
        return self.texts - self.compared
