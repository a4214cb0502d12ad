"""How opinions are used: dated texts, and who agreed to which."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from consult.kept_snippets import NeverEdited


class DatedText(models.Model):
    """A text to agree to; a new wording is a new row."""

    language = models.CharField(_("language"), max_length=2, choices=[("fr", "Français"), ("en", "English")])
    text = models.TextField(_("text"))
    valid_from = models.DateTimeField(_("valid from"))

    panels = [
        HelpPanel(_("A saved text is never changed: people agreed to these very words. A new wording is a new text.")),
        FieldPanel("language"),
        FieldPanel("text"),
        FieldPanel("valid_from"),
    ]

    class Meta:
        abstract = True
        ordering = ["-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.language} {self.valid_from:%Y-%m-%d}"

    @property
    def text_hash(self) -> str:
        """SHA-256 of the text, 64 hexadecimal digits: what a consent is recorded with."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class ConsentText(DatedText):
    """How opinions are used. Political opinions are sensitive data (GDPR art. 9)."""

    class Meta(DatedText.Meta):
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")


class ConsentTextViewSet(SnippetViewSet):
    """Texts are added and read: the database refuses to change them."""

    model = ConsentText
    inspect_view_enabled = True


register_permission_policy(ConsentText, NeverEdited(ConsentText))
register_snippet(ConsentTextViewSet)


class Consent(models.Model):
    """One person's agreement to one text, identified by its hash; withdrawn, it stays as a record."""

    participant = models.ForeignKey(
        "participants.User",
        on_delete=models.CASCADE,  # a consent means nothing without its person
        related_name="consents",
    )
    text_hash = models.CharField(_("hash of the text"), max_length=64)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=Q(withdrawn_at__isnull=True), name="one_consent_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.given_at:%Y-%m-%d}"
