"""Telling each author once what became of theirs in an edition: the sentence that cites it, or the reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.addresses import anchor, path_of_edition
from cms.editions.words import fate_sentence, theme_names
from cms.models import Edition, EditionCitation, Fate, SynthesisPage
from consult.locks import take_turn
from participants.models import Notice, User
from participants.notices import in_language_of, tell
from proposals.models import Argument, Proposal

BATCH = 200  # authors told in one transaction
TOLD = 5  # contributions named in one notice; the page has the others


class Batch(NamedTuple):
    """How many were told, and the last account looked at."""

    told: int
    last: int


class Share(NamedTuple):
    """What an edition did with what one person said: fates of their proposals, findings that cite them.

    ``cited`` is by proposal, ``arguments`` by the argument's reference: the first finding's number and statement.
    """

    fates: list[Fate]
    cited: dict[int, tuple[int, str]]
    arguments: dict[str, tuple[int, str]]

    @property
    def gist(self) -> list[tuple[Any, ...]]:
        """What two editions can be compared by: a finding may move without saying anything else."""
        fates = [
            (fate.proposal_id, fate.kind, fate.theme_id, fate.reason, self.cited.get(fate.proposal_id, (0, ""))[1])
            for fate in self.fates
        ]
        return [*fates, *sorted((reference, statement) for reference, (_n, statement) in self.arguments.items())]

    @property
    def first(self) -> int | None:
        """The number of the finding to open first; None where nothing is cited."""
        cited = [self.cited[fate.proposal_id] for fate in self.fates if fate.kind == Fate.Kind.CITED]
        return next((number for number, _statement in [*cited, *self.arguments.values()]), None)


def tell_batch(edition: Edition, *, after: int) -> Batch | None:
    """Tell the next authors, by account; None when there is none left, or while the synthesis is not in view.

    Whoever was told of this edition is not told again, nor whoever was told of an earlier one that said the same of
    theirs. Call inside a transaction. Nine queries, three for each earlier edition that some were told of, and two an
    author.
    """
    take_turn(f"telling of synthesis {edition.page_id}")  # two workers at once would both find that nobody was told
    authors = list(_authors(edition, after)) if _is_in_view(edition) else []
    if not authors:
        return None
    last = _last_told(edition, authors)
    shares = _shares(edition, authors)
    former = {known.pk: _shares(known, authors) for known in set(last.values())}
    count = 0
    for author in authors:
        before, share = last.get(author.pk), shares[author.pk]
        if before is not None and (before.pk == edition.pk or share.gist == former[before.pk][author.pk].gist):
            continue
        count += 1
        _tell(edition, author, share)
    return Batch(count, authors[-1].pk)


def _is_in_view(edition: Edition) -> bool:
    """Whether anyone may read the synthesis now: a rule may have been set since the telling was queued. One query."""
    return bool(SynthesisPage.objects.published().filter(pk=edition.page_id).exists())


def _last_told(edition: Edition, authors: Sequence[User]) -> dict[int, Edition]:
    """By author, the last edition of the same synthesis, up to this one, that they were told of. Two queries."""
    kinds = {
        kind_of(known): known
        for known in Edition.objects.published().filter(page=edition.page_id, number__lte=edition.number)
    }
    told = Notice.objects.filter(kind__in=kinds, recipient__in=authors).values_list("recipient_id", "kind")
    found: dict[int, Edition] = {}
    for recipient, kind in told:
        if recipient not in found or kinds[kind].number > found[recipient].number:
            found[recipient] = kinds[kind]
    return found


def kind_of(edition: Edition) -> str:
    """The kind of the notices of one edition: a person has one at most."""
    return f"edition_{edition.pk}"


def _authors(edition: Edition, after: int) -> Iterable[User]:
    """Those who can sign in, and of whom a proposal has a fate in the edition or an argument is cited. One query."""
    theirs = Fate.objects.filter(edition=edition, proposal__author=OuterRef("pk"))
    argued = _cited_arguments(edition).filter(argument__author=OuterRef("pk"))
    people = User.objects.filter(Exists(theirs) | Exists(argued), pk__gt=after, is_active=True, email__isnull=False)
    return people.exclude(email="").order_by("pk")[:BATCH]


def _cited_arguments(edition: Edition) -> QuerySet[EditionCitation]:
    """The citations of arguments that are in view: moderation has told the authors of the others."""
    return EditionCitation.objects.filter(
        finding__edition=edition,
        argument__state=Argument.State.PUBLISHED,
        argument__proposal__state=Proposal.State.PUBLISHED,
    )


def _shares(edition: Edition, authors: Sequence[User]) -> dict[int, Share]:
    """By author, whoever they are. Three queries."""
    fates, cited, arguments = _fates(edition, authors), _cited(edition, authors), _argued(edition, authors)
    return {author.pk: Share(fates[author.pk], cited[author.pk], arguments[author.pk]) for author in authors}


def _fates(edition: Edition, authors: Sequence[User]) -> dict[int, list[Fate]]:
    found: dict[int, list[Fate]] = defaultdict(list)
    fates = Fate.objects.filter(edition=edition, proposal__author__in=authors)
    for fate in fates.select_related("proposal", "theme").order_by("proposal__number"):
        if fate.proposal.author_id is not None:
            found[fate.proposal.author_id].append(fate)
    return found


def _cited(edition: Edition, authors: Sequence[User]) -> dict[int, dict[int, tuple[int, str]]]:
    """By author and proposal, the first finding that cites it: its number and its statement."""
    found: dict[int, dict[int, tuple[int, str]]] = defaultdict(dict)
    citations = EditionCitation.objects.filter(finding__edition=edition, version__proposal__author__in=authors)
    rows = citations.order_by("finding__number", "order").values_list(
        "version__proposal__author", "version__proposal", "finding__number", "finding__statement"
    )
    for author, proposal, number, statement in rows:
        if author is not None:
            found[author].setdefault(proposal, (number, statement))
    return found


def _argued(edition: Edition, authors: Sequence[User]) -> dict[int, dict[str, tuple[int, str]]]:
    """By author and reference of an argument, the first finding that cites it: its number and its statement."""
    found: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    citations = _cited_arguments(edition).filter(argument__author__in=authors).order_by("finding__number", "order")
    for citation in citations.select_related("finding", "argument__proposal"):
        argument, finding = citation.argument, citation.finding
        if argument is not None and argument.author_id is not None:
            found[argument.author_id].setdefault(argument.reference, (finding.number, finding.statement))
    return found


def _tell(edition: Edition, author: User, share: Share) -> None:
    address = path_of_edition(edition)
    with in_language_of(author):
        subject = (
            _("Your words are cited in the synthesis “%(title)s”")
            if share.first
            else _("What became of your proposals in the synthesis “%(title)s”")
        )
        tell(
            recipient=author,
            kind=kind_of(edition),
            subject=subject % {"title": edition.title},
            body="\n\n".join([*_proposal_lines(edition, share), *_argument_lines(share)]),
            url=f"{address}#{anchor(share.first)}" if share.first else address,
        )


def _proposal_lines(edition: Edition, share: Share) -> list[str]:
    names = theme_names(edition)
    lines = [_line(fate, share.cited.get(fate.proposal_id), names) for fate in share.fates[:TOLD]]
    left = len(share.fates) - len(lines)
    if left:
        lines.append(ngettext("And %(n)d other proposal.", "And %(n)d other proposals.", left) % {"n": left})
    return lines


def _argument_lines(share: Share) -> list[str]:
    lines = [_cited_line(reference, said) for reference, (_n, said) in list(share.arguments.items())[:TOLD]]
    left = len(share.arguments) - len(lines)
    if left:
        told = ngettext("And %(n)d other argument is cited.", "And %(n)d other arguments are cited.", left)
        lines.append(told % {"n": left})
    return lines


def _line(fate: Fate, cited: tuple[int, str] | None, names: Mapping[int, str]) -> str:
    if cited is not None and fate.kind == Fate.Kind.CITED:
        return _cited_line(fate.proposal.reference, cited[1])
    return f"{fate.proposal.reference} – {fate_sentence(fate, names)}"


def _cited_line(reference: str, statement: str) -> str:
    return _("%(reference)s is cited by: “%(statement)s”") % {"reference": reference, "statement": statement}
