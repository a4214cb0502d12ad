"""What a moderator did, on which ground, with which words to the author."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from moderation.models.report import ONE_SUBJECT, Subject, subject_key


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions as the desk and the register read them."""

    def on(self, subject: Subject) -> "DecisionQuerySet":
        """Those on one text, whatever they were."""
        return self.filter(**subject_key(subject))

    def standing(self) -> "DecisionQuerySet":
        """The last word on each text: no later decision replaced it; what was taken back says nothing."""
        later = Decision.objects.lasting().filter(number__gt=OuterRef("number"))
        return self.lasting().filter(
            ~Exists(later.filter(proposal=OuterRef("proposal"))),
            ~Exists(later.filter(argument=OuterRef("argument"))),
            ~Exists(later.filter(amendment=OuterRef("amendment"))),
        )

    def expired_at(self, at: datetime) -> "DecisionQuerySet":
        """Withholdings whose term is over, that still stand, of texts that can be shown again or read at last."""
        return self.filter(kind=Decision.Kind.WITHHOLD, ends_at__lte=at).standing().with_something_left()

    def with_something_left(self) -> "DecisionQuerySet":
        """Those on texts that their authors have neither erased nor withdrawn before anyone read them."""
        return (
            self.exclude(proposal__current__blanked_at__isnull=False)
            .exclude(argument__text="")
            .exclude(amendment__blanked_at__isnull=False)
            .exclude(amendment__published_at__isnull=True, amendment__outcome="withdrawn")
        )

    def lasting(self) -> "DecisionQuerySet":
        """Those that were not taken back within their minute, nor took one back."""
        return self.filter(undoes=None, undone_by=None)

    def asking(self) -> "DecisionQuerySet":
        """Requests for a change whose author has sent no other version since: the text is theirs for the time being."""
        return self.lasting().filter(kind=Decision.Kind.CHANGE, on_version=F("proposal__current__number"))

    def public(self) -> "DecisionQuerySet":
        """What the register may show: decisions on texts of consultations that everyone can read.

        One query at once: Wagtail reads the privacy rules first.
        """
        readable = ConsultationPage.objects.readable()
        return self.filter(
            Q(proposal__consultation__in=readable)
            | Q(argument__proposal__consultation__in=readable)
            | Q(amendment__proposal__consultation__in=readable)
        )


class Decision(models.Model):
    """One decision; the database refuses to withhold or mark it without all reasons, to ask without words."""

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("Published")
        WITHHOLD = "withhold", _("Withheld from view")
        OFF_TOPIC = "off_topic", _("Marked as off-topic")
        CHANGE = "change", _("Sent back for a change")
        WAIT = "wait", _("Waits again")

    class Duration(models.TextChoices):
        INDEFINITE = "indefinite", _("Without limit in time")
        TEMPORARY = "temporary", _("Until a date")

    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # what was decided on stays
        null=True,
        blank=True,
        related_name="decisions",
    )
    argument = models.ForeignKey(
        "proposals.Argument",
        on_delete=models.PROTECT,  # what was decided on stays
        null=True,
        blank=True,
        related_name="decisions",
    )
    amendment = models.ForeignKey(
        "proposals.Amendment",
        on_delete=models.PROTECT,  # what was decided on stays
        null=True,
        blank=True,
        related_name="decisions",
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the decision outlives the moderator's account
        null=True,
        related_name="decisions",
    )
    kind = models.CharField(_("decision"), max_length=10, choices=Kind.choices)
    ground = models.ForeignKey(
        "moderation.Ground",
        on_delete=models.PROTECT,  # a ground that was used is retired, not deleted
        null=True,
        blank=True,
        related_name="decisions",
    )
    facts = models.TextField(_("facts"), blank=True)
    words = models.TextField(_("words to the author"), blank=True)
    on_version = models.PositiveIntegerField(
        _("of which version"),
        null=True,
        blank=True,
        help_text=_("The number of the version that a change is asked of; a later one answers it."),
    )
    duration = models.CharField(_("for how long"), max_length=10, choices=Duration.choices, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    after_report = models.BooleanField(_("after a report"), default=False)
    after_signal = models.BooleanField(
        _("after a signal"), default=False, help_text=_("A machine had noticed something in its words; a person read.")
    )
    by_term = models.BooleanField(
        _("by the end of its term"), default=False, help_text=_("A withholding until a date ended; nobody decided.")
    )
    undoes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,  # both stay in the register
        null=True,
        blank=True,
        related_name="undone_by",
        help_text=_("The decision that its moderator took back by this one."),
    )
    state_before = models.CharField(
        _("state before"), max_length=12, blank=True, help_text=_("Of the text; not kept of the oldest decisions.")
    )
    appeal = models.OneToOneField(
        "moderation.Appeal",
        on_delete=models.PROTECT,  # what a decision answers stays
        null=True,
        blank=True,
        related_name="made",
        help_text=_("The appeal that overturned the decision before this one."),
    )
    waiting_since = models.DateTimeField(
        _("waiting since"), null=True, blank=True, help_text=_("The first report, the submission, or the appeal.")
    )
    decided_at = models.DateTimeField(_("decided at"))
    number = models.PositiveIntegerField(
        _("number"), help_text=_("Among those on the same text: two moderators cannot both give the same one.")
    )

    objects = DecisionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-decided_at", "-pk"]
        permissions = [("moderate_decision", "Can moderate contributions")]
        constraints = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="decision_has_one_subject"),
            models.CheckConstraint(
                condition=~Q(kind="withhold")
                | (Q(ground__isnull=False) & ~Q(facts="") & ~Q(words="") & ~Q(duration="")),
                name="withholding_has_reasons",
            ),
            models.CheckConstraint(
                condition=(Q(duration="temporary") & Q(ends_at__isnull=False))
                | (~Q(duration="temporary") & Q(ends_at__isnull=True)),
                name="temporary_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(kind="off_topic")
                | (Q(ground__isnull=False, proposal__isnull=False, duration="") & ~Q(facts="") & ~Q(words="")),
                name="off_topic_has_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(kind="change")
                | (~Q(words="") & Q(proposal__isnull=False) & Q(on_version__isnull=False) & Q(duration="")),
                name="change_is_asked_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(kind="wait") | Q(undoes__isnull=False) | Q(by_term=True),
                name="only_undoing_or_a_term_makes_wait_again",
            ),
            # Nothing is hidden by a machine alone: what no person decides shows a text again, or has it read.
            models.CheckConstraint(
                condition=Q(by_term=False) | Q(kind__in=["publish", "wait"]), name="term_never_withholds"
            ),
            models.UniqueConstraint(
                fields=["proposal", "number"], condition=Q(proposal__isnull=False), name="proposal_decided_once"
            ),
            models.UniqueConstraint(
                fields=["argument", "number"], condition=Q(argument__isnull=False), name="argument_decided_once"
            ),
            models.UniqueConstraint(
                fields=["amendment", "number"], condition=Q(amendment__isnull=False), name="amendment_decided_once"
            ),
        ]
        indexes = [models.Index(fields=["-decided_at"], name="decision_recent")]

    def __str__(self) -> str:
        return f"{self.subject} {self.kind}"

    @property
    def subject(self) -> Subject:
        """The text that was decided on."""
        subject = self.proposal or self.argument or self.amendment
        assert subject is not None  # decision_has_one_subject
        return subject

    @property
    def delay(self) -> timedelta | None:
        """How long the text or its first report had waited; None where nobody decided."""
        return self.decided_at - self.waiting_since if self.waiting_since else None
