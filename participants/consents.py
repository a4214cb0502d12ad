"""Agreeing to how opinions are used, and taking it back."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from participants.models import Consent, ConsentText, User
from participants.models.consent import DatedText


def text_in_force(language: str, *, at: datetime) -> ConsentText | None:
    """The newest text in a language, or in any when that one has none. One query."""
    return newest(ConsentText.objects.filter(valid_from__lte=at), language)


def newest[Text: DatedText](rows: "QuerySet[Text]", language: str) -> Text | None:
    """The newest of some texts in a language, or in any when that one has none. One query."""
    texts = list(rows)
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


@transaction.atomic
def withdraw_consent(*, participant: User) -> int:
    """Take the agreement back, at once, and the one to opinion groups; returns how many records of the first closed."""
    now = timezone.now()
    participant.opinion_groups_consents.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
    return participant.consents.filter(withdrawn_at__isnull=True).update(withdrawn_at=now)
