"""Themes: clusters that a person named, merged or moved; their identity survives re-runs."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consult.models import ConsultationPage
from synthesis.models.frozen import SetAside


class ThemeQuerySet(models.QuerySet["Theme"]):
    def standing(self) -> "ThemeQuerySet":
        """Those that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def with_counts(self) -> "ThemeQuerySet":
        """Adds ``listed_count``, ``confirmed_count`` and ``folded_count``.

        Published proposals; those of them that a person confirmed; those for which another stands in lists.
        """
        listed = Q(memberships__proposal__state="published", memberships__proposal__off_topic_at=None)
        confirmed = listed & Q(memberships__confirmed_at__isnull=False)
        return self.annotate(
            listed_count=models.Count("memberships", filter=listed),
            confirmed_count=models.Count("memberships", filter=confirmed),
            folded_count=models.Count("memberships__proposal__folded_under", filter=listed),
        )


class Theme(models.Model):
    """A theme; its number never changes, so its address holds. Merged, it leads to the other."""

    consultation = models.ForeignKey(
        ConsultationPage,
        on_delete=models.PROTECT,  # addresses of themes hold
        related_name="themes",
    )
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,  # its address leads there
        null=True,
        blank=True,
        related_name="merged_themes",
    )
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the theme outlives the account
        null=True,
        related_name="named_themes",
    )
    named_at = models.DateTimeField(_("named at"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the theme outlives the account
        null=True,
        blank=True,
        related_name="+",
    )
    merged_at = models.DateTimeField(_("merged at"), null=True, blank=True)

    objects = ThemeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="theme_number_once"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="theme_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_at__isnull=True)
                | Q(merged_into__isnull=False, merged_at__isnull=False),
                name="merged_theme_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The proposals of the theme; needs ``consultation``."""
        return reverse("proposals:list", args=[self.consultation.slug]) + f"?theme={self.number}"

    @property
    def reference(self) -> str:
        return f"T-{self.number}"


class ThemeMembershipQuerySet(models.QuerySet["ThemeMembership"]):
    def by_machine(self) -> "ThemeMembershipQuerySet":
        """Those that no person placed or confirmed: the next adopted cluster may replace them."""
        return self.filter(confirmed_at__isnull=True)

    def held(self) -> "ThemeMembershipQuerySet":
        """Those that a person placed or confirmed: no cluster may take them."""
        return self.filter(confirmed_at__isnull=False)


class ThemeMembership(models.Model):
    """A proposal in a theme: put there by a run, or by a person, whose word the next run keeps.

    No theme: a person took it out of all of them, for a reason, and it stays out.
    """

    theme = models.ForeignKey(
        Theme,
        on_delete=models.CASCADE,  # part of its theme
        null=True,
        blank=True,
        related_name="memberships",
    )
    proposal = models.OneToOneField(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # part of its proposal
        related_name="theme_membership",
    )
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the placing outlives the account
        null=True,
        blank=True,
        related_name="+",
    )
    by_person = models.BooleanField(_("placed by a person"), default=False)
    confirmed_at = models.DateTimeField(_("confirmed by a person at"), null=True, blank=True)
    placed_at = models.DateTimeField(_("placed at"))
    reason = models.CharField(_("why it stands in no theme"), max_length=16, choices=SetAside.choices, blank=True)
    run = models.ForeignKey(
        "synthesis.GroupingRun",
        on_delete=models.SET_NULL,  # the place outlives the run that proposed it
        null=True,
        blank=True,
        related_name="+",
    )

    objects = ThemeMembershipQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("place in a theme")
        verbose_name_plural = _("places in themes")
        constraints = [
            models.CheckConstraint(
                condition=Q(by_person=False) | Q(confirmed_at__isnull=False), name="person_placing_is_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(theme__isnull=False) | Q(by_person=True), name="only_a_person_takes_out_of_all_themes"
            ),
            models.CheckConstraint(
                condition=Q(theme__isnull=False, reason="") | Q(theme__isnull=True) & ~Q(reason=""),
                name="out_of_all_themes_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.proposal_id}"


class Pepite(models.Model):
    """A rare idea, on its own, worth reading; a person said so, with a reason."""

    proposal = models.OneToOneField(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # part of its proposal
        related_name="pepite",
    )
    reason = models.CharField(_("why it is worth reading"), max_length=300)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the mark outlives the account
        null=True,
        related_name="+",
    )
    set_at = models.DateTimeField(_("set at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("pépite")
        verbose_name_plural = _("pépites")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="pepite_has_a_reason")]

    def __str__(self) -> str:
        return self.reason
