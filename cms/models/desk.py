"""What the desk of a synthesis keeps beside its findings."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.models.synthesis import SynthesisPage


class SynthesisDesk(models.Model):
    """What the desk keeps of a synthesis outside of its page's revisions: the corpus, and the reason to pass a gate."""

    page = models.OneToOneField(
        SynthesisPage,
        on_delete=models.CASCADE,  # part of its page
        related_name="desk",
    )
    corpus = models.ForeignKey(
        "synthesis.FrozenCorpus",
        on_delete=models.PROTECT,  # the synthesis rests on it
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("corpus"),
    )
    public_reason = models.TextField(_("why it is published all the same"), max_length=2_000, blank=True)
    reason_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,  # the reason outlives the account
        null=True,
        blank=True,
        related_name="+",
    )
    reason_gates = models.JSONField(
        _("gates that the reason passes"),
        null=True,
        blank=True,
        help_text=_("Codes of those that were red when it was given; empty: all that may be passed."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("desk of a synthesis")
        verbose_name_plural = _("desks of syntheses")
        permissions = [("pass_gate", "Can publish a synthesis in spite of a gate, with a public reason")]

    def __str__(self) -> str:
        return str(self.page_id)

    def passes(self, code: str, about: Iterable[str]) -> bool:
        """Whether the public reason was given for all that a gate asks for (``Missing.about``), under its code.

        Only the demonstration's sample has a reason without them: it passes whatever may be passed.
        """
        if not self.public_reason.strip():
            return False
        if self.reason_gates is None:
            return True
        given = self.reason_gates.get(code, []) if isinstance(self.reason_gates, dict) else []
        return set(about) <= set(given)

    @classmethod
    def of(cls, page: SynthesisPage) -> "SynthesisDesk":
        """The desk of a page; an empty one, unsaved, where nothing was done yet. One query."""
        return cls.objects.filter(page=page.pk).select_related("corpus__consultation").first() or cls(page_id=page.pk)
