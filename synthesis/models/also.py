"""Where else the machine saw a text: a part of it that sits well in another cluster."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models import Proposal


class AlsoInQuerySet(models.QuerySet["AlsoIn"]):
    """Parts in clusters that are not their text's own."""

    def in_view(self) -> "AlsoInQuerySet":
        """Those whose proposal is published, still in the very words that the run read; the best first."""
        listed = Proposal.objects.grouped().filter(current__blanked_at__isnull=True)
        return self.filter(placement__version__in=listed.values("current")).order_by("-fit", "pk")

    def with_words(self) -> "AlsoInQuerySet":
        """With all that showing a part needs; no further query."""
        of = "placement__version__proposal"
        return self.select_related("placement__version", f"{of}__consultation", f"{of}__author", f"{of}__imported_from")


class AlsoIn(models.Model):
    """A span of a text, and a cluster that it sits well in; no words: they are read from the version.

    It counts in no size, and the result's hash does not cover it: that a run had other sentences to tell
    changes neither clusters nor placements (ADR 0022).
    """

    placement = models.ForeignKey(
        "synthesis.Placement",
        on_delete=models.CASCADE,  # part of its run
        related_name="also_in",
    )
    cluster = models.ForeignKey(
        "synthesis.Cluster",
        on_delete=models.CASCADE,  # part of its run
        related_name="also_texts",
    )
    start = models.PositiveIntegerField(_("place of its first character in the text"))
    end = models.PositiveIntegerField(_("place after its last character"))
    fit = models.FloatField(_("fit"), help_text=_("From 0 to 1."))

    objects = AlsoInQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("part in another cluster")
        verbose_name_plural = _("parts in other clusters")
        constraints = [
            models.UniqueConstraint(fields=["placement", "cluster"], name="also_in_a_cluster_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="part_has_characters"),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    @property
    def words(self) -> str:
        """The part to the letter; empty once erased. Needs ``placement__version``."""
        return self.placement.version.text[self.start : self.end]
