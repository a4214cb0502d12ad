"""A code to sign in that no mail server has taken yet."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WaitingCode(models.Model):
    """The last message with a code to one address: gone once it was sent, or of no use any more."""

    address = models.EmailField(_("e-mail address"), unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    html = models.TextField(_("text as a page"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("of use until"))
    claimed_at = models.DateTimeField(_("in the hands of a worker since"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("waiting code")
        verbose_name_plural = _("waiting codes")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="waiting_code_is_of_use")
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
