"""What a participant wants to be told of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """One person follows one thing, named by its target: ``<consultation>/<kind>/<reference>``.

    The consultation goes by its reference (``consult.openings.reference_of``), which stays when it is renamed.
    """

    participant = models.ForeignKey(
        "participants.User",
        on_delete=models.CASCADE,  # goes with its person
        related_name="follows",
    )
    target = models.CharField(_("what is followed"), max_length=200)
    created_at = models.DateTimeField(_("since"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["participant", "target"], name="followed_once")]
        indexes = [models.Index(fields=["target"], name="follow_target")]

    def __str__(self) -> str:
        return self.target
