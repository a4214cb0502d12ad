"""Another wording of a proposal, offered to its author with a reason."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.canonical import sha256_of
from proposals.models.position import Position
from proposals.models.published import Publishable

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from participants.models import User

_WHOLE = Q(start__isnull=True, end__isnull=True)
_PART = Q(start__isnull=False, end__isnull=False, end__gt=F("start"), title="")


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """The door to amendments."""

    def visible_to(self, participant: "User | AnonymousUser | None") -> "AmendmentQuerySet":
        """Published, withheld (as a placeholder), and one's own that waits."""
        seen = Q(state__in=[Publishable.State.PUBLISHED, Publishable.State.WITHHELD])
        if participant is not None and participant.is_authenticated:
            seen |= Q(author=participant)
        return self.filter(seen, proposal__consultation__live=True)

    def listed(self) -> "AmendmentQuerySet":
        """What lists and exports hold."""
        published = Publishable.State.PUBLISHED
        return self.filter(state=published, proposal__state=published, proposal__consultation__live=True)

    def open(self) -> "AmendmentQuerySet":
        """Those that nobody has answered yet, published or not."""
        return self.filter(outcome=Amendment.Outcome.OPEN)

    def close(self, outcome: "Amendment.Outcome", *, at: datetime) -> int:
        """Close those that are open; returns how many. One query."""
        return self.open().update(outcome=outcome, closed_at=at)

    def blank(self, *, at: datetime) -> int:
        """Erase the words of those that were not accepted; one that is open is withdrawn first. Two queries."""
        self.close(Amendment.Outcome.WITHDRAWN, at=at)
        return self.exclude(outcome=Amendment.Outcome.ACCEPTED)._empty(at)

    def blank_accepted(self, *, at: datetime) -> int:
        """Erase the words of those that were: the versions that they made keep theirs. One query."""
        return self.filter(outcome=Amendment.Outcome.ACCEPTED)._empty(at)

    def blank_answers(self) -> int:
        """Erase the words with which these were declined; that they were stays. One query."""
        return self.exclude(answer="").update(answer="", answer_state=Amendment.AnswerState.ERASED)

    def _empty(self, at: datetime) -> int:
        return self.filter(blanked_at__isnull=True).update(title="", wording="", reason="", blanked_at=at)


