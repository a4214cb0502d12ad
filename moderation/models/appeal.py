"""Somebody contests a decision: its author, or who had reported the text; another moderator answers in words."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from moderation.models.report import Subject

MONTHS = 6  # Digital Services Act, article 20(1)


def last_day(decided_at: datetime) -> date:
    """Until which day a decision taken at an instant can be contested, that day included.

    The day of the same number six months later in the site's time zone, or the last of a month that has no such day.

    >>> from datetime import UTC
    >>> last_day(datetime(2026, 8, 31, 12, tzinfo=UTC)), last_day(datetime(2026, 3, 2, 12, tzinfo=UTC))
    (datetime.date(2027, 2, 28), datetime.date(2026, 9, 2))
    """
    day = timezone.localtime(decided_at).date()
    years, month = divmod(day.month - 1 + MONTHS, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def closes_at(decided_at: datetime) -> datetime:
    """The instant from which a decision taken at another can be contested no more: midnight after its last day."""
    return timezone.make_aware(datetime.combine(last_day(decided_at) + timedelta(days=1), time()))


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Appeals as the desk and the register read them."""

    def waiting(self) -> "AppealQuerySet":
        """Those that no moderator has answered yet."""
        return self.filter(outcome="")

    def public(self) -> "AppealQuerySet":
        """What the register counts: appeals about texts of consultations that everyone can read.

        One query at once: Wagtail reads the privacy rules first.
        """
        readable = ConsultationPage.objects.readable()
        return self.filter(
            Q(decision__proposal__consultation__in=readable)
            | Q(decision__argument__proposal__consultation__in=readable)
            | Q(decision__amendment__proposal__consultation__in=readable)
        )


class Appeal(models.Model):
    """One appeal against one decision. The database lets nobody answer one against a decision of their own."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("The decision stands")
        OVERTURNED = "overturned", _("The decision is overturned")

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    decision = models.ForeignKey(
        "moderation.Decision",
        on_delete=models.PROTECT,  # what was contested stays
        related_name="appeals",
    )
    report = models.ForeignKey(
        "moderation.Report",
        on_delete=models.PROTECT,  # what the appeal rests on stays
        null=True,
        blank=True,
        related_name="appeals",
        help_text=_("The report of whoever contests; empty where the author does."),
    )
    appellant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # an erased account leaves its appeal, without its name
        null=True,
        blank=True,
        related_name="appeals",
    )
    words = models.TextField(_("words"), max_length=2_000)
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    created_at = models.DateTimeField(_("created at"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("words to whoever contested"), max_length=2_000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the answer outlives the moderator's account
        null=True,
        blank=True,
        related_name="appeals_answered",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged by e-mail at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered by e-mail at"), null=True, blank=True)
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = AppealQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answer="", decided_by__isnull=True, decided_at__isnull=True)
                | (Q(outcome__in=["upheld", "overturned"]) & ~Q(answer="") & Q(decided_at__isnull=False)),
                name="appeal_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(appellant__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("appellant")),
                name="appeal_not_answered_by_appellant",
            ),
            models.UniqueConstraint(
                fields=["decision", "appellant"], condition=Q(appellant__isnull=False), name="person_appeals_once"
            ),
            models.UniqueConstraint(
                fields=["decision", "report"], condition=Q(report__isnull=False), name="report_appeals_once"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=Q(outcome=""), name="appeal_waiting")]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> Subject:
        """The text that the contested decision is about; needs the decision."""
        return self.decision.subject

    @property
    def is_waiting(self) -> bool:
        return not self.outcome

    @property
    def is_overturned(self) -> bool:
        return self.outcome == self.Outcome.OVERTURNED
