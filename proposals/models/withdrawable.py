"""What an author takes back: it stays at its address, and stands no more."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from proposals.models.proposal import Proposal


class Withdrawable(models.Model):
    """When its author withdrew it, and in favour of which other; changed by ``withdraw`` and ``restore`` only."""

    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_for = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # proposals are never deleted
        related_name="withdrawn_for_it",
        null=True,
        blank=True,
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_for__isnull=True)
                | Q(withdrawn_at__isnull=False, published_at__isnull=False),
                name="proposal_withdrawn_was_published",
            ),
            models.CheckConstraint(condition=~Q(withdrawn_for=F("id")), name="proposal_withdrawn_for_another"),
        ]

    def withdraw(self, *, at: datetime, in_favour_of: "Proposal | None" = None) -> None:
        """Take it out of lists and searches; its page, its words and what rests on them stay."""
        self.withdrawn_at, self.withdrawn_for = at, in_favour_of
        self.save(update_fields=["withdrawn_at", "withdrawn_for"])

    def restore(self) -> None:
        """Let it stand again."""
        self.withdrawn_at, self.withdrawn_for = None, None
        self.save(update_fields=["withdrawn_at", "withdrawn_for"])
