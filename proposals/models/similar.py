"""What was proposed as close to a text that was being written, and what its writer answered.

A *writing* is known by the key of its form, a UUID: it becomes the key of the proposal that is sent with it. No typed
text is kept here, but the few words of an answer.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from proposals.models.published import Publishable

if TYPE_CHECKING:
    from consult.models import ConsultationPage

LONGEST_WORDS = 200  # characters of "mine differs by…"


class Impression(models.Model):
    """One proposal shown as close to one writing: at which rank first, with which score."""

    writing = models.UUIDField(_("key of the form"))
    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # says nothing without it
        related_name="impressions",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # what a person was shown goes with their account
        null=True,
        blank=True,
        related_name="impressions",
    )
    rank = models.PositiveSmallIntegerField(_("rank"))
    score = models.FloatField(_("score"))
    by_meaning = models.BooleanField(_("compared by meaning too"), default=False)
    shown_at = models.DateTimeField(_("shown at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proposal shown as close")
        verbose_name_plural = _("proposals shown as close")
        constraints = [
            models.UniqueConstraint(fields=["writing", "proposal"], name="impression_once_a_writing"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=5), name="impression_rank_known"),
        ]
        indexes = [models.Index(fields=["shown_at"], name="impression_age")]

    def __str__(self) -> str:
        return f"{self.rank}: {self.proposal_id}"


class ComparisonQuerySet(models.QuerySet["Comparison"]):
    """The door to what was answered."""

    def of_writing(self, writing: UUID) -> "ComparisonQuerySet":
        """What was answered while one text was written."""
        return self.filter(writing=writing, newer__isnull=True)

    def public(self) -> "ComparisonQuerySet":
        """Those on two proposals that are both published: withheld, one takes its links with it."""
        published = Publishable.State.PUBLISHED
        return self.filter(older__state=published, newer__state=published)

    def links(self) -> "ComparisonQuerySet":
        """Close, and in what they differ, as both pages show it."""
        return self.public().filter(answer=Comparison.Answer.CLOSE)

    def told_in(self, consultation: "ConsultationPage") -> "ComparisonQuerySet":
        """What authors said of pairs of published proposals, for the grouping: close, or different. By key.

        Each row gives ``older``, ``newer`` and ``answer``. It is an author's word on two texts, and weaker than the
        word of an editor: it may move ``newer`` alone (ADR 0026).
        """
        answers = [Comparison.Answer.CLOSE, Comparison.Answer.DIFFERENT]
        return self.public().filter(newer__consultation=consultation, answer__in=answers).order_by("pk")


class Comparison(models.Model):
    """What the writer of a text answered on one proposal that was shown to them."""

    class Answer(models.TextChoices):
        SAME = "same", _("the same: I support it")
        CLOSE = "close", _("close, mine differs by…")
        DIFFERENT = "different", _("different")

    writing = models.UUIDField(_("key of the form"))
    older = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # said of this proposal
        related_name="compared_with_later",
    )
    newer = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # said of this proposal
        null=True,
        blank=True,
        related_name="compared_with_earlier",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # the eraser first keeps what was published
        null=True,
        blank=True,
        related_name="comparisons",
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    words = models.CharField(_("mine differs by"), max_length=LONGEST_WORDS, blank=True)
    at = models.DateTimeField(_("answered at"))

    objects = ComparisonQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comparison of two proposals")
        verbose_name_plural = _("comparisons of two proposals")
        constraints = [
            models.UniqueConstraint(fields=["writing", "older"], name="comparison_once_a_writing"),
            models.CheckConstraint(
                condition=(Q(answer="close") & ~Q(words="")) | (Q(answer__in=["same", "different"]) & Q(words="")),
                name="comparison_close_has_words",
            ),
            models.CheckConstraint(condition=Q(newer__isnull=True) | ~Q(newer=F("older")), name="comparison_of_two"),
            models.CheckConstraint(
                condition=~Q(answer="same") | Q(newer__isnull=True), name="comparison_same_ends_the_writing"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="comparison_age")]

    def __str__(self) -> str:
        return self.get_answer_display()
