"""One participant's answer, in their own words."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.search import index

from consult.models import ConsultationPage
from consult.search_words import indexed
from proposals.models.argument import Argument
from proposals.models.foldable import Foldable
from proposals.models.position import Position
from proposals.models.published import Publishable
from proposals.models.readers import key_of
from proposals.models.tag import TaggedProposal
from proposals.models.withdrawable import Withdrawable

if TYPE_CHECKING:
    from participants.models import User
    from proposals.models.readers import Person

FAIR_STEP = 7_919  # a prime: multiplying by it sends neighbouring numbers far apart
FAIR_SPAN = 104_729  # a prime above the number of proposals that one consultation shows fairly
FAIR_CUBE = FAIR_STEP**3 % FAIR_SPAN


def fair_rank(number: int, seed: int) -> int:
    """The place that ``in_fair_order`` gives to the proposal of that number."""
    return pow(number * FAIR_STEP + seed, 3, FAIR_SPAN)


def fair_terms(seed: int) -> tuple[int, int, int]:
    """What the square of a number, the number and nothing are multiplied by in that cube, ``FAIR_CUBE`` apart.

    Multiplied out, it takes the database half of the operations.
    """
    return 3 * FAIR_STEP**2 * seed % FAIR_SPAN, 3 * FAIR_STEP * seed**2 % FAIR_SPAN, seed**3 % FAIR_SPAN


def _count_of(rows: models.QuerySet[models.Model]) -> Coalesce:
    """A correlated count that an index answers; 0 where there is no row."""
    counted = rows.order_by().values("proposal").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """The door to proposals. Who may see which: ``visible_to``; what lists show: ``listed``."""

    def visible_to(self, participant: "Person") -> "ProposalQuerySet":
        """Published, withheld (as a placeholder), and one's own that waits; in published consultations."""
        seen = Q(state__in=[Publishable.State.PUBLISHED, Publishable.State.WITHHELD])
        if (key := key_of(participant)) is not None:
            seen |= Q(author=key)
        return self.filter(seen, consultation__live=True)

    def listed(self) -> "ProposalQuerySet":
        """What lists and search hold: published ones that stand, in published consultations."""
        return self.published().filter(withdrawn_at__isnull=True)

    def grouped(self) -> "ProposalQuerySet":
        """What groupings hold: those of lists that no moderator has marked as off-topic."""
        return self.listed().filter(off_topic_at__isnull=True)

    def published(self) -> "ProposalQuerySet":
        """What everyone reads and cites, and exports hold: those that their authors have withdrawn too."""
        return self.filter(state=Publishable.State.PUBLISHED, consultation__live=True)

    def not_folded(self) -> "ProposalQuerySet":
        """Without those for which another stands, folded (``proposals.folded``)."""
        return self.filter(folded_under__isnull=True)

    def there_at(self, at: datetime) -> "ProposalQuerySet":
        """What had been published, or waited, by an instant."""
        return self.filter(Q(published_at__lte=at) | Q(published_at__isnull=True, created_at__lte=at))

    def standing(self) -> "ProposalQuerySet":
        """Those to which something can be added, as ``Proposal.stands`` says of one."""
        return self.filter(state=Publishable.State.PUBLISHED, withdrawn_at__isnull=True)

    def tagged(self, slug: str) -> "ProposalQuerySet":
        """Those that carry a tag, given by its slug."""
        return self.filter(Exists(TaggedProposal.objects.filter(content_object=OuterRef("pk"), tag__slug=slug)))

    def with_position_counts(self) -> "ProposalQuerySet":
        """Adds ``agree_count``, ``mixed_count`` and ``disagree_count``, from rows."""
        of_it = Position.objects.filter(proposal=OuterRef("pk"))
        return self.annotate(
            agree_count=_count_of(of_it.filter(value=Position.Value.AGREE)),
            mixed_count=_count_of(of_it.filter(value=Position.Value.MIXED)),
            disagree_count=_count_of(of_it.filter(value=Position.Value.DISAGREE)),
        )

    def with_argument_count(self) -> "ProposalQuerySet":
        """Adds ``argument_count``: published arguments with their words, without their replies."""
        published = Argument.objects.first_level().filter(proposal=OuterRef("pk"), state=Publishable.State.PUBLISHED)
        published = published.exclude(text="")
        return self.annotate(argument_count=_count_of(published))

    def without_position_of(
        self, participant: "User | int | None", *, at: datetime | None = None
    ) -> "ProposalQuerySet":
        """Those on which the participant has taken no position, or none up to then; all of them when nobody reads."""
        if participant is None:
            return self
        taken = Position.objects.filter(proposal=OuterRef("pk"), participant=participant)
        return self.exclude(Exists(taken if at is None else taken.filter(created_at__lte=at)))

    def unanswered_by(self, participant: "User | int | None", *, at: datetime | None = None) -> "ProposalQuerySet":
        """Those of others on which the participant has not taken position (by then); all when nobody reads."""
        if participant is None:
            return self
        of_others = Q(author__isnull=True) | ~Q(author=participant)
        return self.filter(of_others).without_position_of(participant, at=at)

    def with_words(self) -> "ProposalQuerySet":
        """Those whose author has not erased what they say; few have."""
        from proposals.models.version import Version  # which points here

        return self.exclude(Exists(Version.objects.filter(pk=OuterRef("current"), blanked_at__isnull=False)))

    def with_own_value(self, participant: "User | int | None") -> "ProposalQuerySet":
        """Adds ``own_value``: where the participant stands on each, None where they have not said or nobody reads."""
        if participant is None:
            return self
        own = Position.objects.filter(proposal=OuterRef("pk"), participant=participant).values("value")
        return self.annotate(own_value=Subquery(own))

    def with_own_position(self, participant: "User | int | None") -> "ProposalQuerySet":
        """Adds ``own_value``, ``own_since`` and ``own_version``: one's position, and the number of its version."""
        if participant is None:
            return self
        mine = FilteredRelation("positions", condition=Q(positions__participant=participant))
        taken = {"own_value": F("mine__value"), "own_since": F("mine__changed_at")}
        version = {"own_version_id": F("mine__version_id"), "own_version": F("mine__version__number")}
        return self.annotate(mine=mine).annotate(**taken, **version)

    def for_listing(self) -> "ProposalQuerySet":
        """All that the card of a published proposal shows, but the panels and tags (``tagging.give_tags``)."""
        return self.listed().for_cards()

    def for_cards(self) -> "ProposalQuerySet":
        """The same of rows that a reader may see: of their own, those that wait too."""
        return (
            self.select_related("current", "author", "imported_from", "consultation", "tally_elsewhere")
            .defer("search_text")  # as long as the text
            .with_position_counts()
            .with_argument_count()
        )

    def in_fair_order(self, seed: int) -> "ProposalQuerySet":
        """An order that a seed draws: each proposal gets its turn, and pages of one seed never overlap.

        The seed, 0 or more, turns the numbers around a circle of FAIR_SPAN places, and a cube shuffles the places
        (3 divides no FAIR_SPAN − 1: no two numbers share one). Both databases compute it alike.
        """
        return self.in_order_of(*fair_terms(seed))

    def in_order_of(self, squared: int, once: int, apart: int) -> "ProposalQuerySet":
        """The fair order of which these are the terms (``fair_terms``), to be compiled once for all seeds."""
        number, span = F("number"), Value(FAIR_SPAN)
        cube = Cast(Value(FAIR_CUBE), BigIntegerField()) * number + Value(squared)
        rank = (cube * number + Value(once)) % span * number + Value(apart)  # 64 bits hold it up to nine million
        return self.annotate(fair_rank=rank % span).order_by("fair_rank", "pk")


