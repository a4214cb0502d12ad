"""What a synthesis leaves out."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models.synthesis import SynthesisPage


class ThemeSetAside(models.Model):
    """A theme that the synthesis leaves out, and why."""

    page = models.ForeignKey(
        SynthesisPage,
        on_delete=models.CASCADE,  # part of its page; what was published stays in its edition
        related_name="set_aside_themes",
    )
    theme = models.ForeignKey(
        "synthesis.Theme",
        on_delete=models.CASCADE,  # says nothing without it
        related_name="set_asides",
    )
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("set aside at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the reason outlives the account
        null=True,
        related_name="+",
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("theme left out of a synthesis")
        verbose_name_plural = _("themes left out of a synthesis")
        constraints = [
            models.UniqueConstraint(fields=["page", "theme"], name="theme_set_aside_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="theme_set_aside_says_why"),
        ]

    def __str__(self) -> str:
        return self.reason
