"""An author's own changes to a proposal that nobody has published yet: each makes a version."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Conflict, NotYours
from participants.models import User
from proposals.actions import add_version
from proposals.models import Proposal, Version
from proposals.permissions import refuse_submitting
from proposals.tagging import retag_proposal


class NotTheAuthor(NotYours):
    """Only its author may change a proposal; for others there is nothing here."""


class DealtWith(Conflict):
    """A moderator has decided on the proposal: its words stay as they were read."""


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
    """Give one's waiting proposal its next version; the current one is given back when no word changes.

    Tags belong to no version: those given replace the former ones, which are not kept; None leaves them.
    ``read_version`` is the number of the version that the author had before their eyes: when there is
    another by now, with other words, ``ChangedMeanwhile`` is raised and nothing is kept.
    """
    at = at or timezone.now()
    refuse_editing(author, proposal)
    with transaction.atomic():
        held = _lock(proposal)
        refuse_editing(author, held)
        refuse_submitting(author, held.consultation, at=at)
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
        if tags is not None:
            retag_proposal(held, tags)
        return add_version(held, title=title, text=text, at=at) if is_new else current


def refuse_editing(author: User | None, proposal: Proposal) -> None:
    """Raise unless this is the author and the proposal waits; the phase is asked when it is sent."""
    if author is None or proposal.author_id != author.pk:
        raise NotTheAuthor(_("This page does not exist."))
    waits = proposal.state == Proposal.State.SUBMITTED
    if not waits or proposal.current is None or proposal.current.blanked_at is not None:
        raise DealtWith(
            _("A moderator has dealt with this proposal: it cannot be changed here any more."),
            proposal.get_absolute_url(),
            _("Back to the proposal"),
        )


def may_edit(author: User | None, proposal: Proposal) -> bool:
    """Whether the way to editing is shown; needs ``current``. No query."""
    try:
        refuse_editing(author, proposal)
    except (NotTheAuthor, DealtWith):
        return False
    return True


def _lock(proposal: Proposal) -> Proposal:
    """The proposal as it is now, its row held until the transaction ends; its version is read after the wait.

    A version joined to the locked row would be the one from before the wait: none at all, once changed.
    """
    held = Proposal.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=proposal.pk)
    assert held.current_id is not None  # a proposal is created with its first version
    held.current = Version.objects.get(pk=held.current_id)
    return held
