"""What a writer answers on a proposal that is close: the same, close, different; and taking the answer back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consult.errors import Conflict, Refused
from consult.models import ConsultationPage
from participants.models import User
from proposals.actions import take_position
from proposals.models import Comparison, Position, Proposal
from proposals.models.similar import LONGEST_WORDS
from proposals.permissions import ConsentNeeded, SignInNeeded, refuse_comparing
from proposals.sending_limits import refuse_links
from proposals.similar.linking import hold_writing, of_person

MOST = 50  # answers while one text is written


ENDED = gettext_noop("This text was sent already, or answered too often: write it anew to compare it.")


class WordsNeeded(Refused):
    """*Close* says in what the new proposal differs, in a few words."""


class WritingEnded(Conflict):
    """The text was sent already, or it is somebody else's."""


def known_author(participant: User | None, consultation: ConsultationPage, *, at: datetime) -> User | None:
    """Whose row it is: None while nobody signed in, or has not agreed to how opinions are used. One query.

    Raises ``Closed`` where no proposal is taken, ``NotAllowed`` where this person may not submit any.
    """
    try:
        refuse_comparing(participant, consultation, at=at)
    except (SignInNeeded, ConsentNeeded):
        return None
    return participant


@transaction.atomic
def answer(
    *,
    writing: UUID,
    older: Proposal,
    participant: User | None,
    answer: str,
    words: str = "",
    at: datetime | None = None,
) -> Comparison:
    """Keep *close* or *different*; answered again, the last one stands. It waits for the text to be sent.

    While the text is being sent it waits in line: then it is linked with it, or refused by ``WritingEnded``. Words of
    *close* are written as others are: ``SignInNeeded`` or ``ConsentNeeded`` before both are there, ``TooManyLinks``
    where a new account fills them with links. *Different* holds no words, and waits for its author without either.
    """
    at = at or timezone.now()
    if answer == Comparison.Answer.CLOSE and not words:
        raise WordsNeeded(_("Say in a few words how yours differs."))
    if len(words) > LONGEST_WORDS:
        raise WordsNeeded(_("%(most)d characters at most: a few words are enough.") % {"most": LONGEST_WORDS})
    author: User | None
    if answer == Comparison.Answer.CLOSE:
        author = _writer(participant, older.consultation, words, at=at)
    else:
        author = known_author(participant, older.consultation, at=at)
    hold_writing(writing)
    _refuse_ended(writing, author)
    said = words if answer == Comparison.Answer.CLOSE else ""
    return _keep(writing, older, author, answer, said, at)


@transaction.atomic
def support(
    *,
    writing: UUID,
    older: Proposal,
    participant: User | None,
    read_version: int | None = None,
    at: datetime | None = None,
) -> Position:
    """*The same, I support it*: takes the position "agree" on what was read, and ends the writing."""
    at = at or timezone.now()
    hold_writing(writing)
    agree = Position.Value.AGREE
    position = take_position(proposal=older, participant=participant, value=agree, read_version=read_version, at=at)
    assert participant is not None  # refused otherwise
    _refuse_ended(writing, participant)
    _keep(writing, older, participant, Comparison.Answer.SAME, "", at)
    return position


def take_back(*, writing: UUID, older: Proposal, participant: User | None) -> bool:
    """Forget an answer while its text is not sent; whether there was one. One query, a second where there was none.

    ``WritingEnded`` where the text was sent meanwhile, since its links stay.
    """
    rows = Comparison.objects.of_writing(writing).filter(of_person(participant), older=older)
    deleted, _rows = rows.delete()
    if not deleted:
        _refuse_sent(writing)
    return bool(deleted)


def _writer(participant: User | None, consultation: ConsultationPage, words: str, *, at: datetime) -> User:
    refuse_comparing(participant, consultation, at=at)
    assert participant is not None  # refused above
    refuse_links(participant, consultation, words, at=at)
    return participant


def _refuse_ended(writing: UUID, author: User | None) -> None:
    """Raise when the text was sent, is another's, or has had too many answers. Two queries."""
    _refuse_sent(writing)
    rows = list(Comparison.objects.filter(writing=writing).values_list("author", "newer"))
    foreign = any(owner is not None and (author is None or owner != author.pk) for owner, _newer in rows)
    if foreign or len(rows) >= MOST:
        raise WritingEnded(_(ENDED))


def _refuse_sent(writing: UUID) -> None:
    """Raise when the text was sent. One query."""
    if Proposal.objects.filter(idempotency_key=writing).exists():
        raise WritingEnded(_(ENDED))


def _keep(writing: UUID, older: Proposal, author: User | None, answer: str, words: str, at: datetime) -> Comparison:
    kept, _made = Comparison.objects.update_or_create(
        writing=writing, older=older, defaults={"author": author, "answer": answer, "words": words, "at": at}
    )
    return kept
