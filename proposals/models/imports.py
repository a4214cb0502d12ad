"""Where imported contributions come from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consult.quick_rows import QuickRows


class Import(QuickRows, models.Model):
    """One list brought in at once; its source and licence stand wherever its contributions do."""

    consultation = models.ForeignKey(
        "consult.ConsultationPage",
        on_delete=models.PROTECT,  # contributions keep their consultation
        related_name="imports",
    )
    source = models.CharField(_("source"), max_length=250, help_text=_("Shown in the author's place."))
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    list_hash = models.CharField(_("hash of the list"), max_length=64)
    size = models.PositiveIntegerField(_("contributions"))
    imported_at = models.DateTimeField(_("imported at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.source
