"""An unusual flow of positions on one proposal: a figure for moderators, without anybody's name."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PositionAlert(models.Model):
    """So many positions within five minutes, from accounts younger than a day. No position was dropped."""

    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # says nothing without it
        related_name="position_alerts",
    )
    count = models.PositiveIntegerField(_("positions"))
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("unusual flow of positions")
        verbose_name_plural = _("unusual flows of positions")
        ordering = ["-ended_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("began_at")), name="position_alert_ends_after_it_began"),
        ]
        indexes = [models.Index(fields=["ended_at"], name="position_alert_age")]

    def __str__(self) -> str:
        return f"{self.count}"
