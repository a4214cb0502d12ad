"""The articles of the charter that a decision can rest on."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet


class GroundQuerySet(models.QuerySet["Ground"]):
    def in_force(self, at: datetime | None = None) -> "GroundQuerySet":
        """Those that a report or a decision can rest on at an instant, now by default."""
        at = at or timezone.now()
        return self.filter(Q(retired_at__isnull=True) | Q(retired_at__gt=at), valid_from__lte=at)


class Ground(models.Model):
    """One article, in plain words; a new wording is a new row, the old one is retired."""

    class Kind(models.TextChoices):
        CHARTER = "charter", _("Against the charter")
        ILLEGAL = "illegal", _("Against the law")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CHARTER)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    sample_words = models.TextField(
        _("sentence to start from"),
        blank=True,
        help_text=_("Offered to the moderator for the words to the author; never sent by itself."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    valid_from = models.DateTimeField(_("valid from"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    objects = GroundQuerySet.as_manager()

    panels = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("sample_words"),
        FieldPanel("position"),
        FieldPanel("valid_from"),
        FieldPanel("retired_at"),
    ]

    class Meta:
        verbose_name = _("ground")
        verbose_name_plural = _("grounds")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


register_snippet(Ground)
