"""An author's own changes: while the proposal waits, and for a while after. Each makes a version."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, DomainError, NotYours
from participants.models import User
from proposals.actions import add_version
from proposals.amending.holding import hold_proposal, outdate
from proposals.following.tasks import tell_followers
from proposals.grace import refuse_late
from proposals.models import Proposal, Version
from proposals.pausing import refuse_paused
from proposals.permissions import refuse_amending, refuse_drafting, refuse_submitting
from proposals.sending_limits import refuse_links
from proposals.sent_back import awaits_author
from proposals.tagging import retag_proposal


class NotTheAuthor(NotYours):
    """Only its author may change a proposal; for others there is nothing here."""


class DealtWith(Conflict):
    """A moderator has withheld the proposal, or its words are erased: they stay as they are."""


class ChangedMeanwhile(Conflict):
    """The proposal has another version than the one that was read."""


def edit(
    *,
    proposal: Proposal,
    author: User | None,
    title: str,
    text: str,
    read_version: int,
    tags: list[str] | None = None,
    at: datetime | None = None,
) -> Version:
    """Give one's proposal its next version; the current one is given back when no word changes.

    Published, it takes one directly for as long as :mod:`proposals.grace` says; then ``NeedsAmendment`` is raised.

    Tags belong to no version: those given replace the former ones, which are not kept; None leaves them.
    ``read_version`` is the number of the version that the author had before their eyes: when there is
    another by now, with other words, ``ChangedMeanwhile`` is raised and nothing is kept. ``TooManyLinks`` where a new
    account adds them.
    """
    at = at or timezone.now()
    refuse_editing(author, proposal)
    with transaction.atomic():
        held = hold_proposal(proposal)
        refuse_editing(author, held)
        _refuse_by_phase(author, held, at)
        current = held.current
        assert current is not None  # refused above
        is_new = (current.title, current.text) != (title, text)
        if is_new and current.number != read_version:
            raise ChangedMeanwhile(
                _("This proposal has been changed meanwhile: read its version %(number)d, then send yours again.")
                % {"number": current.number},
                proposal.get_absolute_url(),
                _("Back to the proposal"),
            )
        if is_new:
            _refuse_links(author, held, f"{title} {text}", at)
        if tags is not None:
            retag_proposal(held, tags)
        return _change(held, title, text, at) if is_new else current


def _refuse_links(author: User | None, proposal: Proposal, words: str, at: datetime) -> None:
    assert author is not None  # refused above
    assert proposal.current is not None  # refused above
    replaces = f"{proposal.current.title} {proposal.current.text}"
    refuse_links(author, proposal.consultation, words, at=at, replaces=replaces)


def _refuse_by_phase(author: User | None, proposal: Proposal, at: datetime) -> None:
    _refuse_closed(author, proposal, at)
    if proposal.is_published:
        refuse_late(proposal, at=at)


def _refuse_closed(author: User | None, proposal: Proposal, at: datetime) -> None:
    if proposal.is_published:
        refuse_amending(author, proposal, at=at)
    elif awaits_author(proposal):
        refuse_drafting(author)  # who is asked for a change can send it whatever has closed meanwhile
        refuse_paused(author, proposal.consultation, at=at)
    else:
        refuse_submitting(author, proposal.consultation, at=at)


def _change(proposal: Proposal, title: str, text: str, at: datetime) -> Version:
    """The next version; where everyone reads it at once, the journal says so."""
    version = add_version(proposal, title=title, text=text, at=at)
    if proposal.is_published:
        outdate(proposal, at=at)
        journal.record(
            "proposal.changed",
            consultation=proposal.consultation.slug,
            proposal=proposal.reference,
            version=version.number,
            fingerprint=version.fingerprint,
        )
        tell_followers.enqueue("version", version.pk)
    return version


def refuse_editing(author: User | None, proposal: Proposal) -> None:
    """Raise unless this is the author and the words wait or are in view; the phase is asked when it is sent."""
    refuse_others(author, proposal)
    if proposal.is_withheld or proposal.current is None or proposal.current.blanked_at is not None:
        raise DealtWith(
            _("This proposal is out of view: it cannot be changed here."),
            proposal.get_absolute_url(),
            _("Back to the proposal"),
        )


def refuse_others(author: User | None, proposal: Proposal) -> None:
    """Raise unless this is the author; they may go on typing whatever became of the proposal."""
    if author is None or proposal.author_id != author.pk:
        raise NotTheAuthor(_("This page does not exist."))


def takes_changes(author: User | None, proposal: Proposal, *, at: datetime) -> bool:
    """Whether a change could be sent now, directly or as an amendment. Three queries at most."""
    try:
        refuse_editing(author, proposal)
        _refuse_closed(author, proposal, at)
    except DomainError:
        return False
    return True


def may_edit(author: User | None, proposal: Proposal) -> bool:
    """Whether the way to editing is shown; needs ``current``. No query."""
    try:
        refuse_editing(author, proposal)
    except (NotTheAuthor, DealtWith):
        return False
    return True
