"""Who is told of a withdrawal, and that it was taken back: those who took position, once each."""

from datetime import datetime

from django.utils.translation import gettext as _

from consult.locks import take_turn
from participants.models import Notice, User
from participants.notices import in_language_of, tell
from proposals.models import Position, Proposal
from proposals.people import BATCH, Batch, next_takers, not_yet_told


def tell_batch(proposal_id: int, withdrawn_at: datetime, *, after: int) -> Batch | None:
    """Tell the next people, by account, of one withdrawal; None when none is left, or it was taken back.

    Call inside a transaction: two runs at once take turns, and what one told the other finds told. Nobody is told
    while the text is out of view. Four queries, and two a person.
    """
    kind = kind_of("withdrawn", proposal_id, withdrawn_at)
    take_turn(f"telling {kind}")
    rows = Proposal.objects.published().select_related("consultation", "withdrawn_for")
    proposal = rows.filter(pk=proposal_id, withdrawn_at=withdrawn_at).first()
    takers = Position.objects.filter(proposal=proposal_id)
    people = next_takers(takers, proposal, after=after) if proposal else []
    if proposal is None or not people:
        return None
    fresh = not_yet_told(kind, people)
    for person in fresh:
        with in_language_of(person):
            subject, body = _withdrawn_words(proposal)
            tell(recipient=person, kind=kind, subject=subject, body=body, url=proposal.get_absolute_url())
    return Batch(len(fresh), people[-1].pk)


def tell_return(proposal_id: int, withdrawn_at: datetime, *, after: int) -> Batch | None:
    """Tell the next of those who were told of that withdrawal that the proposal stands again. As ``tell_batch``."""
    told_before, kind = (kind_of(word, proposal_id, withdrawn_at) for word in ("withdrawn", "restored"))
    take_turn(f"telling {told_before}")
    rows = Proposal.objects.listed().select_related("consultation")
    proposal = rows.filter(pk=proposal_id).first()
    told = Notice.objects.filter(kind=told_before).order_by().values("recipient")
    people = list(User.objects.filter(pk__in=told, pk__gt=after, is_active=True).order_by("pk")[:BATCH])
    if proposal is None or not people:
        return None
    fresh = not_yet_told(kind, people)
    for person in fresh:
        with in_language_of(person):
            tell(
                recipient=person,
                kind=kind,
                subject=_("Proposal %(reference)s stands again") % {"reference": proposal.reference},
                body=_("Its author has taken the withdrawal back. Your position on it is as you took it."),
                url=proposal.get_absolute_url(),
            )
    return Batch(len(fresh), people[-1].pk)


def kind_of(word: str, proposal_id: int, withdrawn_at: datetime) -> str:
    """The kind of the notices of one withdrawal: a second one of the same proposal has its own."""
    return f"{word}_{proposal_id}_{int(withdrawn_at.timestamp())}"


def _withdrawn_words(proposal: Proposal) -> tuple[str, str]:
    """Subject and body, in the language that is active: references only, no words of anybody's."""
    subject = _("Proposal %(reference)s was withdrawn by its author") % {"reference": proposal.reference}
    if proposal.withdrawn_for is None:
        return subject, _("Your position on it stays where it is, and moves nowhere.")
    return subject, _(
        "It was withdrawn in favour of %(other)s. Your position stays where it is: it is not moved. Read %(other)s, "
        "and take position on it if you wish."
    ) % {"other": proposal.withdrawn_for.reference}
