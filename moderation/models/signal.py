"""What a machine noticed about a text that waits: it orders the moderators' queue, and does nothing else."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet

from moderation.models.report import ONE_SUBJECT, Subject, noun_of, subject_key


class SignalsQuerySet(models.QuerySet["Signals"]):
    def on(self, subject: Subject) -> "SignalsQuerySet":
        """Those of one text."""
        return self.filter(**subject_key(subject))


class Signals(models.Model):
    """What was noticed about one text, as kinds, figures and places: none of its words, so that erasing leaves none."""

    class Kind(models.TextChoices):
        LINKS = "links", _("Links")
        CAPITALS = "capitals", _("Capitals")
        INSULT = "insult", _("Insult")
        EMAIL = "email", _("E-mail address")
        TELEPHONE = "telephone", _("Telephone number")
        POSTAL = "postal", _("Postal address")
        FLOOD = "flood", _("Same words many times")
        NEW_ACCOUNT = "new_account", _("New account")

    class Strength(models.IntegerChoices):
        NONE = 0, _("Nothing noticed")
        ACCOUNT = 1, _("Only that the account is new")
        WORDS = 2, _("Something in the words")

    proposal = models.OneToOneField(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="signals",
    )
    argument = models.OneToOneField(
        "proposals.Argument",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="signals",
    )
    amendment = models.OneToOneField(
        "proposals.Amendment",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="signals",
    )
    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.CASCADE,  # says nothing without it
        null=True,
        related_name="+",
        help_text=_("The version of a proposal that was looked at; of another one, this says nothing."),
    )
    strength = models.PositiveSmallIntegerField(_("strength"), choices=Strength.choices)
    found = models.JSONField(_("found"), default=list)
    looked_at = models.DateTimeField(_("looked at"))

    objects = SignalsQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("signals of a text")
        verbose_name_plural = _("signals of texts")
        constraints = [
            models.CheckConstraint(condition=ONE_SUBJECT, name="signals_have_one_subject"),
            models.CheckConstraint(
                condition=Q(proposal__isnull=True, version__isnull=True)
                | Q(proposal__isnull=False, version__isnull=False),
                name="signals_of_a_proposal_name_its_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}"

    @property
    def subject(self) -> Subject:
        """The text that was looked at."""
        subject = self.proposal or self.argument or self.amendment
        assert subject is not None  # signals_have_one_subject
        return subject

    @property
    def place(self) -> tuple[str, int]:
        """The noun and the key of the text."""
        held = {"proposal": self.proposal_id, "argument": self.argument_id, "amendment": self.amendment_id}
        return next((noun, key) for noun, key in held.items() if key is not None)

    def is_of(self, subject: Subject) -> bool:
        """Whether it speaks of the words that the text has now. No query."""
        return noun_of(subject) != "proposal" or self.version_id == getattr(subject, "current_id", None)


class Insult(models.Model):
    """A word or a few that the team wants to be shown where they stand in a text."""

    class Language(models.TextChoices):
        FRENCH = "fr", _("French")
        ENGLISH = "en", _("English")
        ANY = "", _("Whatever the language")

    words = models.CharField(
        _("word, or words in a row"),
        max_length=60,
        unique=True,
        help_text=_(
            "Found as whole words, in capitals or not, with or without accents, in the plural and the feminine. "
            "A text that holds them comes earlier to moderators, and nothing else happens to it. "
            "A change counts for texts that come after it."
        ),
    )
    language = models.CharField(
        _("in texts in"), max_length=2, choices=Language.choices, default=Language.FRENCH, blank=True
    )

    panels = [FieldPanel("words"), FieldPanel("language")]

    class Meta:
        verbose_name = _("insult")
        verbose_name_plural = _("insults")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


register_snippet(Insult)
