"""Near-identical texts that a moderator folds under the first of them, in the gesture that publishes them.

The folds themselves are kept by an upper room, which registers how (``proposals.folded``). Nothing is folded here by
itself but what is equal after normalisation; whatever is folded keeps its page, its positions and its arguments.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from consult.errors import DomainError
from moderation.closeness import decided_alike
from moderation.models import Decision, Subject
from participants.models import User
from proposals.folded import fold_rooms
from proposals.models import Proposal


def fold_decided(*, beside: Subject, decided: Sequence[Decision], by: User) -> tuple[Proposal | None, str]:
    """Fold what was just published under the first that says the same, and is in view; that one, or why it was not.

    Five queries, and those of the fold: the first is looked for among the latest texts that were decided on, so that
    a campaign of which fifty are read at a time stands under one.
    """
    published = {one.proposal_id for one in decided if one.kind == Decision.Kind.PUBLISH and one.proposal_id}
    alike = {key for noun, key in decided_alike(beside) if noun == "proposal"}
    listed = Proposal.objects.grouped().filter(pk__in=published | alike).select_related("consultation")
    rows = list(listed.order_by("number"))
    others = [row for row in rows[1:] if row.pk in published]
    if not others:
        return None, _("There is no other published text under which to fold.")
    others = [row for row in others if row.folded_under_id != rows[0].pk]
    if not others:
        return rows[0], ""  # copies fold by themselves
    try:
        for room in fold_rooms:
            room.fold(rows[0], others, by)
    except DomainError as error:
        return None, error.sentence
    return rows[0], ""


def unfold_undone(decision: Decision) -> int:
    """Take back the fold that came with a decision which was taken back; how many texts. No query outside folds."""
    proposal = decision.proposal
    if proposal is None or decision.moderator is None or not proposal.in_a_fold:
        return 0
    since, by = decision.decided_at, decision.moderator
    return sum(room.unfold(proposal.consultation, [proposal], by, since) for room in fold_rooms)
