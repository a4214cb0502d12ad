"""Saying that two proposals are the same idea, or are not; taking it back. Each grouping keeps what stands."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, Refused
from participants.models import User
from proposals.models import Proposal
from synthesis.deciding import turn_of
from synthesis.given import check, standing_decisions
from synthesis.models import SameIdea

SAME, NOT_SAME, TAKEN_BACK = "ideas.same", "ideas.not_same", "ideas.taken_back"


class AlreadySaid(Conflict):
    """Somebody said so, or the contrary, and it stands."""


class NotSaid(Conflict):
    """Nothing is said of these two, or somebody took it back meanwhile."""


@transaction.atomic
def say_same(*, first: Proposal, second: Proposal, same: bool, by: User | None) -> SameIdea:
    """Say whether two published proposals are the same idea. Five queries and the journal's.

    What cannot be kept beside what people decided already is refused, and the sentence says what excludes it.
    """
    first, second = sorted((first, second), key=lambda proposal: proposal.pk)
    if first.pk == second.pk or first.consultation_id != second.consultation_id:
        raise Refused(_("Choose two proposals of the same consultation."))
    consultation = turn_of(first.consultation)
    if Proposal.objects.listed().filter(pk__in=[first.pk, second.pk]).count() < 2:
        raise Refused(_("Only published proposals can be compared."))
    if SameIdea.objects.standing().filter(first=first, second=second).exists():
        raise AlreadySaid(
            _("It is said already whether %(first)s and %(second)s are the same idea: take that back first.")
            % {"first": first.reference, "second": second.reference}
        )
    said = SameIdea.objects.create(first=first, second=second, same=same, by=by, at=timezone.now())
    check(standing_decisions(consultation), None)
    _record(SAME if same else NOT_SAME, said)
    return said


@transaction.atomic
def take_back(*, said: SameIdea) -> None:
    """Take back what was said of two proposals; the row stays. Two queries and the journal's."""
    turn_of(said.first.consultation)
    if not SameIdea.objects.standing().filter(pk=said.pk).update(undone_at=timezone.now()):
        raise NotSaid(_("This was taken back already."))
    _record(TAKEN_BACK, said)


def _record(event: str, said: SameIdea) -> None:
    journal.record(
        event,
        consultation=said.first.consultation.slug,
        proposals=[said.first.reference, said.second.reference],
    )
