"""For, against or a nuance, on a proposal."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from consult.search_words import indexed, search_text
from proposals.models.published import Publishable
from proposals.models.readers import key_of

if TYPE_CHECKING:
    from proposals.models.readers import Person


class ArgumentQuerySet(models.QuerySet["Argument"]):
    """The door to arguments."""

    def visible_to(self, participant: "Person") -> "ArgumentQuerySet":
        """Published, withheld (as a placeholder), and one's own that waits."""
        seen = Q(state__in=[Publishable.State.PUBLISHED, Publishable.State.WITHHELD])
        if (key := key_of(participant)) is not None:
            seen |= Q(author=key)
        return self.filter(seen, proposal__consultation__live=True)

    def listed(self) -> "ArgumentQuerySet":
        """What lists, search and exports hold."""
        published = Publishable.State.PUBLISHED
        return self.filter(state=published, proposal__state=published, proposal__consultation__live=True)

    def first_level(self) -> "ArgumentQuerySet":
        """Those that are no reply."""
        return self.filter(answers__isnull=True)


class Argument(index.Indexed, Publishable):
    """An argument, with an optional source."""

    class Stance(models.TextChoices):
        FOR = "for", _("For")
        AGAINST = "against", _("Against")
        NUANCE = "nuance", _("Nuance")

    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # what was argued stays
        related_name="arguments",
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Among those of its proposal."))
    answers = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # what was answered stays, at least as a placeholder
        related_name="replies",
        null=True,
        blank=True,
        help_text=_("The argument that this one replies to; a reply takes no side, and has no reply."),
    )
    stance = models.CharField(_("stance"), max_length=10, choices=Stance.choices, blank=True)
    text = models.TextField(_("text"))
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    convincing_elsewhere = models.PositiveIntegerField(_("found convincing, elsewhere"), default=0)

    objects = ArgumentQuerySet.as_manager()

    search_fields = [index.SearchField("search_text"), index.AutocompleteField("indexed_text")]
    wagtail_reference_index_ignore = True

    class Meta(Publishable.Meta):
        verbose_name = _("argument")
        verbose_name_plural = _("arguments")
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(fields=["proposal", "number"], name="argument_number_once"),
            models.CheckConstraint(
                condition=Q(answers__isnull=True) & ~Q(stance="") | Q(answers__isnull=False, stance=""),
                name="argument_takes_a_side_or_replies",
            ),
            models.UniqueConstraint(
                fields=["proposal", "external_id"], condition=~Q(external_id=""), name="argument_imported_once"
            ),
        ]
        indexes = [models.Index(fields=["proposal", "state", "stance"], name="argument_listing")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The public id; needs ``proposal``."""
        return f"{self.proposal.reference}-A{self.number}"

    @property
    def label(self) -> str:
        """The side that it takes, or that it is a reply."""
        return self.get_stance_display() or str(_("Reply"))

    @property
    def search_text(self) -> str:
        """What the index reads of it: nothing unless it is published. Needs ``proposal``."""
        return search_text(self.text, self.proposal.language) if self.is_published else ""

    @property
    def indexed_text(self) -> str:
        return indexed(self.search_text)

    def get_absolute_url(self) -> str:
        """Where it stands on its proposal's page, which shows it even where it is not among the best.

        Needs ``proposal`` and its ``consultation``.
        """
        return f"{self.proposal.get_absolute_url()}?argument={self.number}#argument-{self.number}"

    @property
    def takes_deeds(self) -> bool:
        """Whether it can be answered and marked as convincing: in view, with its words, and no reply itself."""
        return self.is_published and bool(self.text) and self.answers_id is None
