"""How moderators share the queue: who has a text open, and who handed one over to whom."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.models.report import ONE_SUBJECT, Subject, subject_key

HELD_FOR = timedelta(minutes=5)  # after the last sign of life of whoever has the text open
NOTE_LENGTH = 500  # characters


class InHandQuerySet(models.QuerySet["InHand"]):
    def on(self, subject: Subject) -> "InHandQuerySet":
        """Whoever has this text, or had it and went."""
        return self.filter(**subject_key(subject))

    def at(self, at: datetime) -> "InHandQuerySet":
        """Those that hold at an instant."""
        return self.filter(seen_at__gt=at - HELD_FOR)


class InHand(models.Model):
    """A moderator has a text open. It tells the others, and binds nobody."""

    proposal = models.OneToOneField(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="in_hand",
    )
    argument = models.OneToOneField(
        "proposals.Argument",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="in_hand",
    )
    amendment = models.OneToOneField(
        "proposals.Amendment",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="in_hand",
    )
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # somebody who is gone reads nothing
        related_name="in_hand",
    )
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last seen at"))

    objects = InHandQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text in hand")
        verbose_name_plural = _("texts in hand")
        constraints = [models.CheckConstraint(condition=ONE_SUBJECT, name="in_hand_has_one_subject")]
        indexes = [models.Index(fields=["seen_at"], name="in_hand_age")]

    def __str__(self) -> str:
        return f"{self.subject}"

    @property
    def subject(self) -> Subject:
        """The text that is open."""
        subject = self.proposal or self.argument or self.amendment
        assert subject is not None  # in_hand_has_one_subject
        return subject


class HandOver(models.Model):
    """A moderator asks another one, or any other, to decide on a text, and says why."""

    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="hand_overs",
    )
    argument = models.ForeignKey(
        "proposals.Argument",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="hand_overs",
    )
    amendment = models.ForeignKey(
        "proposals.Amendment",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="hand_overs",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the note outlives the account of whoever wrote it
        null=True,
        related_name="handed_over",
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # then it is for any other
        null=True,
        related_name="handed_to",
    )
    words = models.CharField(_("why"), max_length=NOTE_LENGTH)
    at = models.DateTimeField(_("at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text handed over")
        verbose_name_plural = _("texts handed over")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="hand_over_has_one_subject"),
            models.CheckConstraint(condition=~Q(words=""), name="hand_over_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}"

    @property
    def subject(self) -> Subject:
        """The text that was handed over."""
        subject = self.proposal or self.argument or self.amendment
        assert subject is not None  # hand_over_has_one_subject
        return subject
