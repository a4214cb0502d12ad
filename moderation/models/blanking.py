"""A text against the law whose words were taken out, and the original that two persons open together."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from moderation.models.report import Subject, noun_of

ASKED_FOR = timedelta(days=7)  # how long a request waits for a second person
SHOWN_FOR = timedelta(minutes=15)  # how long the two read the original
REASON_LENGTH = 1_000  # characters

_KEPT = Q(sealed__isnull=False, destroyed_at__isnull=True, given_back_at__isnull=True)
_GONE = Q(sealed__isnull=True, destroyed_at__isnull=False, given_back_at__isnull=True) | Q(
    sealed__isnull=True, destroyed_at__isnull=True, given_back_at__isnull=False
)


class BlankingQuerySet(models.QuerySet["Blanking"]):
    """The door to blanked texts."""

    def on(self, subject: Subject) -> "BlankingQuerySet":
        """Those of one text."""
        return self.filter(**{f"decision__{noun_of(subject)}": subject})

    def in_force(self) -> "BlankingQuerySet":
        """Those whose words are still out, whether the original is kept or not."""
        return self.filter(given_back_at=None)

    def kept(self) -> "BlankingQuerySet":
        """Those of which the sealed original is kept."""
        return self.filter(sealed__isnull=False)

    def over_at(self, at: datetime) -> "BlankingQuerySet":
        """Those whose original has been kept long enough, and whom no appeal waits for."""
        return self.kept().filter(kept_until__lte=at).exclude(decision__appeals__outcome="")

    def public(self) -> "BlankingQuerySet":
        """What the register counts: texts of consultations that everyone can read.

        One query at once: Wagtail reads the privacy rules first.
        """
        readable = ConsultationPage.objects.readable()
        return self.filter(
            Q(decision__proposal__consultation__in=readable)
            | Q(decision__argument__proposal__consultation__in=readable)
            | Q(decision__amendment__proposal__consultation__in=readable)
        )


class Blanking(models.Model):
    """What was taken out after one decision, sealed; the key of chance stands in ``OriginalKey``."""

    decision = models.OneToOneField(
        "moderation.Decision",
        on_delete=models.PROTECT,  # what it rests on stays
        related_name="blanking",
        help_text=_("The withholding that it rests on: a text is blanked once a decision."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # what was blanked stays so without the moderator's account
        null=True,
        related_name="blankings",
    )
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH)
    at = models.DateTimeField(_("at"))
    sealed = models.BinaryField(_("sealed original"), null=True)
    kept_until = models.DateTimeField(_("original kept until"))
    destroyed_at = models.DateTimeField(_("original destroyed at"), null=True)
    given_back_at = models.DateTimeField(_("words given back at"), null=True)

    objects = BlankingQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("blanked text")
        verbose_name_plural = _("blanked texts")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="blanking_says_why"),
            models.CheckConstraint(condition=_KEPT | _GONE, name="blanking_keeps_its_original_or_says_when_it_went"),
        ]
        indexes = [models.Index(fields=["kept_until"], condition=Q(sealed__isnull=False), name="original_age")]

    def __str__(self) -> str:
        return f"{self.decision_id}"

    @property
    def subject(self) -> Subject:
        """The text; needs the decision."""
        return self.decision.subject

    @property
    def is_kept(self) -> bool:
        """Whether the original can still be opened."""
        return self.sealed is not None


class OriginalKey(models.Model):
    """The half of a key that is of chance, in another table than what it opens; the other half is the site's."""

    blanking = models.OneToOneField(
        Blanking,
        on_delete=models.CASCADE,  # opens nothing without it
        related_name="key",
    )
    key = models.BinaryField(_("key"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("key of an original")
        verbose_name_plural = _("keys of originals")

    def __str__(self) -> str:
        return f"{self.blanking_id}"


class OpeningQuerySet(models.QuerySet["Opening"]):
    """The door to openings of originals."""

    def waiting_at(self, at: datetime) -> "OpeningQuerySet":
        """Those that wait for a second person; who asked has an account still, and the original is there."""
        asked = self.filter(agreed_at=None, asked_at__gt=at - ASKED_FOR, asked_by__isnull=False)
        return asked.filter(blanking__sealed__isnull=False)

    def open_at(self, at: datetime) -> "OpeningQuerySet":
        """Those that show the original to the two who opened it."""
        return self.filter(agreed_at__gt=at - SHOWN_FOR, blanking__sealed__isnull=False)

    def agreed(self, blanking: Blanking) -> int:
        """How often an original was opened. One query."""
        return self.filter(blanking=blanking, agreed_at__isnull=False).count()


class Opening(models.Model):
    """One person asks to read an original, another agrees; the database takes no other for the two."""

    blanking = models.ForeignKey(
        Blanking,
        on_delete=models.PROTECT,  # who opened it stays known
        related_name="openings",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the opening stays known without the account
        null=True,
        related_name="openings_asked",
    )
    reason = models.TextField(_("reason"), max_length=REASON_LENGTH)
    asked_at = models.DateTimeField(_("asked at"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the opening stays known without the account
        null=True,
        related_name="openings_agreed",
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True)

    objects = OpeningQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("opening of an original")
        verbose_name_plural = _("openings of originals")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="opening_says_why"),
            models.CheckConstraint(
                condition=Q(asked_by__isnull=True) | Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="opening_needs_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=False) | Q(agreed_by__isnull=True), name="opening_agreed_has_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blanking_id}"

    @property
    def shown_until(self) -> datetime | None:
        """Until when the two read the original; None before anybody agreed."""
        return self.agreed_at + SHOWN_FOR if self.agreed_at else None
