"""Where a participant stands on a proposal."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Position(models.Model):
    """One participant's position on one proposal, attached to the version that they read."""

    class Value(models.IntegerChoices):
        AGREE = 1, _("Agree")
        MIXED = 0, _("Mixed")
        DISAGREE = -1, _("Disagree")

    proposal = models.ForeignKey(
        "proposals.Proposal",
        on_delete=models.PROTECT,  # a position is never lost with its proposal
        related_name="positions",
    )
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,  # an erased account takes its positions with it
        related_name="positions",
    )
    version = models.ForeignKey(
        "proposals.Version",
        on_delete=models.PROTECT,  # versions are never deleted
        related_name="positions",
    )
    value = models.SmallIntegerField(_("position"), choices=Value.choices)
    created_at = models.DateTimeField(_("taken at"))
    changed_at = models.DateTimeField(_("changed at"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "participant"], name="one_position_a_participant"),
            models.CheckConstraint(condition=models.Q(value__in=[-1, 0, 1]), name="position_value_known"),
        ]
        indexes = [models.Index(fields=["proposal", "value", "created_at"], name="position_tally")]

    def __str__(self) -> str:
        return self.get_value_display()


class TallyElsewhere(models.Model):
    """Totals of positions taken on another site: shown as such, never added to ours."""

    proposal = models.OneToOneField(
        "proposals.Proposal",
        on_delete=models.CASCADE,  # part of its proposal
        related_name="tally_elsewhere",
    )
    agree = models.PositiveIntegerField(_("agree"))
    mixed = models.PositiveIntegerField(_("mixed"))
    disagree = models.PositiveIntegerField(_("disagree"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("positions taken elsewhere")
        verbose_name_plural = _("positions taken elsewhere")

    def __str__(self) -> str:
        return f"{self.agree} / {self.mixed} / {self.disagree}"
