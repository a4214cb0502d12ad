"""What the institution answers to a finding, and what it commits itself to. None of these rows can change.

An answer is changed by a new one; a commitment is followed by its steps. Where a commitment stands is computed from
these rows and from the day; nobody types that it is late.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.models.edition import EditionFinding
from cms.models.synthesis import SynthesisPage
from consult.models import ConsultationPage


class Answer(models.Model):
    """What the institution answered to a finding, at one time; the last number of a key is the answer in force."""

    class Stance(models.TextChoices):
        KEPT = "kept", pgettext_lazy("answer", "Kept")
        PARTLY = "partly", pgettext_lazy("answer", "Partly kept")
        REFUSED = "refused", pgettext_lazy("answer", "Refused")
        STUDY = "study", pgettext_lazy("answer", "Under study")

    page = models.ForeignKey(
        SynthesisPage,
        on_delete=models.PROTECT,  # what was answered stays
        related_name="answers",
    )
    key = models.UUIDField(_("key of the finding"))
    number = models.PositiveIntegerField(_("number"), help_text=_("From 1, for each finding."))
    finding = models.ForeignKey(
        EditionFinding,
        on_delete=models.PROTECT,  # the wording that was answered
        related_name="answers",
    )
    stance = models.CharField(_("answer"), max_length=8, choices=Stance.choices)
    reasons = models.TextField(_("reasons"))
    name = models.CharField(_("who answers"), max_length=120)
    function = models.CharField(_("their function"), max_length=160)
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
        verbose_name = pgettext_lazy("institution", "answer")
        verbose_name_plural = pgettext_lazy("institution", "answers")
        ordering = ["key", "-number"]
        permissions = [("answer_finding", _("Can answer findings and make commitments"))]
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="answer_number_once"),
            models.CheckConstraint(condition=~Q(reasons="") & ~Q(name=""), name="answer_says_why_and_who"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stance_display()} ({self.number})"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Commitments, with where they stand as columns."""

    def in_view(self) -> "CommitmentQuerySet":
        """Those of syntheses that anyone may read. One query of its own: Wagtail reads the privacy rules first."""
        return self.filter(answer__page__in=SynthesisPage.objects.published())

    def with_state(self, today: date) -> "models.QuerySet[Any]":
        """``stage`` (the last that was said), ``due_now`` (the date that holds) and ``state``, as ``state_on`` says."""
        steps = CommitmentStep.objects.filter(commitment=OuterRef("pk")).order_by("-pk")
        said = steps.filter(kind__in=CommitmentStep.STAGES).values("kind")[:1]
        moved = steps.filter(kind=CommitmentStep.Kind.MOVED).values("due")[:1]
        state, ended = Commitment.State, [CommitmentStep.Kind.DONE, CommitmentStep.Kind.DROPPED]
        return self.annotate(
            stage=Coalesce(Subquery(said), Value(CommitmentStep.Kind.PLANNED.value), output_field=CharField()),
            due_now=Coalesce(Subquery(moved), F("due")),
        ).annotate(
            state=Case(
                When(stage__in=ended, then=F("stage")),
                When(due_now__lt=today, then=Value(state.LATE.value)),
                default=F("stage"),
                output_field=CharField(),
            )
        )


