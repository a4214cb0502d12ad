"""What a participant is told, in the site and by e-mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One message to one person, in their language, written when the thing happened."""

    recipient = models.ForeignKey(
        "participants.User",
        on_delete=models.CASCADE,  # goes with its person
        related_name="notices",
    )
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("body"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    emailed_at = models.DateTimeField(_("sent by e-mail at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.subject
