"""What upper rooms add to proposals: parts of their page, of their cards and arguments, filters of their list."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from consult.models import ConsultationPage
from consult.registry import Registry
from participants.models import User
from proposals.models import Amendment, Argument, Proposal, ProposalQuerySet

Reader = User | AnonymousUser


@dataclass(frozen=True)
class ProposalPanel:
    """Something about proposals that an upper room knows.

    ``gather`` takes the proposals of the page and who reads, and returns plain data by primary key, in a
    bounded number of queries however many they are. ``template`` shows one proposal's data (as ``data``)
    on its page, in the part named by ``place`` (``fate``, ``main`` or ``aside``), or ``brief_template`` where
    another panel spoke before it in that place; ``card_template`` on its card. A proposal without data shows nothing.
    """

    gather: Callable[[Sequence[Proposal], Reader], Mapping[int, Any]]
    template: str = ""
    brief_template: str = ""
    card_template: str = ""
    place: str = "fate"


@dataclass(frozen=True)
class ArgumentAddition:
    """Something about arguments that an upper room knows, such as where each is reported.

    ``gather`` takes the arguments of the page and who reads, and returns by primary key what to add to the
    data of ``components/_argument.html`` (``report_url`` for instance), in a bounded number of queries.
    """

    gather: Callable[[Sequence[Argument], Reader], Mapping[int, Mapping[str, Any]]]


@dataclass(frozen=True)
class FilterChoice:
    """One choice of a filter: its value in the address, its label, and how many proposals it keeps.

    ``map_url`` is where the same proposals are shown as a picture, where there is such a page; ``target`` is what one
    follows to be told of what comes under this choice (``participants.following``), where that can be followed;
    ``folded`` are those of ``count`` for which another stands.
    """

    value: str
    label: str
    count: int | None = None
    map_url: str = ""
    target: str = ""
    folded: int = 0


@dataclass(frozen=True)
class ProposalFilter:
    """A way to narrow the list. ``choices`` costs one query at most; ``apply`` none.

    An unknown value keeps nothing rather than everything.
    """

    parameter: str
    label: str
    choices: Callable[[ConsultationPage], Sequence[FilterChoice]]
    apply: Callable[[ProposalQuerySet, ConsultationPage, str], ProposalQuerySet]


@dataclass(frozen=True)
class StateChoice:
    """One more value of the list's filter *State*: its value in the address, its label, and what it keeps.

    ``keep`` takes what everyone reads and still stands, and the instant that the pages of a list share: what came
    later keeps nothing more. No query.
    """

    value: str
    label: str
    keep: Callable[[ProposalQuerySet, datetime], ProposalQuerySet]


@dataclass(frozen=True)
class ListPanel:
    """Something beneath a list that was narrowed, on its first page.

    ``gather`` takes the filters in force, by parameter, and returns the plain data of ``template``, in a bounded
    number of queries; None shows nothing. A list that was searched, or narrowed by a tag, asks nobody.
    """

    gather: Callable[[ConsultationPage, Mapping[str, str]], Any]
    template: str


# Which of these withheld texts, by primary key, are kept from a reader even on demand; one query at most.
Seal = Callable[[Sequence[Proposal] | Sequence[Argument] | Sequence[Amendment], Reader], set[int]]

# The consultations, by primary key, of which someone reads every version, those from before publication too; None for
# all of them. Three queries at most.
ReadsAll = Callable[[Reader], Set[int] | None]

proposal_panels: Registry[ProposalPanel] = Registry()
argument_additions: Registry[ArgumentAddition] = Registry()
proposal_filters: Registry[ProposalFilter] = Registry()
state_choices: Registry[StateChoice] = Registry()
list_panels: Registry[ListPanel] = Registry()
seals: Registry[Seal] = Registry()
readers_of_all_versions: Registry[ReadsAll] = Registry()


def sealed(texts: Sequence[Proposal] | Sequence[Argument] | Sequence[Amendment], reader: Reader) -> set[int]:
    """The withheld texts whose words this person may not read, by primary key. Queries: the upper rooms'."""
    return {key for seal in seals for key in seal(texts, reader)} if texts else set()


def reads_all_versions_of(reader: Reader) -> Set[int] | None:
    """The consultations of which this person reads versions that were never published; None for all of them.

    Queries: the upper rooms'.
    """
    found: set[int] = set()
    for reads_all in readers_of_all_versions:
        consultations = reads_all(reader)
        if consultations is None:
            return None
        found |= consultations
    return found
