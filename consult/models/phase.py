"""A stretch of time in a consultation, and the rights that it opens."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable


class PhaseQuerySet(models.QuerySet["Phase"]):
    """Phases in time. *Open* holds from the opening instant to just before the closing one."""

    def open_at(self, at: datetime) -> "PhaseQuerySet":
        return self.filter(opens_at__lte=at, closes_at__gt=at)

    def past_at(self, at: datetime) -> "PhaseQuerySet":
        return self.filter(closes_at__lte=at)

    def upcoming_at(self, at: datetime) -> "PhaseQuerySet":
        return self.filter(opens_at__gt=at)


class Phase(Orderable):
    """Half-open ``[opens_at, closes_at)``: at the closing instant nothing is accepted any more."""

    class Kind(models.TextChoices):
        COLLECT = "collect", _("Collecting proposals")
        DELIBERATE = "deliberate", _("Deliberating")
        SYNTHESISE = "synthesise", _("Writing the synthesis")
        ANSWER = "answer", _("Answering")

    consultation = ParentalKey(
        "consult.ConsultationPage",
        on_delete=models.CASCADE,  # a phase is part of its page
        related_name="phases",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120, blank=True)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"), help_text=_("At this instant nothing is accepted any more."))
    may_submit = models.BooleanField(_("proposals can be submitted"), default=False)
    may_argue = models.BooleanField(_("arguments can be given"), default=False)
    may_take_position = models.BooleanField(_("positions can be taken"), default=False)

    objects = PhaseQuerySet.as_manager()

    panels = [
        FieldPanel("kind"),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
        MultiFieldPanel(
            [FieldPanel("may_submit"), FieldPanel("may_argue"), FieldPanel("may_take_position")],
            heading=_("What this phase opens"),
        ),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="phase_closes_after_it_opens",
                violation_error_message=_("A phase must close after it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    def is_past(self, at: datetime) -> bool:
        return self.closes_at <= at

    def is_upcoming(self, at: datetime) -> bool:
        return at < self.opens_at
