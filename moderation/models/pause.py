"""A moderator keeps an author from writing in one consultation until a day; it ends by itself."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from moderation.models.appeal import Appeal
from moderation.models.report import ONE_SUBJECT, Subject

LONGEST_PAUSE = timedelta(days=30)


class PauseQuerySet(models.QuerySet["Pause"]):
    """Pauses as the desk, the authors and the register read them."""

    def running_at(self, at: datetime) -> "PauseQuerySet":
        """Those that keep somebody from writing at an instant."""
        return self.filter(in_force=True, ends_at__gt=at)

    def contested(self) -> "PauseQuerySet":
        """Those that wait for another moderator's answer."""
        return self.filter(contested_at__isnull=False, outcome="", participant__isnull=False)

    def public(self) -> "PauseQuerySet":
        """What the register counts: pauses in consultations that everyone can read.

        One query at once: Wagtail reads the privacy rules first.
        """
        return self.filter(consultation__in=ConsultationPage.objects.readable())


class Pause(models.Model):
    """One pause of one author. Of each author, the database lets one be in force in a consultation.

    Its author contests it once, in the same row: the database refuses an answer by the moderator who decided it.
    """

    consultation = models.ForeignKey(
        "consult.ConsultationPage",
        on_delete=models.PROTECT,  # what was decided in it stays
        related_name="pauses",
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("In its consultation: what the journal says of it."))
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # an erased account leaves its pauses to the figures, without words
        null=True,
        related_name="pauses",
    )
    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # what was decided from stays
        null=True,
        related_name="pauses",
    )
    argument = models.ForeignKey(
        "proposals.Argument",
        on_delete=models.PROTECT,  # what was decided from stays
        null=True,
        related_name="pauses",
    )
    amendment = models.ForeignKey(
        "proposals.Amendment",
        on_delete=models.PROTECT,  # what was decided from stays
        null=True,
        related_name="pauses",
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the pause outlives the moderator's account
        null=True,
        related_name="pauses_decided",
    )
    ground = models.ForeignKey(
        "moderation.Ground",
        on_delete=models.PROTECT,  # a ground that was used is retired, not deleted
        related_name="pauses",
    )
    facts = models.TextField(_("facts"))
    words = models.TextField(_("words to the author"))
    after_report = models.BooleanField(_("after a report"), default=False)
    begins_at = models.DateTimeField(_("since"))
    ends_at = models.DateTimeField(_("until"))
    in_force = models.BooleanField(
        _("in force"), default=True, help_text=_("Until its end; no more once it is lifted, or another has followed.")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the lifting outlives the moderator's account
        null=True,
        related_name="pauses_lifted",
    )
    contest = models.TextField(_("words of whoever contests"), blank=True)
    contested_at = models.DateTimeField(_("contested at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Appeal.Outcome.choices, blank=True)
    answer = models.TextField(_("words to whoever contested"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the answer outlives the moderator's account
        null=True,
        related_name="pauses_answered",
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = PauseQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("pause of an author")
        verbose_name_plural = _("pauses of authors")
        ordering = ["-begins_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="pause_has_one_subject"),
            models.CheckConstraint(condition=~Q(facts="") & ~Q(words=""), name="pause_has_reasons"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="pause_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(in_force=False), name="lifted_pause_is_not_in_force"
            ),
            models.CheckConstraint(
                condition=Q(participant__isnull=True) | Q(moderator__isnull=True) | ~Q(moderator=F("participant")),
                name="nobody_pauses_themselves",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (
                    Q(outcome__in=Appeal.Outcome.values, contested_at__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="pause_answered_in_words",
            ),
            models.CheckConstraint(
                condition=(Q(contest="") & Q(contested_at__isnull=True))
                | (~Q(contest="") & Q(contested_at__isnull=False)),
                name="pause_contested_in_words",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(moderator__isnull=True) | ~Q(answered_by=F("moderator")),
                name="pause_answered_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(participant__isnull=True) | ~Q(answered_by=F("participant")),
                name="pause_not_answered_by_its_author",
            ),
            models.UniqueConstraint(
                fields=["participant", "consultation"], condition=Q(in_force=True), name="one_pause_in_force"
            ),
            models.UniqueConstraint(fields=["consultation", "number"], name="pause_numbered"),
        ]
        indexes = [
            models.Index(fields=["contested_at"], condition=Q(outcome=""), name="pause_contested_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id}/{self.number}"

    @property
    def subject(self) -> Subject:
        """The text from whose page it was decided."""
        subject = self.proposal or self.argument or self.amendment
        assert subject is not None  # pause_has_one_subject
        return subject

    @property
    def is_waiting(self) -> bool:
        """Whether its author contests it and nobody has answered."""
        return self.contested_at is not None and not self.outcome

    @property
    def is_overturned(self) -> bool:
        return self.outcome == Appeal.Outcome.OVERTURNED

    def runs_at(self, at: datetime) -> bool:
        """Whether it keeps its author from writing at an instant."""
        return self.in_force and self.ends_at > at
