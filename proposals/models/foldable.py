"""Whether another text stands for one that says nearly the same, as upper rooms decided: for lists and figures."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Foldable(models.Model):
    """Copied from the folds by ``proposals.folded.keep``, and by nothing else."""

    folded_under = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # proposals are never deleted
        related_name="folded_here",
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # few have one: see ``proposal_folded``
        help_text=_("The one that stands for it; both are in view."),
    )
    in_a_fold = models.BooleanField(
        default=False, editable=False, help_text=_("Whether its folds change with what becomes of it.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=~Q(folded_under=F("id")), name="proposal_folded_under_another"),
            models.CheckConstraint(
                condition=Q(folded_under__isnull=True) | Q(in_a_fold=True), name="proposal_folded_is_in_a_fold"
            ),
        ]
        indexes = [
            models.Index(fields=["consultation"], condition=Q(in_a_fold=True), name="proposal_in_a_fold"),
            models.Index(fields=["folded_under"], condition=Q(folded_under__isnull=False), name="proposal_folded"),
        ]
