"""Taking one's data away, and erasing one's account: what every room registered, and our own part."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Refused
from participants.models import CHOSEN, DataCopy, FactorGuard, User
from participants.registries import erasers, exporters, text_erasers
from participants.traces import clear_traces


class LastAdministrator(Refused):
    """Nobody could open the admin any more."""


class StillNeeded(Refused):
    """A row of another room refuses to lose this account."""


def export_of(participant: User) -> dict[str, list[dict[str, Any]]]:
    """Everything kept about a participant, by the name that each room registered. Queries: theirs."""
    return {name: list(gather(participant)) for name, gather in exporters.items()}


@transaction.atomic
def erase(*, participant: User, with_texts: bool = False, sessions: bool = True) -> dict[str, int]:
    """Erase an account, at once and for good; returns how many rows of what went.

    Other rooms' erasers run first, then the sessions and the row itself go, and with it all that
    belongs to it; what was published stays, without its author, or without its words too (``with_texts``).
    The journal holds counts only. Who erases many at once leaves their ``sessions`` and ends them together.
    """
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=participant.pk)
    if participant.is_superuser and not others.exists():
        raise LastAdministrator(_("You are the only administrator: name another one first."))
    counts: Counter[str] = Counter()
    for clear in [*text_erasers, *erasers] if with_texts else erasers:
        counts.update(clear(participant) or {})
    counts["sessions"] += end_sessions([participant]) if sessions else 0
    try:
        participant.delete()
    except (ProtectedError, RestrictedError) as error:
        raise StillNeeded(_("This account still has duties here: ask the team to take them over.")) from error
    content: dict[str, Any] = dict(counts)
    journal.record("participant.erased", **content)
    return dict(counts)


@exporters.register("account", order=10)
def account_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The account itself, its roles and its addresses. Three queries."""
    return [
        {
            "email": participant.email,
            "display_name": participant.display_name,
            "origin": participant.origin,
            "language": participant.language,
            "speaks_for_institution": participant.speaks_for_institution,
            "mails": {topic: getattr(participant, f"mail_{topic}") for topic in CHOSEN},
            "no_mail": participant.no_mail,
            "joined_at": participant.joined_at,
            "last_sign_in_at": participant.last_login,
            "groups": list(participant.groups.order_by("name").values_list("name", flat=True)),
            "permissions": list(participant.user_permissions.order_by("pk").values_list("name", flat=True)),
            "addresses": list(
                EmailAddress.objects.filter(user=participant).order_by("pk").values("email", "verified", "primary")
            ),
        }
    ]


@exporters.register("consents", order=20)
def consent_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What was agreed to, and when it was taken back. One query."""
    rows = participant.consents.order_by("given_at", "pk").values("text_hash", "given_at", "withdrawn_at")
    return [dict(row) for row in rows]


@exporters.register("opinion_groups_consents", order=25)
def opinion_groups_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The agreements to opinion groups, and when they were taken back; no group is kept. One query."""
    rows = participant.opinion_groups_consents.order_by("given_at", "pk").values(
        "text_hash", "given_at", "withdrawn_at"
    )
    return [dict(row) for row in rows]


@exporters.register("notices", order=30)
def notice_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What the site told them. One query."""
    fields = ("kind", "topic", "subject", "body", "url", "follow", "created_at", "read_at", "due_at", "emailed_at")
    return list(participant.notices.order_by("created_at", "pk").values(*fields))


@exporters.register("follows", order=40)
def follow_rows(participant: User) -> Sequence[dict[str, Any]]:
    """What one follows. One query."""
    rows = participant.follows.order_by("created_at", "pk").values("target", "created_at")
    return [dict(row) for row in rows]


@exporters.register("copies", order=50)
def copy_rows(participant: User) -> Sequence[dict[str, Any]]:
    """When one asked for a copy of all this last. One query."""
    return [dict(row) for row in DataCopy.objects.filter(participant=participant).values("asked_at", "made_at")]


@exporters.register("second_factor", order=55)
def factor_rows(participant: User) -> Sequence[dict[str, Any]]:
    """Wrong codes typed for it lately; the factor itself stands among what the admin keeps. One query."""
    return [dict(row) for row in FactorGuard.objects.filter(user=participant).values("wrong", "wrong_since")]


@exporters.register("passkeys", order=57)
def passkey_rows(participant: User) -> Sequence[dict[str, Any]]:
    """One's passkeys by their names; the keys themselves say nothing to anybody. One query."""
    fields = ("name", "domain", "opens_admin", "added_at", "last_used_at")
    return [dict(row) for row in participant.passkeys.order_by("added_at", "pk").values(*fields)]


@exporters.register("mails", order=35)
def mail_rows(participant: User) -> Sequence[dict[str, Any]]:
    """The mails that brought notices, and when they left. One query."""
    rows = participant.mails.order_by("created_at", "pk").values("created_at", "attempts", "sent_at")
    return [dict(row) for row in rows]


@erasers.register("participants", order=1_000)
def erase_own_rows(participant: User) -> dict[str, int]:
    """Addresses, consents, follows, notices, mails, traces; the last eraser to run.

    Thirteen queries, and those of the traces.
    """
    clear_traces(participant)  # which looks for each address
    EmailAddress.objects.filter(user=participant).delete()
    consents, _rows = participant.consents.all().delete()
    to_groups, _rows = participant.opinion_groups_consents.all().delete()
    follows, _rows = participant.follows.all().delete()
    notices, _rows = participant.notices.all().delete()
    DataCopy.objects.filter(participant=participant).delete()
    mails, _rows = participant.mails.all().delete()
    return {"consents": consents + to_groups, "follows": follows, "notices": notices, "mails": mails}


def end_sessions(people: Collection[User]) -> int:
    """Delete the sessions of people who are gone or go, signed in or on the way to it.

    Sessions do not say whose they are: each is opened once, so this costs their number, however many people go.
    """
    keys, addresses = {str(person.pk) for person in people}, {person.email for person in people if person.email}
    mine = [row.pk for row in Session.objects.order_by("pk").iterator(chunk_size=500) if _is_of(row, keys, addresses)]
    Session.objects.filter(pk__in=mine).delete()
    return len(mine)


def _is_of(row: Session, keys: set[str], addresses: set[str]) -> bool:
    held = row.get_decoded()
    under_way = held.get("account_login") or {}
    return held.get("_auth_user_id") in keys or under_way.get("email") in addresses
