"""Telling each author once what became of theirs in an edition: the sentence that cites it, or the reason."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.addresses import anchor, path_of_edition
from cms.editions.words import fate_sentence, theme_names
from cms.models import Edition, EditionCitation, Fate
from consult.locks import take_turn
from participants.models import Notice, User
from participants.notices import in_language_of, tell

BATCH = 200  # authors told in one transaction
TOLD = 5  # contributions named in one notice; the page has the others


class Batch(NamedTuple):
    """How many were told, and the last account looked at."""

    told: int
    last: int


def tell_batch(edition: Edition, *, after: int) -> Batch | None:
    """Tell the next authors, by account; None when there is none left. Call inside a transaction.

    Whoever was told of this edition is not told again, nor whoever was told of an earlier one that said the same of
    theirs. Seven queries, two for each earlier edition that some were told of, and two an author.
    """
    take_turn(f"telling of synthesis {edition.page_id}")  # two workers at once would both find that nobody was told
    authors = list(_authors(edition, after))
    if not authors:
        return None
    last = _last_told(edition, authors)
    fates, sentences = _fates(edition, authors), _cited(edition, authors)
    former = {known.pk: (_fates(known, authors), _cited(known, authors)) for known in set(last.values())}
    count = 0
    for author in authors:
        before = last.get(author.pk)
        if before is not None and (
            before.pk == edition.pk
            or _gist(fates[author.pk], sentences[author.pk])
            == _gist(former[before.pk][0][author.pk], former[before.pk][1][author.pk])
        ):
            continue
        count += 1
        _tell(edition, author, kind_of(edition), fates[author.pk], sentences[author.pk])
    return Batch(count, authors[-1].pk)


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


def _gist(fates: Sequence[Fate], cited: dict[int, tuple[int, str]]) -> list[tuple[Any, ...]]:
    """What one is told of one's contributions, so that two editions can be compared."""
    return [
        (fate.proposal_id, fate.kind, fate.theme_id, fate.reason, cited.get(fate.proposal_id, (0, ""))[1])
        for fate in fates
    ]


def kind_of(edition: Edition) -> str:
    """The kind of the notices of one edition: a person has one at most."""
    return f"edition_{edition.pk}"


def _authors(edition: Edition, after: int) -> Iterable[User]:
    """Whose contributions have a fate in the edition, among those who can sign in. One query."""
    theirs = Fate.objects.filter(edition=edition, proposal__author=OuterRef("pk"))
    people = User.objects.filter(Exists(theirs), pk__gt=after, is_active=True, email__isnull=False)
    return people.exclude(email="").order_by("pk")[:BATCH]


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


def _tell(edition: Edition, author: User, kind: str, fates: Sequence[Fate], cited: dict[int, tuple[int, str]]) -> None:
    address = path_of_edition(edition)
    with in_language_of(author):
        names = theme_names(edition)
        lines = [_line(fate, cited.get(fate.proposal_id), names) for fate in fates[:TOLD]]
        left = len(fates) - len(lines)
        if left:
            lines.append(ngettext("And %(n)d other proposal.", "And %(n)d other proposals.", left) % {"n": left})
        first = next((cited[fate.proposal_id] for fate in fates if fate.kind == Fate.Kind.CITED), None)
        subject = (
            _("Your words are cited in the synthesis “%(title)s”")
            if first
            else _("What became of your proposals in the synthesis “%(title)s”")
        )
        tell(
            recipient=author,
            kind=kind,
            subject=subject % {"title": edition.title},
            body="\n\n".join(lines),
            url=f"{address}#{anchor(first[0])}" if first else address,
        )


def _line(fate: Fate, cited: tuple[int, str] | None, names: Mapping[int, str]) -> str:
    reference = fate.proposal.reference
    if cited is not None and fate.kind == Fate.Kind.CITED:
        return _("%(reference)s is cited by: “%(statement)s”") % {"reference": reference, "statement": cited[1]}
    return f"{reference} – {fate_sentence(fate, names)}"
