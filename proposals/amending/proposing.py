"""Offering another wording, and showing it to all."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Closed, Conflict, Refused
from consult.models import ConsultationPage
from participants.models import User
from proposals.actions import FormUsedUp
from proposals.amending.answering import carry_out
from proposals.amending.holding import hold_proposal
from proposals.amending.telling import tell_proposed
from proposals.following.tasks import tell_followers
from proposals.models import Amendment, Proposal
from proposals.numbering import hold_amendment_numbers
from proposals.permissions import refuse_amending
from proposals.sending_limits import Sending, hold_sendings, refuse_beyond


class Wording(NamedTuple):
    """Other words: for a span of a version, or for its title and text where there is no span."""

    start: int | None
    end: int | None
    title: str
    text: str
    reason: str


class NobodyAnswers(Closed):
    """The proposal has no author here who could accept."""


class TextChanged(Conflict):
    """The wording was written on a version that is not the current one any more."""


class SameWording(Refused):
    """What is proposed says what the text says already."""


class BadWording(Refused):
    """No such passage, nothing left of the text, or too much of it."""


def propose(
    *,
    proposal: Proposal,
    author: User | None,
    wording: Wording,
    read_version: int,
    renews: Amendment | None = None,
    idempotency_key: UUID | None = None,
    at: datetime | None = None,
) -> Amendment:
    """Keep another wording. The same form sent again gives the first one back; with other words, ``FormUsedUp``.

    It waits for a moderator, or is published at once where the consultation moderates afterwards. The author's own
    is accepted when it is published. ``renews`` is one of the same author's that is outdated. ``BeyondLimits`` where
    they may not send it now.
    """
    at = at or timezone.now()
    refuse_proposing(author, proposal, at=at)
    assert author is not None  # refused above
    try:
        with transaction.atomic():
            hold_sendings(author, at=at)
            held = hold_proposal(proposal)
            refuse_proposing(author, held, at=at)
            if already := _sent_before(idempotency_key, author, held, wording):
                return already
            _refuse_bad(held, wording, read_version)
            renewed = _renewed(renews, author, held)
            _refuse_beyond(held, author, wording, renewed, idempotency_key, at)
            amendment = _create(held, author, wording, renewed, idempotency_key, at)
            if held.consultation.moderation == ConsultationPage.Moderation.AFTER:
                publish_amendment(amendment, at=at)
            return amendment
    except IntegrityError:
        already = _sent_before(idempotency_key, author, proposal, wording)
        if already is None:
            raise
        return already


def refuse_proposing(author: User | None, proposal: Proposal, *, at: datetime) -> None:
    """Raise unless the participant may offer another wording of the proposal. One query."""
    refuse_amending(author, proposal, at=at)
    if not is_answered(proposal):
        raise NobodyAnswers(
            _("This proposal has no author here who could accept another wording: give an argument instead."),
            proposal.get_absolute_url(),
            _("Back to the proposal"),
        )


def is_answered(proposal: Proposal) -> bool:
    """Whether somebody can answer what is proposed on its words: neither gone nor suspended. Needs ``author``."""
    return proposal.author is not None and proposal.author.is_active


def publish_amendment(amendment: Amendment, *, at: datetime) -> None:
    """Show it to all and say so in the journal; the author's own is accepted at once. Call inside a transaction.

    While the proposal is withdrawn nothing is accepted and nobody told: it waits, should its author restore that one.
    Needs its proposal with consultation and current version, held, and its version.
    """
    amendment.publish(at=at)
    proposal = amendment.proposal
    journal.record(
        "amendment.published",
        consultation=proposal.consultation.slug,
        amendment=amendment.reference,
        version=amendment.version.number,
        seal=amendment.seal,
    )
    if proposal.withdrawn_at is not None:
        return
    if not amendment.is_own:
        tell_proposed(amendment)
        tell_followers.enqueue("proposed", amendment.pk)
    elif amendment.is_open and amendment.version_id == proposal.current_id:
        carry_out(amendment, at=at)


def _refuse_beyond(
    proposal: Proposal, author: User, wording: Wording, renews: Amendment | None, key: UUID | None, at: datetime
) -> None:
    """Raise ``BeyondLimits`` where the author may not send this now. One query."""
    amendment = Amendment(version=proposal.current, **_columns(wording))
    replaces = " ".join(amendment.present)
    refuse_beyond(
        Sending(
            author,
            proposal.consultation,
            amendment.text,
            "amendment",
            key,
            at,
            replaces=replaces,
            renews=renews is not None,
        )
    )


def _create(
    proposal: Proposal, author: User, wording: Wording, renews: Amendment | None, key: UUID | None, at: datetime
) -> Amendment:
    assert proposal.current is not None  # a proposal is created with its first version
    hold_amendment_numbers(proposal.consultation_id)
    last = Amendment.objects.filter(proposal=proposal).aggregate(number=Max("number"))
    return Amendment.objects.create(
        proposal=proposal,
        author=author,
        number=(last["number"] or 0) + 1,
        version=proposal.current,
        idempotency_key=key,
        created_at=at,
        renews=renews,
        **_columns(wording),
    )


def _columns(wording: Wording) -> dict[str, Any]:
    return {
        "start": wording.start,
        "end": wording.end,
        "title": wording.title if wording.start is None else "",
        "wording": wording.text,
        "reason": wording.reason,
    }


def _sent_before(key: UUID | None, author: User, proposal: Proposal, wording: Wording) -> Amendment | None:
    """What the same form made when it was sent first, if it was. One query at most."""
    rows = Amendment.objects.select_related("proposal__consultation")
    already = rows.filter(idempotency_key=key).first() if key else None
    if already is None:
        return None
    kept = {name: getattr(already, name) for name in _columns(wording)}
    if (already.author_id, already.proposal_id, kept) != (author.pk, proposal.pk, _columns(wording)):
        raise FormUsedUp(
            _("You have sent this form already, with other words. Here it is anew: check your text, then send it.")
        )
    return already


def _refuse_bad(proposal: Proposal, wording: Wording, read_version: int) -> None:
    """Raise unless the wording is another one of a passage of the current version."""
    current = proposal.current
    assert current is not None  # a proposal is created with its first version
    if current.number != read_version:
        raise TextChanged(
            _("This proposal has been changed meanwhile: read its version %(number)d, then send yours again.")
            % {"number": current.number},
            proposal.get_absolute_url(),
            _("Back to the proposal"),
        )
    start, end = wording.start, wording.end
    whole = start is None and end is None
    if not whole and not (start is not None and end is not None and 0 <= start < end <= len(current.text)):
        raise BadWording(_("This passage does not stand in the text: choose it again."))
    title, text = Amendment(version=current, **_columns(wording)).merged
    if not title.strip() or not text.strip():
        raise BadWording(_("Nothing would be left of the text: write what it should say."))
    most = proposal.consultation.proposal_length
    if len(text) > most:
        raise BadWording(
            _("The whole text would have %(length)d characters, and may have %(most)d: shorten your wording.")
            % {"length": len(text), "most": most}
        )
    if (title, text) == (current.title, current.text):
        raise SameWording(_("This is what the text says already: change some of its words, or leave it."))


def _renewed(former: Amendment | None, author: User, proposal: Proposal) -> Amendment | None:
    """The one that is renewed, if it is theirs, outdated, and not renewed already. One query at most."""
    if former is None:
        return None
    mine = Amendment.objects.filter(pk=former.pk, author=author, proposal=proposal, outcome=Amendment.Outcome.OUTDATED)
    return mine.filter(renewed_as=None).first()
