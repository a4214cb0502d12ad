"""By e-mail: how often each person wants it, and the mails that brought notices."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_key() -> str:
    """What the link of a mail is made of: 256 bits of chance, which say nothing about anybody."""
    return secrets.token_urlsafe(32)


class Pace(models.TextChoices):
    """How often the notices of one topic go out by e-mail; in the site they stand always."""

    NOW = "now", _("at once")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    NEVER = "never", _("never")


class Topic(models.TextChoices):
    """What a notice is about, for whoever chooses what to get by e-mail."""

    DECISION = "decision", _("My contribution is published or withheld, my report is answered")
    ARGUMENT = "argument", _("Somebody argued on my proposal, or answered my argument")
    AMENDMENT = "amendment", _("Other words for a text that is mine or on which I took position, or its withdrawal")
    CITATION = "citation", _("My words are cited in a synthesis, or set aside")
    ANSWER = "answer", _("The institution or the team answers me")
    FOLLOW = "follow", _("What I follow")
    DUTY = "duty", _("Reminders to those who organise")
    ACCOUNT = "account", _("My account and my data: always sent")


CHOSEN = [topic for topic in Topic if topic != Topic.ACCOUNT]  # each has a column


class MailChoices(models.Model):
    """A column a topic, on the account: whoever tells somebody has read them already."""

    mail_decision = models.CharField(Topic.DECISION.label, max_length=6, choices=Pace, default=Pace.NOW)
    mail_argument = models.CharField(Topic.ARGUMENT.label, max_length=6, choices=Pace, default=Pace.NOW)
    mail_amendment = models.CharField(Topic.AMENDMENT.label, max_length=6, choices=Pace, default=Pace.NOW)
    mail_citation = models.CharField(Topic.CITATION.label, max_length=6, choices=Pace, default=Pace.NOW)
    mail_answer = models.CharField(Topic.ANSWER.label, max_length=6, choices=Pace, default=Pace.NOW)
    mail_follow = models.CharField(Topic.FOLLOW.label, max_length=6, choices=Pace, default=Pace.DAILY)
    mail_duty = models.CharField(Topic.DUTY.label, max_length=6, choices=Pace, default=Pace.NOW)
    no_mail = models.BooleanField(_("No mail about notices at all"), default=False)

    class Meta:
        abstract = True

    def pace_of(self, topic: str) -> str:
        """How often a topic goes out to this person; what concerns their account does, whatever they chose."""
        if topic == Topic.ACCOUNT:
            return Pace.NOW
        return Pace.NEVER if self.no_mail else str(getattr(self, f"mail_{topic}"))


PACES_EXIST: list[models.BaseConstraint] = [
    models.CheckConstraint(condition=Q(**{f"mail_{topic}__in": Pace.values}), name=f"mail_{topic}_is_a_pace")
    for topic in CHOSEN
]


class Mail(models.Model):
    """One message that brings notices: made when they are due, then sent until a server has taken it."""

    key = models.CharField(_("key of its link"), max_length=43, unique=True, default=new_key, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # goes with its person
        related_name="mails",
    )
    created_at = models.DateTimeField(_("created at"))
    next_at = models.DateTimeField(_("to be sent from"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("in the hands of a worker since"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        constraints = [
            models.CheckConstraint(condition=Q(sent_at=None) | Q(claimed_at=None), name="sent_mail_is_in_no_hands")
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(sent_at=None), name="mail_waiting")]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"
