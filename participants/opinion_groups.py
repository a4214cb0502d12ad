"""Agreeing that one's positions count in opinion groups, and taking it back: apart from every other agreement."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult.errors import Conflict, Refused
from consult.models import ConsultationPage
from participants.consents import has_consented, newest
from participants.models import OpinionGroupsConsent, OpinionGroupsText, User


def who_agreed() -> "QuerySet[User]":
    """People who answered on this site, agreed to opinion groups and are not suspended. No query by itself."""
    agreed = OpinionGroupsConsent.objects.filter(withdrawn_at__isnull=True)
    return User.objects.filter(pk__in=agreed.values("participant"), origin="", is_active=True)


def groups_text_in_force(language: str, *, at: datetime) -> OpinionGroupsText | None:
    """The newest text in a language, or in any when that one has none. One query."""
    return newest(OpinionGroupsText.objects.filter(valid_from__lte=at), language)


@transaction.atomic
def agree_to_groups(*, participant: User, text_hash: str) -> OpinionGroupsConsent:
    """Record the agreement to the text that was shown; a second one changes nothing.

    Raises Refused before the agreement without which no opinion is kept, and Conflict when no text in force is the one
    that was shown.
    """
    now = timezone.now()
    space = reverse("participants:space")
    if not has_consented(participant):
        raise Refused(
            _("This agreement comes after the one to how opinions are used: give that one first."),
            f"{reverse('participants:welcome')}?next={space}",
            _("Read and agree"),
        )
    texts = (groups_text_in_force(code, at=now) for code in ("fr", "en"))
    if text_hash not in {text.text_hash for text in texts if text}:
        raise Conflict(
            _("The text has changed while you were reading it: please read it again."),
            f"{space}#groupes",
            _("My space"),
        )
    consent, _new = OpinionGroupsConsent.objects.get_or_create(
        participant=participant, withdrawn_at=None, defaults={"text_hash": text_hash, "given_at": now}
    )
    return consent


def withdraw_from_groups(*, participant: User) -> int:
    """Take it back, at once; returns how many records that closed."""
    return participant.opinion_groups_consents.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


def choice_of(participant: User) -> dict[str, Any] | None:
    """What “my space” shows: the text, and whether one agreed. Five queries.

    Nothing where no consultation looks for groups, unless there is an agreement to take back.
    """
    asked = ConsultationPage.objects.readable().filter(opinion_groups=True).order_by("title", "pk")
    consultations = [{"title": page.title, "url": page.url} for page in asked]
    agreed = participant.opinion_groups_consents.filter(withdrawn_at__isnull=True).first()
    text = groups_text_in_force((get_language() or "fr")[:2], at=timezone.now())
    if agreed is None and not (consultations and text):
        return None
    return {
        "consultations": consultations,
        "agreed_at": agreed.given_at if agreed else None,
        "text": text,
        "text_hash": text.text_hash if text else "",
        "consented": has_consented(participant),
    }


def invited(page: ConsultationPage, request: HttpRequest) -> dict[str, Any] | None:
    """The consultation's page says that it looks for groups, and where one chooses. No query."""
    return {"url": reverse("participants:space") + "#groupes"} if page.opinion_groups else None
