"""Who moderates some consultations only: the members of a group, in those that it was given."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mandate(models.Model):
    """The members of one group moderate one consultation. Whoever moderates all of them needs none."""

    group = models.ForeignKey(
        "auth.Group",
        on_delete=models.CASCADE,  # a role goes with its group
        related_name="mandates",
    )
    consultation = models.ForeignKey(
        "consult.ConsultationPage",
        on_delete=models.CASCADE,  # nothing is left to moderate
        related_name="mandates",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        default_permissions = ()
        permissions = [("moderate_consultation", _("Can moderate the consultations of their groups"))]
        constraints = [models.UniqueConstraint(fields=["group", "consultation"], name="mandate_once")]

    def __str__(self) -> str:
        return f"{self.group} – {self.consultation}"
