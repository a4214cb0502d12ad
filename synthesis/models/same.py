"""Two proposals that a person said to be the same idea, or not to be."""

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Proposal


class SameIdeaQuerySet(models.QuerySet["SameIdea"]):
    def standing(self) -> "SameIdeaQuerySet":
        """Those that nobody took back."""
        return self.filter(undone_at__isnull=True)

    def about(self, proposals: Sequence[int]) -> "SameIdeaQuerySet":
        """Those on any of these proposals, by key."""
        return self.filter(Q(first__in=proposals) | Q(second__in=proposals))


class SameIdea(models.Model):
    """A person's word on two proposals, which each grouping keeps; taken back, the row stays."""

    first = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # said of this proposal
        related_name="same_ideas_after",
    )
    second = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # said of this proposal
        related_name="same_ideas_before",
    )
    same = models.BooleanField(_("the same idea"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the decision outlives the account
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(_("decided at"))
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = SameIdeaQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("same idea or not")
        verbose_name_plural = _("same ideas or not")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="same_idea_in_order"),
            models.UniqueConstraint(
                fields=["first", "second"], condition=Q(undone_at__isnull=True), name="same_idea_said_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {'=' if self.same else '≠'} {self.second_id}"

    @property
    def sides(self) -> tuple[Proposal, Proposal]:
        """Both proposals."""
        return self.first, self.second
