"""A key that a telephone, a computer or a small device keeps, and that signs its owner in."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 60
LONGEST_ID = 1364  # letters: 1023 bytes, the most that the standard allows


class Passkey(models.Model):
    """What the site keeps of a passkey: the public half, and how often the other half has signed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("participant"),
        on_delete=models.CASCADE,  # opens nothing once the account is gone
        related_name="passkeys",
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    domain = models.CharField(_("domain that it works on"), max_length=253)
    credential_id = models.CharField(_("its number, in base64"), max_length=LONGEST_ID, unique=True)
    credential = models.BinaryField(_("public key, as the standard writes it"))
    handle = models.CharField(_("how it calls its owner, in base64"), max_length=86)
    sign_count = models.PositiveBigIntegerField(_("how often it signed, where it says so"), default=0)
    opens_admin = models.BooleanField(_("is a second factor"), default=False)
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")

    def __str__(self) -> str:
        return self.name
