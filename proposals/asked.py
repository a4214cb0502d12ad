"""What the address of a list asks: words, order, filters, page; the seed and the instant that its pages share."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from consult.models import ConsultationPage
from participants.models import User
from proposals.models.proposal import FAIR_SPAN
from proposals.narrowing import Narrowed
from proposals.orders import FAIR, SORTS
from proposals.panels import proposal_filters
from proposals.search import LONGEST_QUERY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Asked:
    """What the address asks of the list; what is malformed or unknown falls back, and is said."""

    words: str
    sort: str
    seed: int
    at: datetime  # what came later is not shown: pages do not shift while one turns them
    tag: str
    filters: Mapping[str, str]
    page: str
    unknown_sort: bool = False

    def parameters(self, own: Narrowed, **changes: str) -> str:
        """The query string of the same list, with changes; empty values are left out, the page too unless given."""
        sort = self.sort if self.sort != FAIR else ""
        kept = {"q": self.words, "tri": sort, "etiquette": self.tag, **self.filters, **own.chosen}
        given = {name: value for name, value in {**kept, **changes}.items() if value}
        return f"?{urlencode(given)}" if given else ""

    @property
    def instant(self) -> str:
        """Microseconds: a page of the same second shows what the first one showed."""
        return written_instant(self.at)


def read_asked(query: QueryDict, own_seed: int | None = None) -> Asked:
    """Read the address; the seed of the fair order is one's own or drawn at each visit, and page links carry it."""
    sort = query.get("tri", "")
    return Asked(
        words=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY],
        sort=sort if sort in SORTS else FAIR,
        seed=read_seed(query.get("graine", ""), own_seed),
        at=read_instant(query.get("instant", "")),
        tag=query.get("etiquette", "").replace("\x00", ""),
        filters={
            one.parameter: query.get(one.parameter, "").replace("\x00", "")
            for one in proposal_filters
            if query.get(one.parameter)
        },
        page=query.get("page", "1"),
        unknown_sort=sort not in ("", FAIR, *SORTS),
    )


def written_instant(at: datetime) -> str:
    """An instant as addresses carry it, in microseconds."""
    return str((at - EPOCH) // MICROSECOND)


def read_instant(written: str) -> datetime:
    """The instant that an address carries; now where it carries none, or one to come."""
    now = timezone.now()
    if not (written.isascii() and written.isdigit() and len(written) <= 17):
        return now
    return min(now, EPOCH + int(written) * MICROSECOND)


def read_seed(written: str, own: int | None = None) -> int:
    """The seed of a fair order that an address carries; where it carries none, one's own, else a new one."""
    whole = read_number(written)
    if whole is None:
        return secrets.randbelow(FAIR_SPAN) if own is None else own
    return whole % FAIR_SPAN


def seed_of(person: User | None, consultation: ConsultationPage) -> int | None:
    """The seed of somebody who is signed in: the same at each visit, and kept nowhere; None for anybody else."""
    if person is None:
        return None
    drawn = salted_hmac("fair order", f"{person.pk} {consultation.pk}", algorithm="sha256")
    return int(drawn.hexdigest(), 16) % FAIR_SPAN


def read_number(written: str) -> int | None:
    """A whole number as addresses carry it, None for anything else.

    >>> read_number("128"), read_number("-1"), read_number("٣"), read_number("9" * 10)
    (128, None, None, None)
    """
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None
