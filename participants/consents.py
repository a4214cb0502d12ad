"""Agreeing to how opinions are used, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from participants.models import Consent, ConsentText, User


def text_in_force(language: str, *, at: datetime) -> ConsentText | None:
    """The newest text in a language, or in any when that one has none. One query."""
    texts = list(ConsentText.objects.filter(valid_from__lte=at))
    return next((text for text in texts if text.language == language), texts[0] if texts else None)


def has_consented(participant: User) -> bool:
    """Whether a consent is in force. One query."""
    return participant.consents.filter(withdrawn_at__isnull=True).exists()


@transaction.atomic
def give_consent(*, participant: User, text: ConsentText) -> Consent:
    """Record the agreement with the hash of the text that was shown; a second one replaces the first."""
    now = timezone.now()
    participant.consents.filter(withdrawn_at__isnull=True).exclude(text_hash=text.text_hash).update(withdrawn_at=now)
    consent, _created = Consent.objects.get_or_create(
        participant=participant, withdrawn_at=None, defaults={"text_hash": text.text_hash, "given_at": now}
    )
    return consent


def withdraw_consent(*, participant: User) -> int:
    """Take the agreement back, at once; returns how many records that closed."""
    return participant.consents.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
