"""How moderators share the queue: a text is in somebody's hand, or is handed over to another."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Refused
from consult.locks import take_turn
from consult.retention import retention_rules, rows_rule
from moderation.actions import NotImpartial, refuse_partial
from moderation.mandates import EVERYWHERE, Reach, consultation_of, moderators_of
from moderation.models import NOUNS, Decision, HandOver, InHand, Subject, noun_of, subject_key
from moderation.models.sharing import HELD_FOR, NOTE_LENGTH
from participants.models import User
from participants.notices import in_language_of, tell


class HandedToNobody(Refused):
    """A text goes to a moderator who can decide on it, with a word that says why."""


@transaction.atomic
def take_in_hand(*, subject: Subject, by: User, at: datetime | None = None) -> InHand:
    """Say that this moderator has the text open, unless another has; returns whoever has it. Four queries at most."""
    at = at or timezone.now()
    take_turn(f"in hand {noun_of(subject)} {subject.pk}")
    held = InHand.objects.on(subject).select_related("moderator").first()
    if held is None:
        return InHand.objects.create(**subject_key(subject), moderator=by, since=at, seen_at=at)
    let_go_of = held.seen_at <= at - HELD_FOR
    if held.moderator_id != by.pk and not let_go_of:
        return held
    if held.moderator_id != by.pk or let_go_of:
        held.moderator, held.since = by, at
    held.seen_at = at
    held.save(update_fields=["moderator", "since", "seen_at"])
    return held


def let_go(*, subject: Subject, by: User) -> None:
    """The moderator has closed the text. One query."""
    InHand.objects.on(subject).filter(moderator=by).delete()


@transaction.atomic
def hand_over(*, subject: Subject, by: User, to: User | None, words: str, at: datetime | None = None) -> HandOver:
    """Leave a text to another moderator, or to any other, with a word; who is named is told."""
    words = words.strip()
    if not words or len(words) > NOTE_LENGTH:
        raise HandedToNobody(
            _("Say in a few words, %(length)d characters at most, why you hand this text over.")
            % {"length": NOTE_LENGTH}
        )
    if to is not None and not other_moderators(by, subject).filter(pk=to.pk).exists():
        raise HandedToNobody(_("Choose another moderator of the list, or nobody in particular."))
    if to is not None:
        _refuse_party(subject, to)
    kept = HandOver.objects.create(**subject_key(subject), by=by, to=to, words=words, at=at or timezone.now())
    let_go(subject=subject, by=by)
    if to is not None:
        _tell(kept, to)
    return kept


def _refuse_party(subject: Subject, to: User) -> None:
    try:
        refuse_partial(subject, to)
    except NotImpartial as error:
        sentence = _("%(name)s may not decide on this text: choose somebody else, or nobody in particular.")
        raise HandedToNobody(sentence % {"name": to.public_name}) from error


def other_moderators(but: User, subject: Subject) -> "QuerySet[User]":
    """Those who can decide on a text in one's place, by name. A query."""
    return moderators_of(consultation_of(subject)).exclude(pk=but.pk)


def in_hands(subjects: Q, *, at: datetime) -> "QuerySet[InHand]":
    """Who has which of some texts open. One query."""
    return InHand.objects.at(at).filter(subjects).select_related("moderator")


def handed(subjects: Q) -> "QuerySet[HandOver]":
    """What was handed over and nobody has decided on since, the oldest first. One query."""
    later = Decision.objects.filter(decided_at__gte=OuterRef("at"))
    waiting = HandOver.objects.filter(subjects)
    for noun in NOUNS:
        waiting = waiting.exclude(Exists(later.filter(**{noun: OuterRef(noun)})))
    return waiting.select_related("by", "to").order_by("at", "pk")


def handed_to(reader: Any, within: Reach = EVERYWHERE) -> Sequence[HandOver]:
    """What waits for this moderator by name, the oldest first, one line a text. One query."""
    related = ("proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation")
    gone = Q(proposal__current__blanked_at__isnull=False) | Q(amendment__outcome="withdrawn")
    rows = handed(Q(to=reader) & within.on()).exclude(gone).select_related(*related)
    return list({(noun_of(row.subject), row.subject.pk): row for row in rows}.values())


def _tell(kept: HandOver, to: User) -> None:
    from moderation.queue import item_url  # the queue shows what is shared

    with in_language_of(to):
        names = {"reference": kept.subject.reference, "name": kept.by.public_name if kept.by else ""}
        tell(
            recipient=to,
            kind="moderation.handed_over",
            subject=_("%(reference)s waits for your decision") % names,
            body=_("%(name)s hands it over to you:") % names + f"\n\n{kept.words}",
            url=item_url(kept.subject),
        )


retention_rules.register("texts in hand", order=310)(
    rows_rule(HELD_FOR, lambda limit: InHand.objects.filter(seen_at__lte=limit))
)
