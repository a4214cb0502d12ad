"""Telling lists and figures which texts are folded: what stands here is copied to the key that they read."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from consult.models import ConsultationPage
from participants.models import User
from proposals.folded import FoldRoom, Folds, fold_rooms, keep_keys
from proposals.models import Proposal, Version
from proposals.tasks import version_text
from synthesis import fold_groups, folding
from synthesis.clustering.corpus import plain
from synthesis.corpus import in_the_maths
from synthesis.deciding import turn_of_key
from synthesis.models import FoldedText


@transaction.atomic
def recount(consultation: int) -> int:
    """Copy how the folds of a consultation stand, by its key; returns how many texts that changed.

    Three queries where nothing did, a few more for each group that did.
    """
    turn_of_key(consultation)
    return keep_keys(consultation, read(consultation))


def recount_all() -> int:
    """The same of every consultation that has folds, or had some; returns how many texts that changed."""
    folded = FoldedText.objects.order_by().values_list("into__proposal__consultation", flat=True).distinct()
    marked = Proposal.objects.filter(in_a_fold=True).order_by().values_list("consultation", flat=True).distinct()
    return sum(recount(key) for key in sorted({*folded, *marked}))


def read(consultation: int) -> Folds:
    """How the folds of a consultation stand: of each text in view the one in view that stands for it. One query."""
    folds = fold_groups.standing_folds(consultation)
    instead = fold_groups.stand_ins(folds)
    under = {}
    for fold in folds:
        leader = instead.get(fold.into, fold.into)
        if fold.text.listed and leader.listed and fold.text != leader:
            under[fold.text.proposal] = leader.proposal
    return Folds(under, {side.proposal for fold in folds for side in (fold.text, fold.into)})


def unfold(consultation: ConsultationPage, proposals: Sequence[Proposal], by: User, since: datetime) -> int:
    """Take back what somebody folded of these texts since an instant; returns how many. Two queries, or ``unfold``."""
    keys = [proposal.pk for proposal in proposals]
    rows = FoldedText.objects.filter(version__proposal__in=keys, by=by, at__gte=since, undone_at__isnull=True)
    found = list(rows.values_list("pk", flat=True))
    return folding.unfold(consultation=consultation, keys=found) if found else 0


def fold_equal(proposals: Sequence[int]) -> int:
    """Fold, among published texts given by key, those that are equal after normalisation; returns how many.

    One query, and those of ``fold_copies`` for each consultation.
    """
    listed = in_the_maths(Proposal.objects.grouped()).filter(pk__in=list(proposals))
    versions = Version.objects.filter(pk__in=listed.values("current"), blanked_at__isnull=True)
    together: dict[tuple[int, str], list[Version]] = defaultdict(list)
    for version in versions.select_related("proposal__consultation").order_by("proposal__number"):
        if form := plain(version_text(version)):
            together[version.proposal.consultation_id, form].append(version)
    return sum(
        folding.fold_copies(consultation=group[0].proposal.consultation, copies=[[version.pk for version in group]])
        for group in together.values()
        if len(group) > 1
    )


fold_rooms.register("synthesis")(
    FoldRoom(
        keep=recount,
        fold=lambda into, proposals, by: folding.fold(into=into, proposals=proposals, by=by),
        unfold=unfold,
        copies=fold_equal,
    )
)
