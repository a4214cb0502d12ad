"""One reproducible computation: what it read, with which parameters, and what it found."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from synthesis.clustering.stability import Word, word


class GroupingRunQuerySet(models.QuerySet["GroupingRun"]):
    """Runs by where they stand."""

    def done(self) -> "GroupingRunQuerySet":
        return self.filter(state=GroupingRun.State.DONE)

    def unfinished(self) -> "GroupingRunQuerySet":
        return self.filter(state__in=UNFINISHED)


UNFINISHED = ("queued", "running")


class GroupingRun(models.Model):
    """A grouping run; its corpus is the ordered list of its placements' versions."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    consultation = models.ForeignKey(
        ConsultationPage,
        on_delete=models.PROTECT,  # a run explains a synthesis: it stays
        related_name="grouping_runs",
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(_("stage"), max_length=60, blank=True)
    progress = models.FloatField(_("progress"), default=0.0, help_text=_("From 0 to 1."))
    attempt = models.PositiveSmallIntegerField(
        _("attempt"), default=0, help_text=_("A worker that was killed is followed by another: only the last writes.")
    )
    parameters = models.JSONField(_("parameters"), default=dict)
    decisions = models.JSONField(
        _("decisions it was given"), default=dict, help_text=_("Numbers of proposals and of themes, nothing else.")
    )
    encoder = models.CharField(_("encoder and its version"), max_length=60, blank=True)
    environment = models.JSONField(_("libraries and processor"), default=dict)
    corpus_hash = models.CharField(_("hash of the corpus"), max_length=64, blank=True)
    corpus_size = models.PositiveIntegerField(_("texts"), default=0)
    result_hash = models.CharField(_("hash of the result"), max_length=64, blank=True)
    parts_read = models.PositiveIntegerField(
        _("parts of texts compared with the groups"),
        null=True,
        blank=True,
        help_text=_("Empty where no sentence encoder was set: parts are then not looked at."),
    )
    groups_offered = models.JSONField(_("numbers of groups offered"), default=dict)
    seconds = models.JSONField(_("seconds that each stage took"), default=dict)
    error = models.TextField(_("error"), blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the run outlives the account
        null=True,
        related_name="grouping_runs",
    )
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # the run that this one started from explains it
        null=True,
        blank=True,
        related_name="followers",
    )
    created_at = models.DateTimeField(_("created at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = GroupingRunQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("grouping run")
        verbose_name_plural = _("grouping runs")
        ordering = ["-number"]
        permissions = [("group_groupingrun", "Can group proposals and name themes")]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="run_number_once"),
            models.UniqueConstraint(
                fields=["consultation"],
                condition=Q(state__in=UNFINISHED),
                name="one_run_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(result_hash="") & ~Q(corpus_hash="")), name="done_run_has_hashes"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="failed_run_says_why"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Unique in its consultation."""
        return f"R-{self.number}"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def percent(self) -> int:
        return round(100 * self.progress)


class Cluster(models.Model):
    """A group that the machine found: a proposal to the editor, until a person has confirmed its texts."""

    run = models.ForeignKey(
        GroupingRun,
        on_delete=models.CASCADE,  # part of its run
        related_name="clusters",
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("From 0, the largest first."))
    size = models.PositiveIntegerField(_("texts"))
    terms = models.JSONField(_("terms"), default=list)
    stability = models.FloatField(
        _("stability"),
        null=True,
        blank=True,
        help_text=_("From 0 to 1; 0 where nothing can be said, empty for runs that did not look."),
    )
    x = models.FloatField(_("place on the map, x"), default=0.0, help_text=_("From 0 to 1."))
    y = models.FloatField(_("place on the map, y"), default=0.0, help_text=_("From 0 to 1."))
    theme = models.ForeignKey(
        "synthesis.Theme",
        on_delete=models.SET_NULL,  # an undone theme gives its cluster back
        null=True,
        blank=True,
        related_name="clusters",
    )
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the theme outlives the account
        null=True,
        blank=True,
        related_name="+",
    )
    adopted_at = models.DateTimeField(_("adopted at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="cluster_number_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its first terms: what it is called until a person names it."""
        return ", ".join(self.terms[:3]) or str(_("Without a common word"))

    @property
    def stability_word(self) -> Word:
        """Solid, fair or fragile; nothing where it is not known."""
        return word(self.stability or 0.0)


class Placement(models.Model):
    """One text of a run's corpus, in order, and where the machine put it; no cluster: to be sorted."""

    run = models.ForeignKey(
        GroupingRun,
        on_delete=models.CASCADE,  # part of its run
        related_name="placements",
    )
    order = models.PositiveIntegerField(_("order in the corpus"))
    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        related_name="placements",
    )
    cluster = models.ForeignKey(
        Cluster,
        on_delete=models.CASCADE,  # part of its run
        null=True,
        blank=True,
        related_name="placements",
    )
    nearest = models.ForeignKey(
        Cluster,
        on_delete=models.CASCADE,  # part of its run
        null=True,
        blank=True,
        related_name="near_placements",
    )
    fit = models.FloatField(_("fit"), default=0.0, help_text=_("From 0 to 1."))
    turn = models.FloatField(
        _("direction on the map of its theme"),
        null=True,
        blank=True,
        help_text=_("A part of a whole turn, from 0 to 1; empty for runs that did not look."),
    )
    outlier = models.FloatField(_("distance from all"), default=0.0)
    vector_hash = models.CharField(
        _("hash of the sentence vector"), max_length=64, blank=True, help_text=_("Empty where words alone were used.")
    )
    central_rank = models.PositiveSmallIntegerField(_("rank among the central ones"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["run", "order"]
        constraints = [
            models.UniqueConstraint(fields=["run", "order"], name="placement_order_once"),
            models.UniqueConstraint(fields=["run", "version"], name="placement_once_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.order}"
