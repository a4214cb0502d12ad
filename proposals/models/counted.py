"""How much was said in one consultation, and by how many, as counted last."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage


class CountedFigures(models.Model):
    """The figures of `proposals.figures`, and its tags, kept so that pages need not go through every position."""

    consultation = models.OneToOneField(
        ConsultationPage,
        on_delete=models.CASCADE,  # figures about it
        related_name="counted_figures",
    )
    proposals = models.PositiveIntegerField(_("proposals"))
    arguments = models.PositiveIntegerField(_("arguments"))
    positions = models.PositiveIntegerField(_("positions"))
    people = models.PositiveIntegerField(_("people"))
    voices = models.PositiveIntegerField(_("voices"))
    folded = models.PositiveIntegerField(_("proposals folded under another"), default=0)
    tags = models.JSONField(_("tags"), null=True, help_text=_("Slug, name and number of each, the most used first."))
    counted_at = models.DateTimeField(_("counted at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("counted figures")
        verbose_name_plural = _("counted figures")

    def __str__(self) -> str:
        return f"{self.counted_at:%Y-%m-%d %H:%M}"
