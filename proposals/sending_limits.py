"""How much one person sends: what an account does in its first day, and that nobody says the same twice in a row (M-7).

Counted from the rows themselves, of all consultations; how much is too much is said by the consultation that is
written to. Proposals and amendments are contributions, arguments and replies are comments. The team is exempt, as are
imports, entered contributions and invented accounts.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, F, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.compiled import compiled_once
from consult.errors import DomainError
from consult.locks import take_turn
from consult.models import ConsultationPage
from consult.newcomers import FIRST_DAY
from consult.text import fold
from participants.models import User
from proposals.models import Amendment, Argument, Proposal

TEAM = "wagtailadmin.access_admin"
COMMENT = "argument"  # replies too
_COMMON_ENDS = "com|org|net|info|biz|app|dev|site|online|shop|store|xyz|club|link|live|blog|page|top"
_BEGINS, _ENDS = (
    r"(?<![\w@./-])",
    r"(?![\w@]|\.\w)(?:/\S*)?",
)  # of a bare name: no part of a longer one, nor of an e-mail
_LINK = re.compile(
    r"(?i:\b[a-z][a-z0-9+.-]{1,15}://\S+|\bwww\.\S+)"
    rf"|{_BEGINS}(?:[\w-]{{1,63}}\.)+(?i:{_COMMON_ENDS}){_ENDS}"
    rf"|{_BEGINS}(?:[\w-]{{2,63}}\.)+[a-z]{{2}}{_ENDS}"  # a country's; a sentence that begins without a space is none
)


class BeyondLimits(DomainError):
    """More than one account may send for now: 429. What was typed stays, in its form and in its draft."""

    status = 429


class TooManyLinks(BeyondLimits):
    """More links than a text of a new account may hold: 422, for it can go as soon as some are taken out."""

    status = 422


class SentTooSoon(BeyondLimits):
    """A new account has sent something a moment ago."""


class FirstDayIsFull(BeyondLimits):
    """A new account has sent all that it may on its first day."""


class SaidAlready(BeyondLimits):
    """The same person has sent the same words a moment ago."""


class Sending(NamedTuple):
    """What is about to be kept, of a ``kind``: proposal, argument or amendment. ``words`` come with the title.

    Links count in ``beside`` too, the address of a source; those of ``replaces`` do not: they stand
    already. What ``renews`` an earlier text may say the same.
    """

    author: User
    consultation: ConsultationPage
    words: str
    kind: str
    key: UUID | None
    at: datetime
    beside: str = ""
    replaces: str = ""
    renews: bool = False


class Sent(NamedTuple):
    """One of the texts that were sent before."""

    kind: str
    key: UUID | None
    created_at: datetime
    words: str


def is_new(author: User, *, at: datetime) -> bool:
    """Whether an account is in its first day. What is told of a time before it joined is a demonstration's."""
    return not author.invented and timedelta(0) <= at - author.joined_at < FIRST_DAY


def count_links(text: str) -> int:
    """How many addresses of the web a text holds, with ``https://``, with ``www.`` or as a bare name.

    >>> count_links("Voir https://example.org/a, www.example.net et exemple.fr/page ; écrire à ana@example.org.")
    3
    >>> count_links("Fini le soir.La gare, p. ex., coûte 3.5 M€ etc.")
    0
    """
    return len(_LINK.findall(text))


def hold_sendings(author: User, *, at: datetime) -> None:
    """Keep other sendings of a new account waiting until the transaction ends. One query at most.

    What an older one sends through its forms waits for its drafts already (``drafts.keeping.send_from``).
    """
    if is_new(author, at=at):
        take_turn(f"sendings of {author.pk}")


def refuse_beyond(sending: Sending, *, also: Sequence[Sent] = ()) -> None:
    """Raise ``BeyondLimits`` where this is more than its author may send now. Call inside the deed's transaction.

    ``also`` is what they sent that an upper room keeps. The same form sent again passes: the deed gives back what it
    made. One query; for who is refused, those of rights.
    """
    if sending.author.invented:
        return
    try:
        _refuse(sending, also)
    except BeyondLimits:
        if not sending.author.has_perm(TEAM):
            raise


def refuse_links(author: User, consultation: ConsultationPage, text: str, *, at: datetime, replaces: str = "") -> None:
    """Raise ``TooManyLinks`` for words of a new account that hold more of them than those that they replace.

    No query; for who is refused, those of rights.
    """
    most = consultation.newcomer_links
    if most is None or not is_new(author, at=at) or count_links(text) - count_links(replaces) <= most:
        return
    if author.has_perm(TEAM):
        return
    if most == 0:
        sentence = _("In the first 24 hours of an account, its texts hold no link: take them out, then send it again.")
    else:
        sentence = ngettext(
            "In the first 24 hours of an account, a text holds %(most)d link at most, its source included: "
            "take some out, then send it again.",
            "In the first 24 hours of an account, a text holds %(most)d links at most, its source included: "
            "take some out, then send it again.",
            most,
        ) % {"most": most}
    raise TooManyLinks(f"{sentence} {_kept()}")


