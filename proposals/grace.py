"""How long an author still changes a published text directly; afterwards it takes an amendment (C-5)."""

from datetime import datetime, timedelta

from django.db.models import Exists, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.errors import Conflict
from consult.models import ConsultationPage
from proposals.models import Amendment, Argument, Position, Proposal
from proposals.registries import judged_words

GRACE = timedelta(minutes=30)  # after the first publication


class NeedsAmendment(Conflict):
    """The words have been read, answered or judged as they are: another wording is an amendment."""


def refuse_late(proposal: Proposal, *, at: datetime) -> None:
    """Raise unless a published proposal may still be changed directly. One query, and the upper rooms'.

    Where a moderator reads first, no published word changes unread: every change is an amendment there.
    """
    if not _in_time(proposal, at) or _spoken_of(proposal) or any(judged(proposal) for judged in judged_words):
        minutes = int(GRACE.total_seconds() // 60)
        raise NeedsAmendment(
            ngettext(
                "A published proposal can be changed directly for %(minutes)d minute, while nobody has answered it. "
                "From now on, propose your new wording as an amendment.",
                "A published proposal can be changed directly for %(minutes)d minutes, while nobody has answered it. "
                "From now on, propose your new wording as an amendment.",
                minutes,
            )
            % {"minutes": minutes},
            proposal.get_absolute_url(),
            _("Back to the proposal"),
        )


def may_change_directly(proposal: Proposal) -> bool:
    """Whether the direct way is shown; the deed itself decides again. The same queries."""
    try:
        refuse_late(proposal, at=timezone.now())
    except NeedsAmendment:
        return False
    return True


def _in_time(proposal: Proposal, at: datetime) -> bool:
    moderated_after = proposal.consultation.moderation == ConsultationPage.Moderation.AFTER
    return moderated_after and proposal.published_at is not None and at < proposal.published_at + GRACE


def _spoken_of(proposal: Proposal) -> bool:
    """Whether anybody but its author took position, argued, or proposed other words, in view or not. One query."""

    def others(rows: "QuerySet[Argument] | QuerySet[Amendment]") -> Exists:
        return Exists(rows.filter(proposal=proposal).exclude(author__isnull=False, author=proposal.author_id))

    positions = Exists(Position.objects.filter(proposal=proposal).exclude(participant=proposal.author_id))
    spoken = positions | others(Argument.objects.all()) | others(Amendment.objects.all())
    return Proposal.objects.filter(spoken, pk=proposal.pk).exists()
