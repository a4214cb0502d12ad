"""Texts for which another stands: the one door by which lists and figures learn of it, and the words that say so.

Which text is folded under which is for an upper room to say: it registers here how it reads its folds, and ``keep``
copies that to ``Proposal.folded_under`` and ``Proposal.in_a_fold``. Nothing else writes them.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import Q
from django.utils.translation import ngettext

from consult.models import ConsultationPage
from consult.registry import Registry
from participants.models import User
from proposals.models import Proposal, ProposalQuerySet

BATCH = 500  # keys in one query


class Folds(NamedTuple):
    """How the folds of a consultation stand, by key of proposals: what each is folded under, and all that are in one.

    Both ends of what is in ``under`` are in view; ``all`` holds those too that are not.
    """

    under: Mapping[int, int]
    all: Set[int]


class FoldRoom(NamedTuple):
    """What the room that keeps folds does.

    ``keep`` looks at the folds of a consultation, by key, and calls ``keep_keys`` in its turn. ``fold`` folds
    proposals under one of them and raises a ``DomainError`` where it cannot. ``unfold`` takes back what somebody
    folded of these proposals since an instant, and returns how many texts. ``copies`` folds, among proposals given
    by key, those that are equal after normalisation.
    """

    keep: Callable[[int], object]
    fold: Callable[[Proposal, Sequence[Proposal], User], object]
    unfold: Callable[[ConsultationPage, Sequence[Proposal], User, datetime], int]
    copies: Callable[[Sequence[int]], object]


fold_rooms: Registry[FoldRoom] = Registry()


def look_again(consultation: int) -> None:
    """Have the folds of a consultation looked at once what was done is kept. No query within the act.

    Apart from it, so that no act on one text waits for another on the same folds; what fails is written to the log,
    and made good by ``recount_folds``.
    """
    for room in fold_rooms:
        transaction.on_commit(partial(room.keep, consultation), robust=True)


def keep_keys(consultation: int, folds: Folds) -> int:
    """Write how the folds of a consultation stand; returns how many proposals that changed.

    One query where nothing did. Call in the turn of whoever changes folds, inside a transaction.
    """
    marked = Proposal.objects.filter(consultation=consultation, in_a_fold=True).order_by()
    before = dict(marked.values_list("pk", "folded_under"))
    changes: dict[tuple[int | None, bool], list[int]] = defaultdict(list)
    for key in {*before, *folds.all}:
        under, is_in = folds.under.get(key), key in folds.all
        if (key in before, before.get(key)) != (is_in, under):
            changes[under, is_in].append(key)
    for (under, is_in), keys in changes.items():
        for start in range(0, len(keys), BATCH):
            rows = Proposal.objects.filter(pk__in=keys[start : start + BATCH])
            rows.update(folded_under=under, in_a_fold=is_in)
    return sum(map(len, changes.values()))


def once_each(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """Of a list that was narrowed, each text for which no other of the same list stands. No query.

    Where the one that stands for a text is not found, the text is: folding keeps nothing from being found.
    """
    found = proposals.order_by().values("pk")
    return proposals.filter(Q(folded_under__isnull=True) | ~Q(folded_under__in=found))


def of_which_folded(total: int, folded: int) -> str:
    """What stands beside a figure that counts contributions: with and without. Nothing where none is folded.

    >>> of_which_folded(12, 0)
    ''
    """
    if not folded:
        return ""
    return ngettext(
        "of which %(folded)s folded text (%(without)s without)",
        "of which %(folded)s folded texts (%(without)s without)",
        folded,
    ) % {"folded": intcomma(folded), "without": intcomma(total - folded)}
