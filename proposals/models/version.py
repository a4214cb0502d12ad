"""What a proposal said at one moment: written once, never changed."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consult.canonical import sha256_of
from consult.quick_rows import QuickRows

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from participants.models import User


WAS_PUBLISHED = Q(number__gte=F("proposal__first_public_version"))
# A proposal that was refused has a placeholder all the same: its last version, whose words are kept from readers.
REFUSED = Q(proposal__first_public_version__isnull=True, pk=F("proposal__current"))


class VersionQuerySet(models.QuerySet["Version"]):
    """Versions have one door in, ``visible_to`` or ``listed``, and one door out, ``blank``."""

    def visible_to(self, participant: "User | AnonymousUser | None") -> "VersionQuerySet":
        """Those that the participant may read, of the proposals that they may see.

        A moderator decides on one version. What its author wrote before was read by nobody else: it is for the
        author and for moderators, whom upper rooms know. Queries: theirs, none for who is not signed in.
        """
        from proposals.models.proposal import Proposal  # which points here
        from proposals.panels import reads_all_versions_of

        seen = self.filter(proposal__in=Proposal.objects.visible_to(participant))
        if participant is None or not participant.is_authenticated:
            return seen.filter(WAS_PUBLISHED | REFUSED)
        consultations = reads_all_versions_of(participant)
        if consultations is None:
            return seen
        all_of = Q(proposal__author=participant)
        if consultations:
            all_of |= Q(proposal__consultation__in=consultations)
        return seen.filter(WAS_PUBLISHED | REFUSED | all_of)

    def listed(self) -> "VersionQuerySet":
        """What everyone reads of published proposals, and what can be cited."""
        from proposals.models.proposal import Proposal  # which points here

        return self.filter(WAS_PUBLISHED, proposal__in=Proposal.objects.published())

    def never_published(self) -> "VersionQuerySet":
        """Those that were written before the version that was published first."""
        return self.filter(number__lt=F("proposal__first_public_version"))

    @transaction.atomic
    def blank(self, *, at: datetime) -> int:
        """Erase texts and vectors; reference, fingerprint and dates stay. Returns how many were blanked."""
        # Texts first: who stores a vector holds the version meanwhile, and its vector goes with the others.
        rows = list(self.values_list("pk", flat=True))
        blanked = self.model.objects.filter(pk__in=rows, blanked_at__isnull=True).update(
            title="", text="", blanked_at=at
        )
        Vector.objects.filter(version__in=rows).delete()
        return blanked


class Version(QuickRows, models.Model):
    """One wording. The database refuses to change or delete it, but for the erasure of its text."""

    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # what was said stays, whatever becomes of the proposal
        related_name="versions",
    )
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=250)
    text = models.TextField(_("text"))
    title_derived = models.BooleanField(_("title derived from the text"), default=False)
    created_at = models.DateTimeField(_("created at"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    blanked_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()
    wagtail_reference_index_ignore = True
    erasable_columns = ("title", "text", "blanked_at")  # what `blank` writes, and the site's database role may

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["proposal", "number"]
        indexes = [models.Index(fields=["blanked_at"], condition=Q(blanked_at__isnull=False), name="version_blanked")]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(blanked_at__isnull=True) | Q(title="", text=""), name="blanked_version_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"

    def source(self) -> dict[str, Any]:
        """What the fingerprint is computed on; needs ``proposal``."""
        return version_source(
            reference=self.proposal.reference,
            number=self.number,
            title=self.title,
            text=self.text,
            language=self.proposal.language,
            created_at=self.created_at,
        )

    @property
    def was_published(self) -> bool:
        """Whether everyone could read it, once at least; needs ``proposal``."""
        first = self.proposal.first_public_version
        return first is not None and self.number >= first

    @property
    def is_erased(self) -> bool:
        return self.blanked_at is not None


def version_source(
    *, reference: str, number: int, title: str, text: str, language: str, created_at: datetime
) -> dict[str, Any]:
    """The content of a version that its fingerprint seals; the time in UTC, to the microsecond."""
    return {
        "reference": reference,
        "version": number,
        "title": title,
        "text": text,
        "language": language,
        "created_at": created_at.astimezone(UTC).isoformat(timespec="microseconds"),
    }


def fingerprint(**parts: Any) -> str:
    """SHA-256 of the canonical JSON of :func:`version_source`."""
    return sha256_of(version_source(**parts))


class Vector(models.Model):
    """The sentence vector of a version: float16, little-endian, one a model of the encoder."""

    version = models.ForeignKey(
        Version,
        on_delete=models.CASCADE,  # goes when its text is erased
        related_name="vectors",
    )
    encoder = models.CharField(_("encoder and its version"), max_length=60)
    values = models.BinaryField(_("values"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("vector")
        verbose_name_plural = _("vectors")
        constraints = [models.UniqueConstraint(fields=["version", "encoder"], name="vector_once_an_encoder")]

    def __str__(self) -> str:
        return self.encoder
