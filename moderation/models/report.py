"""A reader says that something breaks the charter or the law."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from proposals.models import Amendment, Argument, Proposal

Subject = Proposal | Argument | Amendment
NOUNS = ("amendment", "argument", "proposal")  # the columns, in the order of the alphabet
ONE_SUBJECT = (
    Q(proposal__isnull=False, argument__isnull=True, amendment__isnull=True)
    | Q(proposal__isnull=True, argument__isnull=False, amendment__isnull=True)
    | Q(proposal__isnull=True, argument__isnull=True, amendment__isnull=False)
)


def noun_of(subject: Subject) -> str:
    """What a text is called in columns, events and addresses."""
    return {Proposal: "proposal", Argument: "argument", Amendment: "amendment"}[type(subject)]


def subject_key(subject: Subject) -> dict[str, Any]:
    """Which column a text stands in, for a filter or a new row."""
    return {noun_of(subject): subject}


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self) -> "ReportQuerySet":
        """Those that no decision has answered yet."""
        return self.filter(handled_at__isnull=True)

    def on(self, subject: Subject) -> "ReportQuerySet":
        """Those on one text."""
        return self.filter(**subject_key(subject))

    def public(self) -> "ReportQuerySet":
        """What the yearly report counts: reports on texts of consultations that everyone can read.

        One query at once: Wagtail reads the privacy rules first.
        """
        readable = ConsultationPage.objects.readable()
        return self.filter(
            Q(proposal__consultation__in=readable)
            | Q(argument__proposal__consultation__in=readable)
            | Q(amendment__proposal__consultation__in=readable)
        )


class Report(models.Model):
    """One report. It orders the moderators' queue; by itself it hides nothing."""

    reference = models.CharField(_("reference"), max_length=12, unique=True)
    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # what was reported stays
        null=True,
        blank=True,
        related_name="reports",
    )
    argument = models.ForeignKey(
        "proposals.Argument",
        on_delete=models.PROTECT,  # what was reported stays
        null=True,
        blank=True,
        related_name="reports",
    )
    amendment = models.ForeignKey(
        "proposals.Amendment",
        on_delete=models.PROTECT,  # what was reported stays
        null=True,
        blank=True,
        related_name="reports",
    )
    ground = models.ForeignKey(
        "moderation.Ground",
        on_delete=models.PROTECT,  # a ground that was used is retired, not deleted
        related_name="reports",
    )
    words = models.TextField(_("words"), max_length=2_000)
    email = models.EmailField(_("e-mail address"), blank=True, help_text=_("Only to answer; never shown."))
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # an erased account leaves its report, without its name
        null=True,
        blank=True,
        related_name="reports",
    )
    language = models.CharField(
        _("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    created_at = models.DateTimeField(_("created at"))
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged by e-mail at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered by e-mail at"), null=True, blank=True)
    told_since = models.PositiveIntegerField(
        _("told by e-mail of a later decision"),
        null=True,
        blank=True,
        help_text=_("The number of the last decision that was told after the answer."),
    )
    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = ReportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=ONE_SUBJECT, name="report_has_one_subject")]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> Subject:
        """The text that was reported."""
        subject = self.proposal or self.argument or self.amendment
        assert subject is not None  # report_has_one_subject
        return subject
