"""The sealed originals of blanked texts: which texts have one, opening it, giving it back, letting it go."""

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Closed, NotAllowed
from consult.sealing import SealBroken, seal, unseal
from moderation.models import Blanking, Opening, OriginalKey, Subject, noun_of
from moderation.quoting import give_quotations_back
from moderation.reading import proposal_of
from participants.models import User
from proposals.blanking import OtherWords, give_words_back


class Blanked(Closed):
    """The words of the text were taken out: it comes back on appeal, or not at all."""


class CannotOpen(Closed):
    """No key of this site opens the original, or it was changed."""


class OriginalGone(Closed):
    """The original was destroyed: its time was over, or its author erased their words."""


class NotRead(NotAllowed):
    """Whoever gives words back has read them, with a second person."""


def standing_on(subject: Subject) -> Blanking | None:
    """What blanked a text whose words are still out; None where they are not. One query."""
    return Blanking.objects.on(subject).in_force().select_related("decision", "by").first()


def refuse_blanked(subject: Subject) -> None:
    """Raise where the words of a text were taken out: nobody decides on words that nobody reads. One query."""
    if Blanking.objects.on(subject).in_force().exists():
        raise Blanked(
            _("The words of this text were taken out as against the law: they come back on appeal, or not at all.")
        )


def keep(blanking: Blanking, original: dict[str, Any], *, about: str) -> None:
    """Seal an original for a row that is not saved yet, and save both. Two queries."""
    box, key = seal(json.dumps(original, ensure_ascii=False).encode(), about=about)
    blanking.sealed = box
    blanking.save(force_insert=True)
    OriginalKey.objects.create(blanking=blanking, key=key)


def unsealed(blanking: Blanking, subject: Subject) -> dict[str, Any]:
    """The original, whoever asks: callers make sure of who does. ``OriginalGone``, ``CannotOpen``. One query."""
    key = OriginalKey.objects.filter(blanking=blanking).first()
    if blanking.sealed is None or key is None:
        raise OriginalGone(_("The original of this text is kept no more."))
    try:
        opened = unseal(bytes(blanking.sealed), bytes(key.key), about=about(subject))
    except SealBroken as error:
        raise CannotOpen(_("The original cannot be opened: no key of this site fits. Tell whoever runs it.")) from error
    original: dict[str, Any] = json.loads(opened)
    return original


def about(subject: Subject) -> str:
    """What a seal is bound to; needs the consultation."""
    return f"{proposal_of(subject).consultation.pk}/{subject.reference}"


def give_back(subject: Subject, *, by: User, at: datetime) -> None:
    """Put the words of a text back where they were taken out, for an appeal. Call inside a transaction, its row held.

    Nothing where the text was not blanked. ``NotRead`` for whoever has not opened the original with a second person;
    ``OriginalGone``, ``CannotOpen``. A dozen queries, and one for each passage that was taken out around it.
    """
    blanking = Blanking.objects.on(subject).in_force().select_for_update(of=("self",)).first()
    if blanking is None:
        return
    of_theirs = Q(asked_by=by) | Q(agreed_by=by)
    if not Opening.objects.filter(of_theirs, blanking=blanking, agreed_at__isnull=False).exists():
        raise NotRead(_("Open the original with another moderator first: its words come back as you have read them."))
    original = unsealed(blanking, subject)
    try:
        give_words_back(subject, original["words"], at=at)
    except OtherWords as error:
        raise CannotOpen(_("The original is not what was taken out: its hash differs.")) from error
    give_quotations_back(original["around"])
    blanking.sealed, blanking.given_back_at = None, at
    blanking.save(update_fields=["sealed", "given_back_at"])
    OriginalKey.objects.filter(blanking=blanking).delete()
    record(blanking, subject, "words_given_back")


@transaction.atomic
def destroy(blankings: Any, *, at: datetime | None = None) -> int:
    """Let originals go for good, keys first; what is public of them stays. Returns how many. Five queries each."""
    at = at or timezone.now()
    keys = list(blankings.values_list("pk", flat=True))
    rows = Blanking.objects.kept().filter(pk__in=keys).select_for_update(of=("self",))
    held = list(rows.select_related("decision").order_by("pk"))
    OriginalKey.objects.filter(blanking__in=held).delete()
    for blanking in held:
        blanking.sealed, blanking.destroyed_at = None, at
        blanking.save(update_fields=["sealed", "destroyed_at"])
        record(blanking, blanking.decision.subject, "original_destroyed")
    return len(held)


def record(blanking: Blanking, subject: Subject, deed: str, **content: object) -> None:
    """Journal a step: the reference and the number of the decision that it rests on; no words, nobody."""
    noun = noun_of(subject)
    told: dict[str, object] = {noun: subject.reference, "decision": blanking.decision.number, **content}
    journal.record(f"{noun}.{deed}", consultation=proposal_of(subject).consultation.slug, **told)