def _refuse(sending: Sending, also: Sequence[Sent]) -> None:
    author, consultation, at = sending.author, sending.consultation, sending.at
    new = is_new(author, at=at)
    window = FIRST_DAY if new else timedelta(minutes=consultation.repeat_minutes or 0)
    sent = [Sent(*row) for row in _sent_since(author.pk, at - window)] if window else []
    sent += [row for row in also if row.created_at > at - window]
    if sending.key is not None and (sending.kind, sending.key) in {(row.kind, row.key) for row in sent}:
        return  # each kind has its own keys
    if new:
        text = f"{sending.words} {sending.beside}"
        refuse_links(author, consultation, text, at=at, replaces=sending.replaces)
        _refuse_full_day(sending, sent)
        _refuse_too_soon(sending, sent)
    _refuse_repeated(sending, sent)


def _refuse_full_day(sending: Sending, sent: list[Sent]) -> None:
    consultation = sending.consultation
    is_comment = sending.kind == COMMENT
    most = consultation.newcomer_comments if is_comment else consultation.newcomer_contributions
    if most is None or sum((row.kind == COMMENT) == is_comment for row in sent) < most:
        return
    sentence = (
        ngettext(
            "In its first 24 hours an account sends %(most)d argument or reply at most: you can go on from %(when)s.",
            "In its first 24 hours an account sends %(most)d arguments and replies at most: "
            "you can go on from %(when)s.",
            most,
        )
        if is_comment
        else ngettext(
            "In its first 24 hours an account sends %(most)d proposal or amendment at most: "
            "you can go on from %(when)s.",
            "In its first 24 hours an account sends %(most)d proposals and amendments at most: "
            "you can go on from %(when)s.",
            most,
        )
    )
    ends = timezone.localtime(sending.author.joined_at + FIRST_DAY)
    raise FirstDayIsFull(f"{sentence % {'most': most, 'when': date_format(ends, 'DATETIME_FORMAT')}} {_kept()}")


def _refuse_too_soon(sending: Sending, sent: list[Sent]) -> None:
    pause = sending.consultation.newcomer_pause
    if not pause or not sent:
        return
    passed = sending.at - max(row.created_at for row in sent)
    left = timedelta(seconds=pause) - passed
    if left <= timedelta(0):
        return
    seconds = max(1, -(-left // timedelta(seconds=1)))  # rounded up
    sentence = ngettext(
        "In its first 24 hours an account waits a moment between two texts: you can send this one in %(n)d second.",
        "In its first 24 hours an account waits a moment between two texts: you can send this one in %(n)d seconds.",
        seconds,
    ) % {"n": seconds}
    raise SentTooSoon(f"{sentence} {_kept()}")


def _refuse_repeated(sending: Sending, sent: list[Sent]) -> None:
    minutes = sending.consultation.repeat_minutes
    if not minutes or sending.renews:
        return
    since = sending.at - timedelta(minutes=minutes)
    same = alike(sending.words)
    if same and any(row.created_at > since and alike(row.words) == same for row in sent):
        sentence = ngettext(
            "You have just sent the same text: it is not sent twice within %(n)d minute. "
            "Say it in other words, or wait.",
            "You have just sent the same text: it is not sent twice within %(n)d minutes. "
            "Say it in other words, or wait.",
            minutes,
        ) % {"n": minutes}
        raise SaidAlready(f"{sentence} {_kept()}")


def alike(text: str) -> str:
    """The form under which two texts are the same, whatever their case, accents and spaces.

    >>> alike("Des  TRAINS\\nle soir !") == alike("des trains le soir !")
    True
    """
    return " ".join(fold(text).split())


def _kept() -> str:
    return _("What you wrote is kept here.")


@compiled_once
def _sent_since(author: int, since: datetime) -> QuerySet[Any, Any]:
    """What an account sent since an instant, of all kinds: rows as ``Sent`` has them."""
    proposed = Concat("current__title", Value(" "), "current__text", output_field=TextField())
    reworded = Concat("title", Value(" "), "wording", Value(" "), "reason", output_field=TextField())
    return _texts(Proposal.objects.all(), author, since, "proposal", proposed).union(
        _texts(Argument.objects.all(), author, since, COMMENT, F("text")),
        _texts(Amendment.objects.all(), author, since, "amendment", reworded),
        all=True,
    )


def _texts(rows: QuerySet[Any, Any], author: int, since: datetime, kind: str, words: Any) -> QuerySet[Any, Any]:
    mine = rows.filter(author=author, created_at__gt=since).order_by()
    said = mine.annotate(kind=Value(kind, output_field=CharField()), said=words)
    values: QuerySet[Any, Any] = said.values_list("kind", "idempotency_key", "created_at", "said")
    return values