class Amendment(Publishable):
    """Another wording of a span of one version, or of its whole text and title."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Waits for the author’s answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        OUTDATED = "outdated", _("Outdated: the text has changed")

    class AnswerState(models.TextChoices):
        """Who reads the words with which it was declined."""

        NONE = "", _("No answer")
        WAITS = "waits", _("Waits for a moderator")
        SHOWN = "shown", _("In view")
        HIDDEN = "hidden", _("Withheld from view")
        ERASED = "erased", _("Erased by the author")

    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # what was proposed stays
        related_name="amendments",
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Among those of its proposal."))
    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        related_name="amendments",
        help_text=_("The wording that it would change."),
    )
    start = models.PositiveIntegerField(_("first character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("character after the last"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=250, blank=True)
    wording = models.TextField(_("proposed wording"), blank=True)
    reason = models.TextField(_("reason"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    answer = models.TextField(_("the author’s words"), blank=True)
    answer_state = models.CharField(
        _("state of the author’s words"),
        max_length=10,
        choices=AnswerState.choices,
        default=AnswerState.NONE,
        blank=True,
    )
    answer_read_at = models.DateTimeField(
        _("author’s words decided on at"),
        null=True,
        blank=True,
        help_text=_("When a moderator decided on them; words that are published at once wait for that too."),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    made = models.OneToOneField(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        related_name="from_amendment",
        null=True,
        blank=True,
        help_text=_("The version that it became."),
    )
    renews = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,  # amendments are never deleted
        related_name="renewed_as",
        null=True,
        blank=True,
    )
    blanked_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    objects = AmendmentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta(Publishable.Meta):
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(fields=["proposal", "number"], name="amendment_number_once"),
            models.CheckConstraint(condition=_WHOLE | _PART, name="amendment_of_a_span_or_the_whole"),
            models.CheckConstraint(
                condition=Q(blanked_at__isnull=False, title="", wording="", reason="") & ~Q(outcome="open")
                | Q(blanked_at__isnull=True) & ~Q(reason="") & (Q(start__isnull=False) | ~Q(title="") & ~Q(wording="")),
                name="amendment_has_words_or_is_blanked",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", closed_at__isnull=True) | ~Q(outcome="open") & Q(closed_at__isnull=False),
                name="amendment_closed_has_date",
            ),
            models.CheckConstraint(
                condition=Q(outcome="accepted", made__isnull=False) | ~Q(outcome="accepted") & Q(made__isnull=True),
                name="amendment_accepted_made_a_version",
            ),
            models.CheckConstraint(
                condition=Q(outcome="declined", answer_state__in=["waits", "shown", "hidden"]) & ~Q(answer="")
                | Q(outcome="declined", answer_state="erased", answer="")
                | ~Q(outcome="declined") & Q(answer_state="", answer=""),
                name="amendment_declined_with_a_word",
            ),
            models.CheckConstraint(
                condition=Q(answer_read_at__isnull=True) | Q(answer_state__in=["shown", "hidden", "erased"]),
                name="amendment_answer_decided_on_does_not_wait",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["accepted", "declined"]) | Q(published_at__isnull=False),
                name="amendment_answered_was_published",
            ),
        ]
        indexes = [models.Index(fields=["proposal", "outcome", "state"], name="amendment_listing")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The public id; needs ``proposal``."""
        return f"{self.proposal.reference}-M{self.number}"

    def get_absolute_url(self) -> str:
        """Needs ``proposal`` and its ``consultation``."""
        address = [self.proposal.consultation.slug, self.proposal.number, self.number]
        return reverse("proposals:amendment", args=address)

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    @property
    def is_erased(self) -> bool:
        return self.blanked_at is not None

    @property
    def shown_answer(self) -> str:
        """The words with which it was declined, as everyone reads them: empty out of view, as it is itself."""
        return self.answer if self.is_published and self.answer_state == self.AnswerState.SHOWN else ""

    @property
    def is_whole(self) -> bool:
        """Whether it rewrites title and text, not a span."""
        return self.start is None

    @property
    def is_own(self) -> bool:
        """Whether the proposal's author proposes it; needs ``proposal``."""
        return self.author_id is not None and self.author_id == self.proposal.author_id

    @property
    def present(self) -> tuple[str, str]:
        """Title and words that it would replace, the title empty for a span; needs ``version``."""
        if self.start is None:
            return self.version.title, self.version.text
        return "", self.version.text[self.start : self.end]

    @property
    def merged(self) -> tuple[str, str]:
        """Title and text that the proposal would have; needs ``version``."""
        if self.start is None:
            return self.title, self.wording
        text = self.version.text
        return self.version.title, text[: self.start] + self.wording + text[self.end :]

    @property
    def text(self) -> str:
        """Its own words, as moderators and reports quote them: the wording, then the reason."""
        return "\n\n".join(part for part in (self.title, self.wording, self.reason) if part)

    @property
    def seal(self) -> str:
        """What the journal names its words by: SHA-256 of their canonical form. Needs proposal and version."""
        words: dict[str, Any] = {name: getattr(self, name) for name in ("start", "end", "title", "wording", "reason")}
        return sha256_of({"reference": self.reference, "version": self.version.number, **words})


class AmendmentPosition(models.Model):
    """Where one participant stands on an amendment: it informs its author's answer, and decides nothing."""

    amendment = models.ForeignKey(
        Amendment,
        on_delete=models.PROTECT,  # amendments are never deleted
        related_name="positions",
    )
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # an erased account takes its positions with it
        related_name="amendment_positions",
    )
    value = models.SmallIntegerField(_("position"), choices=Position.Value.choices)
    created_at = models.DateTimeField(_("taken at"))
    changed_at = models.DateTimeField(_("changed at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("position on an amendment")
        verbose_name_plural = _("positions on amendments")
        constraints = [
            models.UniqueConstraint(fields=["amendment", "participant"], name="one_position_an_amendment"),
            models.CheckConstraint(condition=Q(value__in=[-1, 0, 1]), name="amendment_position_known"),
        ]
        indexes = [models.Index(fields=["amendment", "value"], name="amendment_tally")]

    def __str__(self) -> str:
        return self.get_value_display()
