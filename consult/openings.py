"""What the public journal says of a consultation itself: that it opened, changed its rules, or went out of view."""

import hashlib
from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.signals import page_published, page_unpublished

from consult import journal
from consult.canonical import sha256_of
from consult.locks import take_turn
from consult.models import ConsultationPage, JournalEntry, Phase
from consult.register import event_descriptions

PUBLISHED = "consultation.published"
CHANGED = "consultation.rules_changed"
UNPUBLISHED = "consultation.unpublished"


@transaction.atomic
def record_opening(*, page: ConsultationPage) -> JournalEntry | None:
    """Record that it is in view, or that its phases or rules changed there.

    None when it is not in view (its publication is to come), or when what holds is what was recorded last.
    """
    take_turn(f"consultation {page.pk}")
    saved = ConsultationPage.objects.get(pk=page.pk)
    if not saved.live:
        return None
    last, seal = _last(saved), sha256_of(canonical_rules(saved))
    if last is not None and last.event != UNPUBLISHED and last.content["hash"] == seal:
        return None
    event = PUBLISHED if last is None or last.event == UNPUBLISHED else CHANGED
    return journal.record(event, consultation=saved.slug, page=reference_of(saved), hash=seal)


@transaction.atomic
def record_closing(*, page: ConsultationPage) -> JournalEntry | None:
    """Record that it went out of view; None when it is in view, or when that was recorded last."""
    take_turn(f"consultation {page.pk}")
    saved = ConsultationPage.objects.get(pk=page.pk)
    last = _last(saved)
    if saved.live or (last is not None and last.event == UNPUBLISHED):
        return None
    return journal.record(UNPUBLISHED, consultation=saved.slug, page=reference_of(saved))


def canonical_rules(page: ConsultationPage) -> dict[str, Any]:
    """What the hash of a consultation is computed on: its phases, its rules, and hashes of what was typed."""
    phases = Phase.objects.filter(consultation=page.pk).order_by("opens_at", "pk")
    return {
        "question": _sha256(page.question),
        "rules": _sha256(page.rules),
        "moderation": page.moderation,
        "proposal_length": page.proposal_length,
        "argument_length": page.argument_length,
        **({"opinion_groups": True} if page.opinion_groups else {}),
        "phases": [
            {
                "kind": phase.kind,
                "title": _sha256(phase.title),
                "opens_at": phase.opens_at.astimezone(UTC).isoformat(),
                "closes_at": phase.closes_at.astimezone(UTC).isoformat(),
                "submit": phase.may_submit,
                "argue": phase.may_argue,
                "take_position": phase.may_take_position,
            }
            for phase in phases
        ],
    }


def reference_of(page: ConsultationPage) -> str:
    """What the journal calls a consultation beside its address, which may change; no primary key."""
    return str(page.translation_key)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _last(page: ConsultationPage) -> JournalEntry | None:
    own = JournalEntry.objects.filter(event__in=[PUBLISHED, CHANGED, UNPUBLISHED], content__page=reference_of(page))
    return own.order_by("-number").first()


def _published(sender: Any, instance: ConsultationPage, **kwargs: Any) -> None:
    record_opening(page=instance)


def _unpublished(sender: Any, instance: ConsultationPage, **kwargs: Any) -> None:
    record_closing(page=instance)


# Wagtail sends these for the form, the schedule, workflows, bulk actions and scripts alike.
page_published.connect(_published, sender=ConsultationPage, dispatch_uid="consultation published")
page_unpublished.connect(_unpublished, sender=ConsultationPage, dispatch_uid="consultation unpublished")


@event_descriptions.register(PUBLISHED)
def describe_opening(entry: JournalEntry) -> str:
    return _("The consultation was published.")


@event_descriptions.register(CHANGED)
def describe_change(entry: JournalEntry) -> str:
    return _("The phases or the rules of the consultation were changed.")


@event_descriptions.register(UNPUBLISHED)
def describe_closing(entry: JournalEntry) -> str:
    return _("The consultation was taken out of view.")
