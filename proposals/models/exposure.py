"""How evenly the fair order of one consultation shares out its first page, as measured last."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage


class Exposure(models.Model):
    """Over so many loads of the first page, how often the least and the most shown proposal stood on it."""

    consultation = models.OneToOneField(
        ConsultationPage,
        on_delete=models.CASCADE,  # a figure about it
        related_name="exposure",
    )
    proposals = models.PositiveIntegerField(_("proposals"))
    loads = models.PositiveIntegerField(_("first pages"))
    least = models.PositiveIntegerField(_("least shown"))
    most = models.PositiveIntegerField(_("most shown"))
    measured_at = models.DateTimeField(_("measured at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposures")
        constraints = [
            models.CheckConstraint(
                condition=Q(proposals__gt=0, loads__gt=0, least__lte=F("most"), most__lte=F("loads")),
                name="exposure_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return f"{self.least}–{self.most} / {self.loads}"
