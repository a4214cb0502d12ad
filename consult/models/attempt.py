"""One try at a door that counts them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attempt(models.Model):
    """That something limited was done, under a key that says nothing by itself; kept for a day."""

    key = models.CharField(_("key"), max_length=64)
    at = models.DateTimeField(_("at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(fields=["key", "at"], name="attempt_by_key"),
            models.Index(fields=["at"], name="attempt_by_time"),  # for the nightly retention
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
