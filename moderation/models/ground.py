"""The articles of the charter that a decision can rest on."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from consult.canonical import sha256_of
from consult.kept_snippets import NeverDeleted

WORDS = ("kind", "title", "text")  # what decisions rest on


class GroundQuerySet(models.QuerySet["Ground"]):
    def in_force(self, at: datetime | None = None) -> "GroundQuerySet":
        """Those that a report or a decision can rest on at an instant, now by default."""
        at = at or timezone.now()
        return self.filter(Q(retired_at__isnull=True) | Q(retired_at__gt=at), valid_from__lte=at)

    def titles_by_seal(self) -> dict[str, str]:
        """The titles by what the journal names their grounds by, retired ones too. One query, over a short list."""
        return {ground.seal: ground.title for ground in self.only(*WORDS)}


class GroundForm(WagtailAdminModelForm):
    """The words of a ground are typed once; its place, its dates and the sentence to start from can change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in WORDS:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Decisions rest on these words: for others, retire this ground.")


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
    # What the application role may write; the trigger lets the words through only as they are.
    erasable_columns = (*WORDS, "sample_words", "position", "valid_from", "retired_at")

    base_form_class = GroundForm
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

    @property
    def seal(self) -> str:
        """What the journal names it by: the SHA-256 of its words, which never change."""
        return sha256_of({name: getattr(self, name) for name in WORDS})


register_permission_policy(Ground, NeverDeleted(Ground))  # the database refuses to reword or delete one
register_snippet(Ground)
