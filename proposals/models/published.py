"""What a proposal and an argument share: waiting, published, or withheld from view."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.quick_rows import QuickRows


class Publishable(QuickRows, models.Model):
    """A text on its way to the public. Moderation changes it through ``publish`` and ``withhold`` only."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("Waiting for moderation")
        PUBLISHED = "published", _("Published")
        WITHHELD = "withheld", _("Withheld from view")

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # an erased account leaves its words, without their author
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    imported_from = models.ForeignKey(
        "proposals.Import",
        on_delete=models.PROTECT,  # the licence and the source must stay
        null=True,
        blank=True,
        related_name="%(class)ss",
    )
    external_id = models.CharField(_("identifier in its origin"), max_length=80, blank=True)
    idempotency_key = models.UUIDField(_("form key"), unique=True, null=True, blank=True, editable=False)
    invented = models.BooleanField(_("invented for the demonstration"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.SUBMITTED)
    created_at = models.DateTimeField(_("created at"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withheld_at = models.DateTimeField(_("withheld at"), null=True, blank=True)
    withheld_ground = models.CharField(_("ground"), max_length=200, blank=True)

    publication_columns: tuple[str, ...] = ("state", "published_at", "withheld_at", "withheld_ground")  # by `publish`
    withholding_columns: tuple[str, ...] = ("state", "withheld_at", "withheld_ground")  # by `withhold`

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="%(class)s_published_has_date"
            ),
            models.CheckConstraint(
                condition=(Q(state="withheld") & Q(withheld_at__isnull=False) & ~Q(withheld_ground=""))
                | (~Q(state="withheld") & Q(withheld_at__isnull=True) & Q(withheld_ground="")),
                name="%(class)s_withheld_has_ground",
            ),
        ]

    def show(self, *, at: datetime) -> None:
        """Set what makes it public; the first date of publication is kept. Nothing is written: see ``publish``."""
        self.state = self.State.PUBLISHED
        self.published_at = self.published_at or at
        self.withheld_at, self.withheld_ground = None, ""

    def publish(self, *, at: datetime) -> None:
        """Show a row that is kept already to all."""
        self.show(at=at)
        self.save(update_fields=self.publication_columns)

    def withhold(self, *, ground: str, at: datetime) -> None:
        """Take it out of view, on a ground; its text stays readable on demand."""
        self.state = self.State.WITHHELD
        self.withheld_at, self.withheld_ground = at, ground
        self.save(update_fields=self.withholding_columns)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_withheld(self) -> bool:
        return self.state == self.State.WITHHELD

    @property
    def signature(self) -> str:
        """What stands in the author's place: the name, or the origin of an import."""
        if self.author is not None:
            return self.author.public_name
        if self.imported_from is not None:
            return self.imported_from.source
        return str(_("Erased account"))

    @property
    def signed_for_institution(self) -> bool:
        """Whether its author speaks for the institution, and not for themselves. As ``signature``, no query more."""
        return self.author is not None and self.author.speaks_for_institution
