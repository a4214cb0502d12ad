"""The moderators' queue: what was reported, what waits, and why each stands where it stands."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from consult.models import ConsultationPage
from moderation.asking import unread_words
from moderation.mandates import EVERYWHERE, Reach, consultation_of
from moderation.models import NOUNS, Appeal, Decision, Ground, HandOver, InHand, Report, Signals, Subject, noun_of
from moderation.noticing import signalled
from moderation.sharing import handed, in_hands
from moderation.signalling import Signal, in_words, marked, signals_on
from moderation.standing import MODELS, stands_unread, texts
from proposals.models import Argument, Proposal
from proposals.sent_back import ChangeAsked, asked_of
from proposals.similar.linking import words_to_publish
from proposals.tagging import tags_of, tags_seal

# The tiers of the queue, the most pressing first. A new account alone comes after what the words themselves show:
# where a consultation has just opened, most accounts are new.
ILLEGAL, CHARTER, SIGNALLED, NEWCOMER, WAITING, UNREAD = range(6)


class Row(NamedTuple):
    """A place in the queue; rows compare in the queue's own order."""

    tier: int
    since: datetime
    noun: str
    pk: int


@dataclass(frozen=True)
class Filters:
    """What a moderator narrowed the queue to; empty keeps everything that is within their reach."""

    consultation: str = ""
    kind: str = ""
    within: Reach = EVERYWHERE


@dataclass
class Item:
    """A text of the queue with its context, as plain data."""

    subject: Subject
    noun: str
    tier: int
    since: datetime
    url: str
    seen: int
    withheld_before: int
    reports: list[Report] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)  # in what it differs from others: public with the text
    hand: InHand | None = None  # who has it open
    handed: list[HandOver] = field(default_factory=list)  # since the last decision on it
    found: list[dict[str, Any]] = field(default_factory=list)  # what was noticed, as it is kept
    asked: ChangeAsked | None = None  # of its author, before

    @property
    def proposal(self) -> Proposal:
        """The proposal itself, or the one above an argument."""
        return self.subject if isinstance(self.subject, Proposal) else self.subject.proposal

    @property
    def answered(self) -> Argument | None:
        """The argument that a reply answers, whatever its state: what it says depends on that."""
        return self.subject.answers if isinstance(self.subject, Argument) else None

    @property
    def version(self) -> int | None:
        """The number of the version that is shown; arguments have none."""
        return self.subject.current.number if isinstance(self.subject, Proposal) and self.subject.current else None

    @property
    def tags_seal(self) -> str:
        """Says which tags are shown; they become public with the text."""
        return tags_seal(self.tags)

    @property
    def value(self) -> str:
        """What a ticked box sends: the text, the number of decisions on it, the version and the tags shown."""
        return f"{item_slug(self.subject)}/{self.seen}/{self.version or ''}/{self.tags_seal}"

    @property
    def reason(self) -> str:
        """Why it stands here."""
        if self.tier > CHARTER:
            return " – ".join([unread_words(self.subject, self.asked), *(signal.line for signal in self.signals)])
        count = len(self.reports)
        if self.tier == ILLEGAL:
            return ngettext("Reported as illegal", "Reported %(n)s times, as illegal too", count) % {"n": count}
        return ngettext("Reported", "Reported %(n)s times", count) % {"n": count}

    @property
    def signals(self) -> list[Signal]:
        """What was noticed about it, each with its reason."""
        return in_words(self.found, self.subject)

    @property
    def marked(self) -> dict[str, SafeString]:
        """Its words as HTML, with what the signals point to marked."""
        return marked(self.found, self.subject)


def rows(filters: Filters = Filters()) -> "QuerySet[Any, Any]":
    """The whole queue as a query of :class:`Row` values, in its order; count it, slice it."""
    return _ordered([_half(noun, filters) for noun in _nouns(filters)])


def waiting_count(within: Reach = EVERYWHERE) -> int:
    """How many texts wait: for the menu of every page of the admin, so in no order. One query."""
    first, *others = [_standing(noun, within).order_by().values_list("pk") for noun in NOUNS]
    return first.union(*others, all=True).count()


def neighbours(row: Row, filters: Filters) -> tuple[Row | None, Row | None]:
    """The rows before and after a place, whether or not something still stands there. One query."""
    standing = _all(filters)
    before, after = bisect_left(standing, row), bisect_right(standing, row)
    return (standing[before - 1] if before else None, standing[after] if after < len(standing) else None)


def next_free(row: Row, filters: Filters, reader: Any, *, at: datetime) -> Row | None:
    """The row after a place that no other moderator has in hand. Two queries."""
    taken = {_key_of(hand) for hand in InHand.objects.at(at).exclude(moderator=reader)}
    standing = _all(filters)
    later = standing[bisect_right(standing, row) :]
    return next((place for place in later if (place.noun, place.pk) not in taken), None)


def place_of(subject: Subject) -> Row:
    """Where a text stands in the queue, or would, had it not been dealt with. One query."""
    noun = noun_of(subject)
    found = _ranked(noun, MODELS[noun].objects.filter(pk=subject.pk)).values_list("tier", "since", "noun", "pk").get()
    return Row(*found)


