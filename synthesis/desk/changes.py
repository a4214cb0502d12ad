"""What changed since the run before: groups beside groups, for the desk to show before anything is accepted."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from synthesis.clustering.lineage import Fate, Lineage, matched
from synthesis.models import Cluster, GroupingRun, Placement

WORDS: dict[Fate, Promise] = {
    "kept": pgettext_lazy("group", "kept"),
    "grown": pgettext_lazy("group", "grown"),
    "shrunk": pgettext_lazy("group", "shrunk"),
    "split": pgettext_lazy("group", "split"),
    "merged": pgettext_lazy("group", "merged"),
    "dissolved": pgettext_lazy("group", "dissolved"),
    "new": pgettext_lazy("group", "new"),
}


class Change(NamedTuple):
    """A group before, none for one that is new; what became of it, in a word; the groups now."""

    before: Cluster | None
    fate: Fate
    after: list[Cluster]

    @property
    def word(self) -> Promise:
        return WORDS[self.fate]


class Changes(NamedTuple):
    """All that changed since a run: how many groups of each fate, those that occur, and each group."""

    since: GroupingRun
    counts: list[tuple[Promise, int]]
    rows: list[Change]


def changes_of(run: GroupingRun) -> Changes | None:
    """Compare a run with the one done before it; None when it is the first. Two queries, however many texts."""
    earlier = GroupingRun.objects.done().filter(consultation=run.consultation_id, number__lt=run.number)
    both = Q(run=run) | Q(run=earlier.order_by("-number").values("pk")[:1])
    clusters = list(Cluster.objects.filter(both).select_related("theme", "run").order_by("number"))
    old = {cluster.number: cluster for cluster in clusters if cluster.run_id != run.pk}
    new = {cluster.number: cluster for cluster in clusters if cluster.run_id == run.pk}
    if not old:
        return None
    since = old[0].run
    found = matched(
        _together(since, run),
        {number: cluster.size for number, cluster in old.items()},
        {number: cluster.size for number, cluster in new.items()},
    )
    rows = _rows(found, old, new)
    counts = Counter(row.fate for row in rows)
    return Changes(since, [(WORDS[fate], counts[fate]) for fate in WORDS if counts[fate]], rows)


def _together(since: GroupingRun, run: GroupingRun) -> dict[tuple[int, int], int]:
    """How many proposals both runs read, by their group before and now, -1 for none. One query."""
    earlier = "version__proposal__versions__placements"
    both = Placement.objects.filter(**{"run": run, f"{earlier}__run": since})
    pairs = both.order_by().values_list(f"{earlier}__cluster__number", "cluster__number").annotate(total=Count("pk"))
    return {(-1 if old is None else old, -1 if new is None else new): total for old, new, total in pairs}


def _rows(found: Lineage, old: dict[int, Cluster], new: dict[int, Cluster]) -> list[Change]:
    """Each group before; then each group now that none of them leads to."""
    rows = [Change(old[step.group], step.fate, [new[number] for number in step.others]) for step in found.before]
    told = {number for step in found.before for number in step.others}
    for step in found.after:
        if step.group not in told:
            origin = old[step.others[0]] if step.others else None
            rows.append(Change(origin, step.fate, [new[step.group]]))
    return rows
