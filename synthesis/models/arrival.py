"""Texts that came after a run, and the cluster of it that each was placed in at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from synthesis.models.run import Cluster, GroupingRun


class Arrival(models.Model):
    """A text that a run did not read, placed among its clusters by its nearest texts; no cluster: to be sorted.

    It is no part of the run's corpus nor of its hash, and the next run reads it like any other.
    """

    run = models.ForeignKey(
        GroupingRun,
        on_delete=models.CASCADE,  # part of its run
        related_name="arrivals",
    )
    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        related_name="arrivals",
    )
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.CASCADE,  # part of its run
        null=True,
        blank=True,
        related_name="arrivals",
    )
    fit = models.FloatField(_("fit"), default=0.0, help_text=_("From 0 to 1."))
    fits = models.BooleanField(_("fits"), help_text=_("As well as three quarters of the texts of the run."))
    at = models.DateTimeField(_("placed at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text placed after a grouping")
        verbose_name_plural = _("texts placed after a grouping")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["run", "version"], name="arrival_once_a_version")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.version_id}"
