"""What a participant is told, in the site and by e-mail."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from participants.models.mail import Topic


class Notice(models.Model):
    """One message to one person, in their language, written when the thing happened."""

    recipient = models.ForeignKey(
        "participants.User",
        on_delete=models.CASCADE,  # goes with its person
        related_name="notices",
    )
    kind = models.CharField(_("kind"), max_length=40)
    topic = models.CharField(_("topic"), max_length=10, choices=Topic, default=Topic.DUTY)
    about = models.CharField(
        _("what must be in view when it is sent"), max_length=200, blank=True, help_text=_("A target, as for follows.")
    )
    follow = models.CharField(_("told because this is followed"), max_length=200, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("body"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    due_at = models.DateTimeField(_("to be sent by e-mail from"), null=True, blank=True)
    mail = models.ForeignKey(
        "participants.Mail",
        on_delete=models.SET_NULL,  # a notice outlives the mail that brought it
        null=True,
        blank=True,
        related_name="notices",
    )
    emailed_at = models.DateTimeField(_("sent by e-mail at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["recipient", "read_at"], name="notice_unread"),
            models.Index(fields=["due_at"], condition=Q(mail=None, emailed_at=None), name="notice_due"),
            models.Index(fields=["kind"], name="notice_kind"),
        ]

    def __str__(self) -> str:
        return self.subject
