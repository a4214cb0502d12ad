"""A separate agreement: that one's positions are compared with others' to find opinion groups. No group is kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from consult.kept_snippets import NeverEdited
from participants.models.consent import DatedText


class OpinionGroupsText(DatedText):
    """What opinion groups are, and what whoever agrees lets be done."""

    class Meta(DatedText.Meta):
        verbose_name = _("consent text on opinion groups")
        verbose_name_plural = _("consent texts on opinion groups")


class OpinionGroupsTextViewSet(SnippetViewSet):
    """Texts are added and read: the database refuses to change them."""

    model = OpinionGroupsText
    inspect_view_enabled = True


register_permission_policy(OpinionGroupsText, NeverEdited(OpinionGroupsText))
register_snippet(OpinionGroupsTextViewSet)


class OpinionGroupsConsent(models.Model):
    """One person's agreement to one text, identified by its hash; withdrawn, it stays as a record."""

    participant = models.ForeignKey(
        "participants.User",
        on_delete=models.CASCADE,  # a consent means nothing without its person
        related_name="opinion_groups_consents",
    )
    text_hash = models.CharField(_("hash of the text"), max_length=64)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent to opinion groups")
        verbose_name_plural = _("consents to opinion groups")
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=Q(withdrawn_at__isnull=True), name="one_groups_consent_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.given_at:%Y-%m-%d}"
