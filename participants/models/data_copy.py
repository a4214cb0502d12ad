"""The copy of a person's data that they asked for: for them alone, and for seven days."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DataCopy(models.Model):
    """One person's copy: asked for, then made by a task; a new one takes the place of the former.

    The archive stands in the row: it has no address of its own, and goes with the account in one transaction.
    """

    participant = models.OneToOneField(
        "participants.User",
        on_delete=models.CASCADE,  # goes with its person
        related_name="data_copy",
    )
    asked_at = models.DateTimeField(_("asked for at"))
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    archive = models.BinaryField(_("archive"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("copy of somebody’s data")
        verbose_name_plural = _("copies of people’s data")
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, archive__isnull=True)
                | Q(made_at__isnull=False, archive__isnull=False),
                name="data_copy_made_or_not",
            ),
        ]
        indexes = [models.Index(fields=["made_at"], name="data_copy_retention")]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"
