"""The public journal: append-only, without foreign keys, each entry holding the hash of the one before."""

from datetime import UTC
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

GENESIS = "0" * 64


class JournalEntry(models.Model):
    """One public step. Content is references, hashes and counts: never a name, an account or typed text."""

    number = models.PositiveBigIntegerField(_("number"), unique=True)
    at = models.DateTimeField(_("at"))
    event = models.CharField(_("event"), max_length=60)
    consultation = models.CharField(_("consultation"), max_length=255, blank=True, help_text=_("Its address."))
    content = models.JSONField(_("content"))
    previous_hash = models.CharField(_("previous hash"), max_length=64, unique=True)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("public journal")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"

    def body(self) -> dict[str, Any]:
        """What the hash is computed on; times in UTC, to the microsecond."""
        return entry_body(
            number=self.number,
            at=self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event=self.event,
            consultation=self.consultation,
            content=self.content,
            previous_hash=self.previous_hash,
        )


class JournalHead(models.Model):
    """The head of the chain at the end of one day, kept apart: what was cut off later is missed."""

    day = models.DateField(_("day"), unique=True)
    number = models.PositiveBigIntegerField(_("number"))
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("head of a day")
        verbose_name_plural = _("heads of the days")
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {self.number}"


def entry_body(
    *, number: int, at: str, event: str, consultation: str, content: dict[str, Any], previous_hash: str
) -> dict[str, Any]:
    """The canonical content of an entry, before it is hashed."""
    return {
        "number": number,
        "at": at,
        "event": event,
        "consultation": consultation,
        "content": content,
        "previous_hash": previous_hash,
    }