def items(found: Sequence[Sequence[Any]], within: Reach = EVERYWHERE) -> list[Item]:
    """The texts of some rows with all that a page shows of them. Fourteen queries at most, however many rows."""
    places = [Row(*row) for row in found]
    subjects = _subjects(places)
    reports = _reports(places)
    seen = _decision_counts(places)
    tags = tags_of(place.pk for place in places if place.noun == "proposal")
    links = words_to_publish(place.pk for place in places if place.noun == "proposal")
    hands = {_key_of(hand): hand for hand in in_hands(_on(places), at=timezone.now())}
    notes: dict[tuple[str, int], list[HandOver]] = {}
    for note in handed(_on(places)):
        notes.setdefault(_key_of(note), []).append(note)
    found_in = signals_on(_on(places), subjects)
    asked = asked_of([subject for subject in subjects.values() if isinstance(subject, Proposal)])
    withheld = _withheld_counts({subject.author_id for subject in subjects.values() if subject.author_id}, within)
    return [
        Item(
            subject=subjects[place.noun, place.pk],
            noun=place.noun,
            tier=place.tier,
            since=place.since,
            url=item_url(subjects[place.noun, place.pk]),
            seen=seen[place.noun, place.pk],
            withheld_before=withheld[subjects[place.noun, place.pk].author_id],
            reports=reports.get((place.noun, place.pk), []),
            tags=tags.get(place.pk, []) if place.noun == "proposal" else [],
            links=links.get(place.pk, []) if place.noun == "proposal" else [],
            hand=hands.get((place.noun, place.pk)),
            handed=notes.get((place.noun, place.pk), []),
            found=found_in.get((place.noun, place.pk), []),
            asked=asked.get(place.pk) if place.noun == "proposal" else None,
        )
        for place in places
    ]


def find(
    slug: str, number: int, argument: int | None = None, *, amendment: int | None = None, within: Reach
) -> Subject:
    """A text for moderators of its consultation, whatever its state, or 404. One query."""
    of_it = {"proposal__consultation__slug": slug, "proposal__number": number}
    if amendment is not None:
        found = texts("amendment").filter(**of_it, number=amendment).first()
    elif argument is not None:
        found = texts("argument").filter(**of_it, number=argument).first()
    else:
        found = texts("proposal").filter(consultation__slug=slug, number=number).first()
    if found is None or not within.holds(consultation_of(found)):
        raise Http404
    subject: Subject = found
    return subject


def refreshed(subject: Subject) -> Subject:
    """A text as it is now. One query."""
    return _subject(noun_of(subject), subject.pk)


def stands(subject: Subject) -> bool:
    """Whether a text is in the queue. One query."""
    noun = noun_of(subject)
    return _half(noun, Filters()).filter(pk=subject.pk).exists()


def url_of(row: Row) -> str:
    """The desk's page of a row. One query."""
    return item_url(_subject(row.noun, row.pk))


def find_by_value(value: str, *, within: Reach) -> tuple[Subject, dict[str, Any]]:
    """A ticked text, and what was shown of it as ``decide`` takes it, or 404. One query."""
    try:
        slug, reference, seen, version, tags = value.replace("\x00", "").split("/")
        _letter, number, *below = reference.split("-")
        shown = {"seen": int(seen), "read_version": int(version) if version else None, "read_tags": tags}
        of_it = {{"A": "argument", "M": "amendment"}[part[:1]]: int(part[1:]) for part in below}
        return find(slug, int(number), **of_it, within=within), shown
    except (ValueError, TypeError, KeyError) as error:
        raise Http404 from error


def item_slug(subject: Subject) -> str:
    """``consultation/P-12`` or ``consultation/P-12-A3``."""
    proposal = subject if isinstance(subject, Proposal) else subject.proposal
    return f"{proposal.consultation.slug}/{subject.reference}"


def item_url(subject: Subject) -> str:
    """The desk's page of a text; needs its consultation."""
    if isinstance(subject, Proposal):
        return reverse("moderation_desk:proposal", args=[subject.consultation.slug, subject.number])
    proposal = subject.proposal
    return reverse(
        f"moderation_desk:{noun_of(subject)}", args=[proposal.consultation.slug, proposal.number, subject.number]
    )


def urgent_url(subject: Subject) -> str:
    """Where a text is taken out of view at once; needs its consultation."""
    return item_url(subject) + "urgent/"


def consultations(within: Reach = EVERYWHERE) -> list[tuple[str, str]]:
    """Slug and title of every consultation with contributions, for the filter. One query."""
    written = Exists(Proposal.objects.filter(consultation=OuterRef("pk")))
    found = ConsultationPage.objects.filter(written, within.pages())
    return list(found.order_by("title").values_list("slug", "title"))


def history(subject: Subject) -> list[Decision]:
    """Every decision on a text with its appeals, newest first. Two queries."""
    decisions = Decision.objects.on(subject).select_related("moderator", "ground")
    return list(decisions.prefetch_related("appeals__decided_by").order_by("-number"))


