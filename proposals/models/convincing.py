"""Someone found an argument convincing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Convincing(models.Model):
    """One participant's mark on one argument, whichever side it takes; gone when taken back."""

    argument = models.ForeignKey(
        "proposals.Argument",
        on_delete=models.PROTECT,  # only what was published is marked, and that stays
        related_name="convincing_marks",
    )
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # an erased account takes its marks with it
        related_name="convincing_marks",
    )
    created_at = models.DateTimeField(_("marked at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("convincing mark")
        verbose_name_plural = _("convincing marks")
        constraints = [
            models.UniqueConstraint(fields=["argument", "participant"], name="one_convincing_mark_a_participant")
        ]

    def __str__(self) -> str:
        return f"{self.argument_id} – {self.participant_id}"
