"""What becomes of each contribution: one rule, for the desk as one works and for an edition as it is frozen."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from cms.models import Fate
from proposals.models import Proposal, Version
from synthesis.freezing import standing_versions
from synthesis.models import CorpusItem, FrozenCorpus, GroupingRun, Placement, Theme, ThemeMembership


class Standing(NamedTuple):
    """What is known of a contribution when its fate is told."""

    withheld: bool
    cited: bool
    confirmed: bool
    reason: str


def fate_of(standing: Standing) -> Fate.Kind:
    """The fate of a contribution of the corpus: the first that applies.

    A theme counts only where a person confirmed it (Y-2); one citation for a theme does not cite its members.
    """
    if standing.withheld:
        return Fate.Kind.WITHHELD
    if standing.cited:
        return Fate.Kind.CITED
    if standing.reason:
        return Fate.Kind.SET_ASIDE
    return Fate.Kind.IN_THEME if standing.confirmed else Fate.Kind.NOT_READ


def fates_in(
    corpus: FrozenCorpus, cited: Collection[int], run: GroupingRun | None, *, until: datetime
) -> Iterator[Fate]:
    """The fate of each contribution of a corpus, unsaved, in order; then those that came after it, until a moment.

    ``cited`` are primary keys of proposals. Three queries, whatever the size of the corpus.
    """
    grouped = _grouped(run)
    memberships = {row[0]: row[1:] for row in _memberships(corpus)}
    items = CorpusItem.objects.filter(corpus=corpus).order_by("order")
    rows = items.values_list("version", "version__proposal", "version__proposal__state")
    for version, proposal, state in rows.iterator(chunk_size=2_000):
        theme, confirmed_at, reason = memberships.get(proposal, (None, None, ""))
        standing = Standing(
            state == Proposal.State.WITHHELD, proposal in cited, theme is not None and confirmed_at is not None, reason
        )
        yield Fate(
            proposal_id=proposal,
            version_id=version,
            kind=fate_of(standing),
            theme_id=theme if confirmed_at else None,
            in_group=version in grouped or theme is not None,
            reason=reason,
        )
    for late in arrived_after(corpus, until):
        yield Fate(proposal_id=late.proposal_id, version_id=late.pk, kind=Fate.Kind.TOO_LATE)


def arrived_after(corpus: FrozenCorpus, until: datetime) -> Iterable[Version]:
    """The versions of contributions that were published after the cut-off, until a moment. One query."""
    inside = CorpusItem.objects.filter(corpus=corpus, version__proposal=OuterRef("proposal"))
    late: QuerySet[Version] = standing_versions(corpus.consultation, until).filter(~Exists(inside))
    return late


def _memberships(corpus: FrozenCorpus) -> Iterable[tuple[int, int | None, datetime | None, str]]:
    places = ThemeMembership.objects.filter(proposal__consultation=corpus.consultation_id).order_by()
    return places.values_list("proposal", "theme", "confirmed_at", "reason").iterator(chunk_size=2_000)


def _grouped(run: GroupingRun | None) -> set[int]:
    if run is None:
        return set()
    placed = Placement.objects.filter(run=run, cluster__isnull=False).order_by()
    return set(placed.values_list("version_id", flat=True))


class Account(NamedTuple):
    """How the contributions of one edition fare: what there is of each fate, and of each reason to set aside."""

    total: int
    late: int
    kinds: Counter[str]
    reasons: Counter[str]
    in_group: int


def account_of(fates: Iterable[Fate]) -> Account:
    """Count fates; ``total`` is the size of the corpus, which those that came too late are not part of."""
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    in_group = 0
    for fate in fates:
        kinds[fate.kind] += 1
        if fate.kind == Fate.Kind.SET_ASIDE:
            reasons[fate.reason] += 1
        in_group += fate.kind == Fate.Kind.NOT_READ and fate.in_group
    late = kinds[Fate.Kind.TOO_LATE]
    return Account(sum(kinds.values()) - late, late, kinds, reasons, in_group)


def themes_in(corpus: FrozenCorpus, cited: Collection[int] = ()) -> list[Theme]:
    """Standing themes with what of the corpus stands in each, in view. Two queries.

    ``texts``, ``confirmed`` by a person; and without overlap, so that they sum to ``texts``: ``cited_texts`` (of the
    proposals given), ``read_texts`` (confirmed and not cited) and ``unread_texts``.
    """
    inside = CorpusItem.objects.filter(corpus=corpus, version__proposal=OuterRef("proposal"))
    places = ThemeMembership.objects.filter(Exists(inside), theme__isnull=False, proposal__state="published")
    counts: dict[int | None, Counter[str]] = defaultdict(Counter)
    for proposal, key, at in places.order_by().values_list("proposal", "theme", "confirmed_at"):
        fate = "cited_texts" if proposal in cited else "read_texts" if at is not None else "unread_texts"
        counts[key].update({"texts": 1, fate: 1, "confirmed": int(at is not None)})
    themes = list(Theme.objects.standing().filter(consultation=corpus.consultation_id).order_by("number"))
    for theme in themes:
        for name in ("texts", "confirmed", "cited_texts", "read_texts", "unread_texts"):
            setattr(theme, name, counts[theme.pk][name])
    return themes
