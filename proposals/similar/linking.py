"""What was answered while a text was written becomes its links once it is sent."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from consult.locks import take_turn
from participants.models import User
from proposals.models import Comparison, Proposal


def hold_writing(writing: UUID) -> None:
    """Keep one form from being answered about and sent at once, until the transaction ends. One query at most."""
    take_turn(f"writing {writing}")


def attach(proposal: Proposal, *, writing: UUID | None) -> int:
    """Make what was answered while it was written links of a proposal that was just sent; how many. Two queries.

    Call inside the transaction in which it is sent. An answer that is being kept meanwhile is waited for, and one
    that comes later finds the text sent.
    """
    if writing is None:
        return 0
    hold_writing(writing)
    answered = Comparison.objects.of_writing(writing).exclude(answer=Comparison.Answer.SAME)
    here = answered.filter(of_person(proposal.author), older__consultation=proposal.consultation_id)
    return here.exclude(older=proposal).update(newer=proposal, author=proposal.author)


def of_person(participant: User | None) -> Q:
    """Rows of a person, and those of nobody yet, which who holds the form's key may have."""
    return Q(author=None) | Q(author=participant) if participant is not None else Q(author=None)


def words_to_publish(proposals: Iterable[int]) -> dict[int, list[str]]:
    """In what proposals differ from others, by their authors, as moderators read it; by key. One query.

    These words cannot change after the text was sent.
    """
    links = Comparison.objects.filter(newer__in=list(proposals), answer=Comparison.Answer.CLOSE)
    found: dict[int, list[str]] = defaultdict(list)
    for newer, older, words in links.order_by("pk").values_list("newer", "older__number", "words"):
        found[newer].append(f"P-{older}: {words}")
    return dict(found)


def links_exist() -> Exists:
    """Whether a proposal has links in view, to annotate it with as ``has_links``: most have none, and need no query."""
    links = Comparison.objects.links()
    return Exists(links.filter(Q(older=OuterRef("pk")) | Q(newer=OuterRef("pk"))))