class Commitment(models.Model):
    """Something that the institution says it will do by a day, in answer to a finding."""

    class State(models.TextChoices):
        LATE = "late", pgettext_lazy("commitment", "Late")
        UNDER_WAY = "under_way", pgettext_lazy("commitment", "Under way")
        PLANNED = "planned", pgettext_lazy("commitment", "Planned")
        DONE = "done", pgettext_lazy("commitment", "Done")
        DROPPED = "dropped", pgettext_lazy("commitment", "Dropped")

    consultation = models.ForeignKey(
        ConsultationPage,
        on_delete=models.PROTECT,  # what was promised stays
        related_name="+",
    )
    number = models.PositiveIntegerField(_("number"))
    answer = models.ForeignKey(
        Answer,
        on_delete=models.PROTECT,  # the answer that held when it was made
        related_name="commitments",
    )
    key = models.UUIDField(_("key of the finding"), db_index=True)
    text = models.TextField(_("what will be done"))
    due = models.DateField(_("by when"))
    at = models.DateTimeField(_("made at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the commitment outlives the account
        null=True,
        related_name="+",
    )

    objects = CommitmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True
    erasable_columns = ("by_id",)  # the account may go

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="commitment_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="commitment_says_what"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Unique in its consultation."""
        return f"E-{self.number}"

    def standing_on(self, today: date) -> "Standing":
        """Where it stands on a day, in the site's time zone. Reads ``steps``: one query unless prefetched."""
        return Standing(self, sorted(self.steps.all(), key=lambda step: step.pk or 0), today)

    def state_on(self, today: date) -> "Commitment.State":
        """The public state on a day; ``CommitmentQuerySet.with_state`` says the same in SQL."""
        return self.standing_on(today).state


class Standing:
    """A commitment on a day: its stage, the date that holds, its public state, and whether it was done in time."""

    def __init__(self, commitment: Commitment, steps: "list[CommitmentStep]", today: date) -> None:
        said = [step for step in steps if step.kind in CommitmentStep.STAGES]
        moved = [step.due for step in steps if step.kind == CommitmentStep.Kind.MOVED and step.due]
        self.stage = said[-1].kind if said else CommitmentStep.Kind.PLANNED.value
        self.said = said[-1] if said else None
        self.due = moved[-1] if moved else commitment.due
        self.moved = bool(moved)
        self.ended = self.stage in (CommitmentStep.Kind.DONE, CommitmentStep.Kind.DROPPED)
        self.state = Commitment.State.LATE if not self.ended and self.due < today else Commitment.State(self.stage)

    @property
    def done_on(self) -> date | None:
        """The day on which it was said done, in the site's time zone."""
        done = self.said is not None and self.stage == CommitmentStep.Kind.DONE
        return timezone.localdate(self.said.at) if done and self.said else None

    @property
    def done_late(self) -> bool:
        """Done, but after the date that held then."""
        return self.done_on is not None and self.done_on > self.due


class CommitmentStep(models.Model):
    """One thing said of a commitment: where it stands, that its date moved, or what proves it. Only ever added."""

    class Kind(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("commitment", "Planned")
        UNDER_WAY = "under_way", pgettext_lazy("commitment", "Under way")
        DONE = "done", pgettext_lazy("commitment", "Done")
        DROPPED = "dropped", pgettext_lazy("commitment", "Dropped")
        MOVED = "moved", pgettext_lazy("commitment", "Date moved")
        PROOF = "proof", pgettext_lazy("commitment", "Proof")

    STAGES = (Kind.PLANNED, Kind.UNDER_WAY, Kind.DONE, Kind.DROPPED)

    commitment = models.ForeignKey(
        Commitment,
        on_delete=models.PROTECT,  # part of what was promised
        related_name="steps",
    )
    kind = models.CharField(_("step"), max_length=9, choices=Kind.choices)
    words = models.TextField(_("in words"), blank=True)
    due = models.DateField(_("new date"), null=True, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    shown_page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.PROTECT,  # it proves what was done
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page of this site"),
    )
    document = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.PROTECT,  # it proves what was done
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )
    at = models.DateTimeField(_("said at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the step outlives the account
        null=True,
        related_name="+",
    )

    # Wagtail then refuses to delete a page or a document that proves something.
    commitment.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]  # Wagtail reads it there
    by.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    erasable_columns = ("by_id",)  # the account may go

    class Meta:
        verbose_name = _("step of a commitment")
        verbose_name_plural = _("steps of commitments")
        ordering = ["commitment", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["dropped", "moved"]) | ~Q(words=""), name="commitment_step_says_why"
            ),
            models.CheckConstraint(
                condition=Q(kind="moved", due__isnull=False) | ~Q(kind="moved") & Q(due__isnull=True),
                name="commitment_date_moves_with_its_step",
            ),
            models.CheckConstraint(
                condition=Q(kind="proof") & ~Q(link="", shown_page__isnull=True, document__isnull=True)
                | ~Q(kind="proof") & Q(link="", shown_page__isnull=True, document__isnull=True),
                name="commitment_proof_shows_something",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def shown(self) -> dict[str, Any] | None:
        """What a proof leads to: ``label`` and ``url``. Needs ``shown_page`` and ``document``."""
        if self.document is not None:
            return {"label": self.document.title, "url": self.document.url}
        if self.shown_page is not None:
            return {"label": self.shown_page.title, "url": self.shown_page.url if self.shown_page.live else ""}
        return {"label": self.link, "url": self.link} if self.link else None
