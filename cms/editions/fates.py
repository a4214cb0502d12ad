"""What becomes of each contribution: one rule, for the desk as one works and for an edition as it is frozen."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from cms.models import Fate
from proposals.models import Proposal, Version
from synthesis.freezing import standing_versions
from synthesis.models import (
    CorpusItem,
    FrozenCorpus,
    GroupingRun,
    Placement,
    SetAside,
    Theme,
    ThemeDecision,
    ThemeMembership,
)


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


class Told(NamedTuple):
    """The fate of one contribution as plain data: some thousands are counted each time that the desk changes."""

    proposal_id: int
    version_id: int
    kind: Fate.Kind
    theme_id: int | None = None
    in_group: bool = False
    reason: str = ""


def fates_in(
    corpus: FrozenCorpus, cited: Collection[int], run: GroupingRun | None, *, until: datetime
) -> Iterator[Fate]:
    """The same as ``told_in``, as rows that are not saved yet."""
    return (Fate(**told._asdict()) for told in told_in(corpus, cited, run, until=until))


def told_in(
    corpus: FrozenCorpus, cited: Collection[int], run: GroupingRun | None, *, until: datetime
) -> Iterator[Told]:
    """The fate of each contribution of a corpus, in order; then those that came after it, until a moment.

    ``cited`` are primary keys of proposals. What a moderator has marked as off-topic is set aside, wherever it stood.
    Eight queries at most, whatever the size of the corpus.
    """
    grouped = _grouped(run)
    memberships = {row[0]: row[1:] for row in _memberships(corpus)}
    items = CorpusItem.objects.filter(corpus=corpus).order_by("order")
    rows = items.values_list(
        "version", "version__proposal", "version__proposal__state", "version__proposal__off_topic_at"
    )
    for version, proposal, state, off_topic_at in rows.iterator(chunk_size=2_000):
        theme, confirmed, reason = memberships.get(proposal, (None, False, ""))
        if off_topic_at is not None:
            theme, confirmed, reason = None, False, SetAside.OFF_QUESTION.value
        standing = Standing(
            state == Proposal.State.WITHHELD, proposal in cited, theme is not None and bool(confirmed), reason
        )
        in_group = off_topic_at is None and (version in grouped or theme is not None)
        yield Told(proposal, version, fate_of(standing), theme if confirmed else None, in_group, reason)
    for late in arrived_after(corpus, until):
        yield Told(late.proposal_id, late.pk, Fate.Kind.TOO_LATE)


def arrived_after(corpus: FrozenCorpus, until: datetime) -> Iterable[Version]:
    """The versions of contributions that were published after the cut-off, until a moment. One query."""
    late: QuerySet[Version] = standing_versions(corpus.consultation, until).exclude(proposal__in=proposals_in(corpus))
    return late


def proposals_in(corpus: FrozenCorpus) -> QuerySet[CorpusItem, int]:
    """The keys of the proposals of a corpus, as a subquery that is read once and not for each row."""
    return CorpusItem.objects.filter(corpus=corpus).order_by().values_list("version__proposal", flat=True)


# Whether, not when: thousands of moments need not be read.
CONFIRMED = ExpressionWrapper(Q(confirmed_at__isnull=False), output_field=BooleanField())


def _memberships(corpus: FrozenCorpus) -> Iterator[tuple[int, int | None, bool, str]]:
    places = ThemeMembership.objects.filter(proposal__consultation=corpus.consultation_id).order_by()
    rows = places.annotate(confirmed=CONFIRMED).values_list("proposal", "theme", "confirmed", "reason")
    elsewhere = decided_on_other_words(corpus)
    for proposal, theme, confirmed, reason in rows.iterator(chunk_size=2_000):
        if proposal in elsewhere:
            yield proposal, theme, False, ""
        else:
            yield proposal, theme, confirmed, reason


class Said(NamedTuple):
    """A decision that stands: where a text belongs, and whether it was taken on the words of the corpus."""

    theme: int | None
    reason: str
    of_corpus: bool


def decided_on_other_words(corpus: FrozenCorpus) -> set[int]:
    """The proposals that stand where nobody put the wording that the corpus holds. Four queries at most.

    What a person confirmed or set aside holds for the words that they read (Y-2): where other words were decided on
    too, a decision on those of the corpus must stand, not taken back, and agree with the last one.
    """
    taken = ThemeDecision.objects.filter(consultation=corpus.consultation_id).order_by("pk")
    decisions = taken.exclude(deed=ThemeDecision.Deed.UNDONE)
    inside = Exists(CorpusItem.objects.filter(corpus=corpus, version=OuterRef("version")))
    others = set(decisions.filter(~inside).order_by().values_list("version__proposal", flat=True))
    if not others:
        return others
    rows = taken.filter(version__proposal__in=others).annotate(inside=inside)
    now = followed_in(corpus)
    stacks: dict[int, list[Said]] = defaultdict(list)
    for proposal, deed, theme, reason, of_corpus in rows.values_list(
        "version__proposal", "deed", "theme", "reason", "inside"
    ):
        if deed != ThemeDecision.Deed.UNDONE:
            stacks[proposal].append(Said(now(theme), reason, of_corpus))
        elif stacks[proposal]:  # back to the decision before
            stacks[proposal].pop()
    return {proposal for proposal in others if not _holds(stacks[proposal])}


def followed_in(corpus: FrozenCorpus) -> Callable[[int | None], int | None]:
    """A function from a theme to the one that it leads to since it was merged. One query."""
    merged = Theme.objects.filter(consultation=corpus.consultation_id, merged_into__isnull=False)
    leads_to: dict[int | None, int | None] = dict(merged.values_list("pk", "merged_into"))

    def followed(theme: int | None) -> int | None:
        while theme in leads_to:
            theme = leads_to[theme]
        return theme

    return followed


def _holds(said: Sequence[Said]) -> bool:
    """Whether one of these decisions, the last one last, was on the corpus's words and says what the last one says."""
    return any(one.of_corpus and one[:2] == said[-1][:2] for one in said)


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


def account_of(fates: Iterable[Fate | Told]) -> Account:
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
    """Standing themes with what of the corpus stands in each, in view. Six queries at most.

    ``texts``, ``confirmed`` by a person; and without overlap, so that they sum to ``texts``: ``cited_texts`` (of the
    proposals given), ``read_texts`` (confirmed and not cited) and ``unread_texts``.
    """
    inside = proposals_in(corpus)
    places = ThemeMembership.objects.filter(
        proposal__in=inside, theme__isnull=False, proposal__state="published", proposal__off_topic_at=None
    )
    counts: dict[int | None, Counter[str]] = defaultdict(Counter)
    rows = places.order_by().annotate(confirmed=CONFIRMED).values_list("proposal", "theme", "confirmed")
    elsewhere = decided_on_other_words(corpus)
    for proposal, key, held in rows:
        counted, confirmed = counts[key], held and proposal not in elsewhere
        counted["texts"] += 1
        counted["cited_texts" if proposal in cited else "read_texts" if confirmed else "unread_texts"] += 1
        counted["confirmed"] += bool(confirmed)
    themes = list(Theme.objects.standing().filter(consultation=corpus.consultation_id).order_by("number"))
    for theme in themes:
        for name in ("texts", "confirmed", "cited_texts", "read_texts", "unread_texts"):
            setattr(theme, name, counts[theme.pk][name])
    return themes
