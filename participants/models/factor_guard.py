"""What a second factor was last used with, and how often it was mistyped."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FactorGuard(models.Model):
    """One row an account that ever typed a code: the last code that worked, and wrong ones since an instant.

    In the database, so that it holds for all workers, after a restart, and where the cache is down.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("participant"),
        on_delete=models.CASCADE,  # says nothing once the account is gone
        related_name="factor_guard",
    )
    last_counter = models.BigIntegerField(_("half-minute of the last code that worked"), default=0)
    wrong = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    wrong_since = models.DateTimeField(_("wrong codes since"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("guard of a second factor")
        verbose_name_plural = _("guards of second factors")
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong=0, wrong_since=None) | Q(wrong__gt=0, wrong_since__isnull=False),
                name="wrong_codes_have_a_beginning",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.wrong}"
