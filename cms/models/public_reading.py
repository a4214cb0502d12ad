"""A draft that was opened for a time, what readers say of it, and what the editors answer to them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.models.edition import Edition, EditionCitation, EditionFinding
from consult.models import ConsultationPage


class PublicReadingQuerySet(models.QuerySet["PublicReading"]):
    """The door to readings."""

    def listed(self, at: datetime) -> "PublicReadingQuerySet":
        """Those that anyone may read at an instant: begun, of a live consultation, behind no privacy rule of the page.

        Rules on the consultation or above it are checked where the consultation is.
        """
        begun = self.filter(opens_at__lte=at, consultation__live=True)
        return begun.filter(edition__page__view_restrictions__isnull=True)


class PublicReading(models.Model):
    """The draft findings of a synthesis, opened to all from one moment to another. It never changes."""

    consultation = models.ForeignKey(
        ConsultationPage,
        on_delete=models.PROTECT,  # what was shown stays
        related_name="public_readings",
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("From 1, in its consultation."))
    edition = models.OneToOneField(
        Edition,
        on_delete=models.PROTECT,  # the wording that was read
        related_name="public_reading",
    )
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    words = models.TextField(_("what readers are asked"), max_length=1_000, blank=True)
    opened_at = models.DateTimeField(_("decided at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the reading outlives the account
        null=True,
        related_name="+",
    )

    objects = PublicReadingQuerySet.as_manager()
    wagtail_reference_index_ignore = True
    erasable_columns = ("opened_by_id",)  # the account may go

    class Meta:
        verbose_name = _("public reading")
        verbose_name_plural = _("public readings")
        ordering = ["consultation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="public_reading_number_once"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="public_reading_has_a_time"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Its own address; needs ``consultation``."""
        return reverse("cms_readings:reading", args=[self.consultation.slug, self.number])

    @property
    def reference(self) -> str:
        """Unique in its consultation."""
        return f"L-{self.number}"

    def is_open(self, at: datetime) -> bool:
        """Whether it takes comments at an instant."""
        return self.opens_at <= at < self.closes_at


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Remarks by who may read them."""

    def listed(self) -> "RemarkQuerySet":
        """Words that everyone reads."""
        return self.filter(state=Remark.State.PUBLISHED).exclude(text="")

    def waiting(self) -> "RemarkQuerySet":
        """Words that nobody of the team has looked at yet, the oldest first."""
        return self.filter(state=Remark.State.SUBMITTED).order_by("said_at", "pk")

    def on_meaning(self) -> "RemarkQuerySet":
        """What cited authors say of what was made of their words."""
        return self.exclude(kind=Remark.Kind.COMMENT)


class Remark(models.Model):
    """What somebody says of one finding of an open draft: a comment, or whether their own words were understood.

    Words wait for an editor or a moderator; whether one was understood counts at once, and needs no words.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        MEANT = "meant", _("This is what I meant")
        NOT_MEANT = "not_meant", _("Not what I meant")

    class State(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("remark", "waits for a reader of the team")
        PUBLISHED = "published", pgettext_lazy("remark", "published")
        DECLINED = "declined", pgettext_lazy("remark", "not published")

    reading = models.ForeignKey(
        PublicReading,
        on_delete=models.PROTECT,  # said of it
        related_name="remarks",
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("From 1, in its reading."))
    finding = models.ForeignKey(
        EditionFinding,
        on_delete=models.PROTECT,  # the wording that was read
        related_name="remarks",
    )
    citation = models.ForeignKey(
        EditionCitation,
        on_delete=models.PROTECT,  # whose words
        null=True,
        blank=True,
        related_name="remarks",
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    text = models.TextField(_("words"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # published words outlive the account
        null=True,
        blank=True,
        related_name="remarks",
    )
    said_at = models.DateTimeField(_("said at"))
    idempotency_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.SUBMITTED)
    looked_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the decision outlives the account
        null=True,
        blank=True,
        related_name="+",
    )
    why = models.TextField(_("why it is not published"), blank=True)

    objects = RemarkQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("remark of a reader")
        verbose_name_plural = _("remarks of readers")
        ordering = ["reading", "number"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "number"], name="remark_number_once"),
            models.UniqueConstraint(fields=["citation"], name="one_word_on_the_meaning_of_a_citation"),
            models.CheckConstraint(
                condition=Q(kind="comment", citation__isnull=True) | ~Q(kind="comment") & Q(citation__isnull=False),
                name="remark_on_meaning_names_the_words",
            ),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(why=""), name="declined_remark_says_why"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Where it stands on the page of its reading; needs ``reading`` with its consultation."""
        return f"{self.reading.get_absolute_url()}#remarque-{self.number}"

    @property
    def reference(self) -> str:
        """Unique in its consultation; needs ``reading``."""
        return f"{self.reading.reference}-C{self.number}"

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED and self.text != ""


class RemarkAnswer(models.Model):
    """What the editors answer to a remark: kept or not, and why. Only ever added; the last one holds."""

    remark = models.ForeignKey(
        Remark,
        on_delete=models.PROTECT,  # says nothing without it
        related_name="answers",
    )
    number = models.PositiveIntegerField(_("number"))
    kept = models.BooleanField(_("kept"))
    words = models.TextField(_("in words"))
    at = models.DateTimeField(_("answered at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the answer outlives the account
        null=True,
        related_name="+",
    )

    wagtail_reference_index_ignore = True
    erasable_columns = ("by_id",)  # the account may go

    class Meta:
        verbose_name = _("answer to a remark")
        verbose_name_plural = _("answers to remarks")
        ordering = ["remark", "number"]
        constraints = [
            models.UniqueConstraint(fields=["remark", "number"], name="remark_answer_number_once"),
            models.CheckConstraint(condition=~Q(words=""), name="remark_answer_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.remark_id} ({self.number})"
