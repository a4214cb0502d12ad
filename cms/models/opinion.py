"""What a guarantor signs. It never changes; a new opinion may follow."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models.edition import Edition
from cms.models.synthesis import SynthesisPage


class Opinion(models.Model):
    """A guarantor's opinion of an edition, or of what the desk held at one moment."""

    page = models.ForeignKey(
        SynthesisPage,
        on_delete=models.PROTECT,  # what was signed stays
        related_name="opinions",
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("From 1, for its synthesis."))
    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,  # what was read
        null=True,
        blank=True,
        related_name="opinions",
        verbose_name=_("edition"),
    )
    read_hash = models.CharField(_("hash of what was read"), max_length=64)
    words = models.TextField(_("opinion"), max_length=10_000)
    name = models.CharField(_("signed by"), max_length=120)
    signed_at = models.DateTimeField(_("signed at"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the opinion outlives the account
        null=True,
        related_name="+",
    )
    hash = models.CharField(_("hash of the opinion"), max_length=64)

    wagtail_reference_index_ignore = True
    erasable_columns = ("signed_by_id",)  # the account may go

    class Meta:
        verbose_name = _("opinion of a guarantor")
        verbose_name_plural = _("opinions of guarantors")
        ordering = ["page", "number"]
        permissions = [("sign_opinion", _("Can sign an opinion on a synthesis, and read all its making"))]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="opinion_number_once"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(name=""), name="opinion_says_what_and_who"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Unique for its synthesis."""
        return f"G-{self.number}"
