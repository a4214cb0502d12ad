"""Words that somebody has not sent yet: for their eyes only."""

from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from proposals.models.readers import key_of

if TYPE_CHECKING:
    from proposals.models.readers import Person

LONGEST_TEXT = 50_000  # characters: more than any consultation takes, so that nothing typed is lost
LONGEST_LINE = 500  # characters of a title, of tags and of a source, as they are typed


class Words(NamedTuple):
    """What was typed, as it was typed: a draft may be unfinished, and need not be right.

    Each goes by the name of its field in the form. The numbers say which passage an amendment rewrites.
    """

    title: str = ""
    text: str = ""
    tags: str = ""
    stance: str = ""
    source_url: str = ""
    reason: str = ""
    read_version: int | None = None
    start: int | None = None
    end: int | None = None
    renews: int | None = None

    @property
    def are_none(self) -> bool:
        """Whether nothing was typed; a stance that was ticked is no word."""
        return not (self.title or self.text or self.tags or self.source_url or self.reason)


PLACE = ("read_version", "start", "end", "renews")
FIELDS_OF = {  # of each form, what is kept
    "proposal": ("title", "text", "tags"),
    "argument": ("stance", "text", "source_url"),
    "reply": ("text", "source_url"),
    "amendment": ("title", "text", "reason", *PLACE),
    "edit": ("title", "text", "tags", "read_version"),
}


class DraftQuerySet(models.QuerySet["Draft"]):
    """The door to drafts: each person has their own, and nobody else any of them."""

    def visible_to(self, participant: "Person") -> "DraftQuerySet":
        """One's own."""
        key = key_of(participant)
        return self.none() if key is None else self.filter(author=key)


class Draft(models.Model):
    """What one person types, kept until it is sent, deleted, or left alone for too long.

    ``revision`` counts what was saved: a form says which one it had, so that two tabs never overwrite each other.
    """

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", _("Proposal")
        ARGUMENT = "argument", _("Argument")
        REPLY = "reply", _("Reply")
        AMENDMENT = "amendment", _("Amendment")
        EDIT = "edit", _("Change of my proposal")

    key = models.UUIDField(_("key"), unique=True, default=uuid4, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # goes with its person
        related_name="drafts",
    )
    consultation = models.ForeignKey(
        ConsultationPage,
        on_delete=models.CASCADE,  # nobody has read it, and there is nothing left to send it to
        related_name="drafts",
    )
    kind = models.CharField(_("what for"), max_length=12, choices=Kind.choices)
    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # as for the consultation
        null=True,
        blank=True,
        related_name="drafts",
        help_text=_("What it is about; a new proposal is about none."),
    )
    answers = models.ForeignKey(
        "proposals.Argument",
        on_delete=models.CASCADE,  # as for the consultation
        null=True,
        blank=True,
        related_name="reply_drafts",
        help_text=_("The argument that a reply answers."),
    )
    form_key = models.UUIDField(
        _("key of its form"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("By which it is sent once, and by which close proposals were answered."),
    )
    title = models.CharField(_("title"), max_length=LONGEST_LINE, blank=True)
    text = models.TextField(_("text"), blank=True)
    tags = models.CharField(_("tags"), max_length=LONGEST_LINE, blank=True)
    stance = models.CharField(_("stance"), max_length=10, blank=True)
    source_url = models.CharField(_("source"), max_length=LONGEST_LINE, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    read_version = models.PositiveIntegerField(_("version that was read"), null=True, blank=True)
    start = models.PositiveIntegerField(_("first character"), null=True, blank=True)
    end = models.PositiveIntegerField(_("character after the last"), null=True, blank=True)
    renews = models.PositiveIntegerField(_("number of the amendment that it renews"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    writer = models.UUIDField(_("who saved it last, among open pages"), null=True, blank=True, editable=False)
    saved_at = models.DateTimeField(_("saved at"))

    objects = DraftQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="proposal", proposal__isnull=True)
                | (~Q(kind="proposal") & ~Q(kind="") & Q(proposal__isnull=False)),
                name="draft_is_about_what_it_is_for",
            ),
            models.CheckConstraint(
                condition=Q(kind="reply", answers__isnull=False) | (~Q(kind="reply") & Q(answers__isnull=True)),
                name="draft_of_a_reply_answers",
            ),
            models.CheckConstraint(
                condition=Q(kind="amendment")
                | Q(start__isnull=True, end__isnull=True, renews__isnull=True)
                & (Q(kind="edit") | Q(read_version__isnull=True)),
                name="draft_of_an_amendment_has_a_place",
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="draft_revision_counts"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length(F("reason")), LONGEST_TEXT), name="draft_reason_is_bounded"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length(F("text")), LONGEST_TEXT), name="draft_text_is_bounded"
            ),
        ]
        indexes = [models.Index(fields=["saved_at"], name="draft_retention")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def get_absolute_url(self) -> str:
        """Where its owner goes on writing. Needs what ``form_address`` does."""
        return f"{self.form_address}?brouillon={self.key}"

    @property
    def words(self) -> Words:
        return Words(**{name: getattr(self, name) for name in Words._fields})

    @property
    def form_address(self) -> str:
        """Where its form stands. Needs ``consultation``, and what it is about: ``proposal``, ``answers``."""
        if self.proposal is None:
            return reverse("proposals:submit", args=[self.consultation.slug])
        about = [self.consultation.slug, self.proposal.number]
        if self.answers is not None:
            return reverse("proposals:reply", args=[*about, self.answers.number])
        page = {self.Kind.AMENDMENT: "amend", self.Kind.EDIT: "edit"}.get(self.Kind(self.kind), "argue")
        return reverse(f"proposals:{page}", args=about)