class Proposal(index.Indexed, Foldable, Withdrawable, Publishable):  # type: ignore[django-manager-missing]  # taggit has no types
    """A proposal; what it says stands in its versions."""

    consultation = models.ForeignKey(
        ConsultationPage,
        on_delete=models.PROTECT,  # a consultation cannot vanish under its contributions
        related_name="proposals",
    )
    number = models.PositiveIntegerField(_("number"))
    current = models.OneToOneField(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        null=True,
        related_name="+",
    )
    first_public_version = models.PositiveIntegerField(
        _("first public version"),
        null=True,
        blank=True,
        help_text=_("Number of the version that was published first; earlier ones are for its author and moderators."),
    )
    off_topic_at = models.DateTimeField(_("marked as off-topic at"), null=True, blank=True)
    off_topic_ground = models.CharField(_("ground"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=2, default="fr")
    search_text = models.TextField(editable=False, blank=True)
    given_tags: Sequence[tuple[str, str]] | None = None  # names and slugs, once ``tagging.give_tags`` read them
    tags = TaggableManager(through="proposals.TaggedProposal", blank=True)

    objects = ProposalQuerySet.as_manager()

    search_fields = [
        index.SearchField("search_text"),
        index.AutocompleteField("indexed_text"),
        index.FilterField("consultation_id"),
    ]
    wagtail_reference_index_ignore = True
    off_topic_columns = ("off_topic_at", "off_topic_ground")
    publication_columns = (*Publishable.publication_columns, "first_public_version", *off_topic_columns)
    withholding_columns = (*Publishable.withholding_columns, *off_topic_columns)

    class Meta(Publishable.Meta):
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            *Publishable.Meta.constraints,
            *Withdrawable.Meta.constraints,
            *Foldable.Meta.constraints,
            models.UniqueConstraint(fields=["consultation", "number"], name="proposal_number_once"),
            models.UniqueConstraint(
                fields=["consultation", "external_id"],
                condition=~Q(external_id=""),
                name="proposal_imported_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(first_public_version__isnull=False),
                name="proposal_published_from_version",
            ),
            models.CheckConstraint(
                condition=Q(off_topic_at__isnull=True, off_topic_ground="")
                | (Q(off_topic_at__isnull=False, state="published") & ~Q(off_topic_ground="")),
                name="proposal_off_topic_in_view_with_ground",
            ),
        ]
        indexes = [
            *Foldable.Meta.indexes,
            models.Index(fields=["consultation", "state", "-published_at"], name="proposal_recent"),
            models.Index(
                fields=["consultation", "withheld_at"], condition=Q(state="withheld"), name="proposal_withheld"
            ),
            models.Index(  # all that the fair order looks at
                fields=["consultation", "published_at", "number", "id", "folded_under"],
                condition=Q(state="published", withdrawn_at__isnull=True),
                name="proposal_standing",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def show(self, *, at: datetime) -> None:
        """From the version that it has now, or will have first; shown again, from the one that was shown first.

        No mark of a moderator stays on it.

        One query for the version at the first time, unless it came with ``current``.
        """
        if self.first_public_version is None:
            self.first_public_version = self.current.number if self.current else 1
        self.off_topic_at, self.off_topic_ground = None, ""
        super().show(at=at)

    def withhold(self, *, ground: str, at: datetime) -> None:
        """Take it out of view, on a ground, which replaces that of a mark."""
        self.off_topic_at, self.off_topic_ground = None, ""
        super().withhold(ground=ground, at=at)
        self.tell_folds()

    def publish(self, *, at: datetime) -> None:
        """Show a row that is kept already to all."""
        super().publish(at=at)
        self.tell_folds()

    def mark_off_topic(self, *, ground: str, at: datetime) -> None:
        """Leave it where everyone reads it, and out of groupings, on a ground. Needs to be published."""
        self.off_topic_at, self.off_topic_ground = at, ground
        self.save(update_fields=self.off_topic_columns)
        self.tell_folds()

    def withdraw(self, *, at: datetime, in_favour_of: "Proposal | None" = None) -> None:
        """Take it out of lists and searches; its page, its words and what rests on them stay."""
        super().withdraw(at=at, in_favour_of=in_favour_of)
        self.tell_folds()

    def restore(self) -> None:
        """Let it stand again."""
        super().restore()
        self.tell_folds()

    def tell_folds(self) -> None:
        """Have its folds looked at, as what it says, or whether it is in view, changed. No query within the act."""
        if self.in_a_fold:
            from proposals.folded import look_again  # which points here

            look_again(self.consultation_id)

    @property
    def is_off_topic(self) -> bool:
        """Whether a moderator has marked it: everyone reads it, and no grouping does."""
        return self.off_topic_at is not None

    @property
    def stands(self) -> bool:
        """Whether it is in view and not withdrawn."""
        return self.is_published and self.withdrawn_at is None

    @property
    def takes_deeds(self) -> bool:
        """Whether anything can be added to it: it stands, with its words. Needs ``current``."""
        return self.stands and (self.current is None or self.current.blanked_at is None)

    @property
    def reference(self) -> str:
        """The public id, unique in its consultation; never the primary key."""
        return f"P-{self.number}"

    def get_absolute_url(self) -> str:
        """Needs ``consultation``."""
        return reverse("proposals:detail", args=[self.consultation.slug, self.number])

    @property
    def indexed_text(self) -> str:
        return indexed(self.search_text)

    @property
    def position_count(self) -> int:
        """Of a row read ``with_position_counts``."""
        counts = (getattr(self, f"{word}_count") for word in ("agree", "mixed", "disagree"))
        return sum(counts)

    @property
    def title(self) -> str:
        """Needs ``current``."""
        return self.current.title if self.current else ""

    @property
    def text(self) -> str:
        """Needs ``current``."""
        return self.current.text if self.current else ""