def reports_on(subject: Subject) -> list[Report]:
    """Every report on a text, those that wait first. One query."""
    found = Report.objects.on(subject).select_related("ground")
    return list(found.order_by(F("handled_at").desc(nulls_first=True), "created_at"))


def withheld_of(author_id: int | None) -> int:
    """How often an author's texts were withheld. Two queries."""
    return _withheld_counts({author_id})[author_id] if author_id else 0


def _nouns(filters: Filters) -> tuple[str, ...]:
    return (filters.kind,) if filters.kind in NOUNS else NOUNS


def _ranked(noun: str, texts_of_it: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """Texts of one kind, each with its tier, since when it waits, and its noun."""
    reports = Report.objects.waiting().filter(**{noun: OuterRef("pk")})
    first = reports.order_by("created_at").values("created_at")[:1]
    ranked: QuerySet[Any, Any] = texts_of_it.order_by().annotate(
        tier=Case(
            When(Exists(reports.filter(ground__kind=Ground.Kind.ILLEGAL)), then=Value(ILLEGAL)),
            When(Exists(reports), then=Value(CHARTER)),
            When(signalled(noun, Signals.Strength.WORDS), then=Value(SIGNALLED)),
            When(signalled(noun, Signals.Strength.ACCOUNT), then=Value(NEWCOMER)),
            When(state="submitted", then=Value(WAITING)),
            default=Value(UNREAD),
            output_field=IntegerField(),
        ),
        since=Coalesce(Subquery(first), F("created_at")),
        noun=Value(noun, output_field=CharField()),
    )
    return ranked


def _standing(noun: str, within: Reach) -> "QuerySet[Any, Any]":
    """The texts of one kind that the queue holds."""
    reported = Report.objects.waiting().filter(**{f"{noun}__isnull": False}).order_by().values(noun)
    found: QuerySet[Any, Any] = MODELS[noun].objects.filter(stands_unread(noun) | Q(pk__in=reported))
    return found.filter(within.of(noun))


def _half(noun: str, filters: Filters) -> "QuerySet[Any, Any]":
    """The part of the queue that one kind of text makes."""
    consultation = "consultation" if noun == "proposal" else "proposal__consultation"
    found = _ranked(noun, _standing(noun, filters.within))
    if filters.consultation:
        found = found.filter(**{f"{consultation}__slug": filters.consultation})
    return found


def _ordered(halves: "Sequence[QuerySet[Any, Any]]") -> "QuerySet[Any, Any]":
    first, *others = [half.values_list("tier", "since", "noun", "pk") for half in halves]
    joined = first.union(*others, all=True) if others else first
    return joined.order_by("tier", "since", "noun", "pk")


def _all(filters: Filters) -> list[Row]:
    """Every place, in order: reading them all once takes less than asking the database for what stands beside one,
    which works out the tier of each several times. One query.
    """
    return [Row(*values) for values in rows(filters)]


def _pks(places: Sequence[Row], noun: str) -> list[int]:
    return [place.pk for place in places if place.noun == noun]


def _on(places: Sequence[Row]) -> Q:
    return (
        Q(proposal__in=_pks(places, "proposal"))
        | Q(argument__in=_pks(places, "argument"))
        | Q(amendment__in=_pks(places, "amendment"))
    )


def _subject(noun: str, pk: int) -> Subject:
    subject: Subject = texts(noun).get(pk=pk)
    return subject


def _subjects(places: Sequence[Row]) -> dict[tuple[str, int], Subject]:
    return {(noun, row.pk): row for noun in NOUNS for row in texts(noun).filter(pk__in=_pks(places, noun))}


def _reports(places: Sequence[Row]) -> dict[tuple[str, int], list[Report]]:
    found: dict[tuple[str, int], list[Report]] = {}
    for report in Report.objects.waiting().filter(_on(places)).select_related("ground"):
        found.setdefault(_key_of(report), []).append(report)
    return found


def _decision_counts(places: Sequence[Row]) -> Counter[tuple[str, int]]:
    decided = Decision.objects.filter(_on(places)).order_by()
    keys = decided.values_list("proposal_id", "argument_id", "amendment_id")
    return Counter(_key(*one) for one in keys)


def _key(proposal: int | None, argument: int | None, amendment: int | None) -> tuple[str, int]:
    if proposal is not None:
        return ("proposal", proposal)
    return ("argument", argument) if argument is not None else ("amendment", amendment or 0)


def _key_of(row: Report | InHand | HandOver) -> tuple[str, int]:
    return _key(row.proposal_id, row.argument_id, row.amendment_id)


def _withheld_counts(authors: set[int], within: Reach = EVERYWHERE) -> Counter[int | None]:
    withheld = Decision.objects.lasting().filter(within.on(), kind=Decision.Kind.WITHHOLD).order_by()
    withheld = withheld.exclude(appeals__outcome=Appeal.Outcome.OVERTURNED)
    counts: Counter[int | None] = Counter()
    for noun in NOUNS:
        texts = withheld.filter(**{f"{noun}__author__in": authors}).values_list(f"{noun}__author_id", noun).distinct()
        counts.update(author for author, _text in texts)
    return counts
