"""Folding texts that say the same under one of them, and taking that back. Nothing is lost: each keeps its page.

A person folds; only texts that are equal after normalisation fold by themselves, until a person takes it back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict, Refused
from consult.models import ConsultationPage
from participants.models import User
from proposals.folded import look_again
from proposals.models import Proposal
from synthesis.deciding import BATCH, turn_of
from synthesis.fold_groups import Fold, by_leader, folds_under, lead_anew, retire, standing_folds
from synthesis.fold_moves import Present, end, present
from synthesis.given import check_added, standing_decisions
from synthesis.models import FoldedText, SameIdea
from synthesis.reading import Mark

FOLDED, UNFOLDED, AGAIN, COPIES = "texts.folded", "texts.unfolded", "texts.folded_again", "texts.copies_folded"


class NotFolded(Conflict):
    """Somebody took it back meanwhile."""


class Folded(NamedTuple):
    """What an act folded, and what it put in place of folds of before, by key; so that it can be undone."""

    new: list[int]
    replaced: list[int]


@transaction.atomic
def fold(*, into: Proposal, proposals: Sequence[Proposal], by: User | None) -> Folded:
    """Fold published texts under one of them. Thirteen queries and the journal's.

    What was folded under them goes along; a text that is folded already stands where the one does that stands for
    it. Refused when it cannot be kept beside what people decided already.
    """
    members = [row for row in proposals if row.pk != into.pk]
    if not members or {row.consultation_id for row in members} != {into.consultation_id}:
        raise Refused(_("Choose at least two texts of the same consultation."))
    consultation = turn_of(into.consultation)
    keys = [row.pk for row in [into, *members]]
    listed = Proposal.objects.grouped().filter(pk__in=keys)
    current = dict(listed.order_by().values_list("pk", "current"))
    if len(current) < len(keys):
        raise Refused(_("Only published texts can be folded."))
    before = standing_decisions(consultation)
    old = _led(consultation, current.values())
    stands_under = {row.text.version: row.into.version for row in old}
    leader = stands_under.get(current[into.pk], current[into.pk])
    moved = [current[row.pk] for row in members if current[row.pk] != leader]
    under = [version for version, above in stands_under.items() if above in moved]
    wanted = [version for version in dict.fromkeys([*moved, *under]) if stands_under.get(version) != leader]
    if not wanted:
        raise Refused(_("These texts are folded together already."))
    done = _write(leader, wanted, old, by)
    check_added(before, standing_decisions(consultation))
    _record(FOLDED, consultation, leader, done.new)
    look_again(consultation.pk)
    return done


def _led(consultation: ConsultationPage, versions: Iterable[int]) -> list[Fold]:
    """Folds of the groups of these versions, each under a text in view where any is. One query, or five."""
    keys = list(versions)
    found = standing_folds(consultation, keys)
    return standing_folds(consultation, keys) if lead_anew(found) else found


def _write(leader: int, versions: Sequence[int], old: Iterable[Fold], by: User | None) -> Folded:
    """Two queries. What fell with an edit makes room, of the leader too, and is not among what undoing puts back."""
    now = timezone.now()
    replaced = [fold.key for fold in old if fold.text.version in versions]
    retire([leader, *versions], now)
    rows = FoldedText.objects.bulk_create(
        [FoldedText(version_id=version, into_id=leader, by=by, at=now) for version in versions], batch_size=BATCH
    )
    return Folded([row.pk for row in rows], replaced)


@transaction.atomic
def unfold(*, consultation: ConsultationPage, keys: Sequence[int], restored: Sequence[int] = ()) -> int:
    """Take folds back, by key, and put those that they replaced again; returns how many. Six queries, two a group.

    Taken back too is what was folded anew since, under a text in view. What was decided meanwhile on a text stays;
    refused when what is put again cannot be kept beside it.
    """
    turn_of(consultation)
    folds = present(consultation, keys)
    if not folds:
        raise NotFolded(_("This was taken back already."))
    by_leader: dict[int, list[int]] = defaultdict(list)
    for found in folds:
        by_leader[found.said.into].append(found.said.key)
    for leader, rows in by_leader.items():
        _record(UNFOLDED, consultation, leader, rows)
    again = [key for key in restored if key not in keys]
    alone = _taken_back(keys, folds) if again else set()
    number = end(folds)
    if again:
        _put_again(consultation, again, alone)
    look_again(consultation.pk)
    return number


def _taken_back(keys: Sequence[int], folds: Iterable[Present]) -> set[int]:
    """The versions of these folds that somebody let stand by themselves. One query."""
    versions = set(FoldedText.objects.filter(pk__in=keys).order_by().values_list("version", flat=True))
    return versions - {fold.said.version for fold in folds}


def _put_again(consultation: ConsultationPage, keys: Sequence[int], alone: set[int]) -> None:
    """Put folds again where nobody decided otherwise meanwhile, and say so. Nine queries, two a group."""
    before = standing_decisions(consultation)
    rows = FoldedText.objects.filter(into__proposal__consultation=consultation)
    taken = set(rows.filter(undone_at__isnull=True).order_by().values_list("version", flat=True))
    standing = rows.standing().order_by().values_list("version", "into")
    folded, leaders = {version for version, _into in standing}, {into for _version, into in standing}
    free = {
        version: (pk, into)
        for pk, version, into in rows.filter(pk__in=keys).order_by("-pk").values_list("pk", "version", "into")
        if version not in taken | leaders | alone and into not in folded
    }
    by_leader: dict[int, list[int]] = defaultdict(list)
    for pk, into in free.values():
        by_leader[into].append(pk)
    FoldedText.objects.filter(pk__in=[pk for pk, _into in free.values()]).update(undone_at=None)
    check_added(before, standing_decisions(consultation))
    for leader, found in by_leader.items():
        _record(AGAIN, consultation, leader, found)


@transaction.atomic
def fold_copies(*, consultation: ConsultationPage, copies: Iterable[Sequence[int]]) -> int:
    """Fold versions that are equal after normalisation, each group under its first; returns how many.

    Six queries, or nine. What a person took back, or said not to be the same, is left alone; so is what a person
    folded.
    """
    turn_of(consultation)
    current = set(Proposal.objects.grouped().filter(consultation=consultation).values_list("current", flat=True))
    groups = [group for group in ([key for key in keys if key in current] for keys in copies) if group]
    lead_anew(standing_folds(consultation))
    rows = FoldedText.objects.filter(into__proposal__consultation=consultation)
    old = dict(rows.standing().order_by().values_list("version", "into"))
    undone = set(rows.filter(undone_at__isnull=False).order_by().values_list("version", "into"))
    leaders = set(old.values())
    apart = _apart(consultation)
    new: dict[int, list[int]] = {}
    for group in groups:
        leader = _leader(group, old, leaders)
        free = [
            version for version in group
            if version != leader and version not in old and version not in leaders
            and (version, leader) not in undone and frozenset((version, leader)) not in apart
        ]  # fmt: skip
        if free:
            new.setdefault(leader, []).extend(free)
    now = timezone.now()
    retire([version for leader, found in new.items() for version in (leader, *found)], now)
    made = FoldedText.objects.bulk_create(
        [
            FoldedText(version_id=version, into_id=leader, automatic=True, at=now)
            for leader, found in new.items()
            for version in found
        ],
        batch_size=BATCH,
    )
    if made:
        look_again(consultation.pk)
        journal.record(COPIES, consultation=consultation.slug, texts=len(made), groups=len(new))
    return len(made)


def _leader(group: Sequence[int], old: Mapping[int, int], leaders: set[int]) -> int:
    """The version that stands for a group of copies: the one that does already, or else the first."""
    for version in group:
        if version in old:
            return old[version]
    return next((version for version in group if version in leaders), group[0])


def _apart(consultation: ConsultationPage) -> set[frozenset[int]]:
    """Pairs of current versions that a person said not to be the same. One query."""
    said = SameIdea.objects.standing().filter(same=False, first__consultation=consultation)
    return {frozenset(pair) for pair in said.order_by().values_list("first__current", "second__current")}


def _record(event: str, consultation: ConsultationPage, leader: int, keys: Sequence[int]) -> None:
    """References, and nothing else. One query."""
    numbers = FoldedText.objects.filter(pk__in=keys).order_by("version__proposal__number")
    rows = list(numbers.values_list("version__proposal__number", "into__proposal__number"))
    journal.record(
        event,
        consultation=consultation.slug,
        into=f"P-{rows[0][1]}",
        proposals=[f"P-{number}" for number, _into in rows],
    )


class SaidBy(NamedTuple):
    """Texts in view that say the same, by number: the one that stands for all first; and how that came about.

    ``automatic`` where all are copies, ``mixed`` where some are and a person folded the others.
    """

    numbers: list[int]
    automatic: bool
    mixed: bool

    @property
    def texts(self) -> int:
        """How many there are."""
        return len(self.numbers)


def said_by(marks: Mapping[int, Mark]) -> dict[int, SaidBy]:
    """Of each marked proposal that says the same as others in view, all of them, by its key. One query, or none."""
    under = {mark.folded_under for mark in marks.values() if mark.folded_under is not None}
    if not under:
        return {}
    found: dict[int, SaidBy] = {}
    for leader, group in by_leader(folds_under(under)).items():
        # The order in which one stands in for a leader that left the view: copies first.
        shown = sorted((one for one in group if one.text.listed), key=lambda one: (not one.automatic, one.text.number))
        texts = [text for text in (leader, *(fold.text for fold in shown)) if text.listed]
        copies = {one.automatic for one in shown}
        said = SaidBy([text.number for text in texts], copies == {True}, copies == {True, False})
        found |= {text.proposal: said for text in texts}
    return {key: found[key] for key in marks if key in found and found[key].texts > 1}
