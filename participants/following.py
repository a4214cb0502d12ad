"""Following something, and what rooms say that can be followed."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import NotYours
from participants.models import Follow, User
from participants.registries import follow_targets


class Followed(NamedTuple):
    """What a target leads to: its name in words, and its address."""

    label: str
    url: str


def target_of(consultation: str, kind: str, reference: str) -> str:
    """The name of a thing that can be followed.

    >>> target_of("0a1b", "engagement", "E-3")
    '0a1b/engagement/E-3'
    """
    return f"{consultation}/{kind}/{reference}"


def consultations_of(targets: Iterable[str]) -> set[UUID]:
    """The references of the consultations that these targets name; what is no reference is left out."""
    found = set()
    for target in targets:
        try:
            found.add(UUID(target.partition("/")[0]))
        except ValueError:
            continue
    return found


def numbers_of(targets: Iterable[str]) -> set[int]:
    """The numbers in the references of targets: of what comes first in those that have two.

    >>> sorted(numbers_of(["0a1b/argument/P-12-A3", "0a1b/theme/T-4", "0a1b/theme/x"]))
    [4, 12]
    """
    numbers = {target.rpartition("/")[2].partition("-")[2].partition("-")[0] for target in targets}
    return {int(number) for number in numbers if number.isascii() and number.isdecimal() and len(number) < 10}


def look_up(targets: Sequence[str]) -> dict[str, Followed]:
    """What each target names, for those that anyone may read; the queries of the rooms, once a kind."""
    by_kind: dict[str, list[str]] = {}
    for target in targets:
        parts = target.split("/")
        if len(parts) == 3:
            by_kind.setdefault(parts[1], []).append(target)
    found: dict[str, Followed] = {}
    for kind, find in follow_targets.items():
        if kind in by_kind:
            found.update({target: Followed(*row) for target, row in find(by_kind[kind]).items()})
    return found


def followed_at(target: str) -> Followed:
    """One of them; what names nothing that anyone may read does not exist."""
    found = look_up([target]).get(target)
    if found is None:
        raise NotYours(_("There is nothing to follow at this address."))
    return found


def follow(*, participant: User, target: str) -> Follow:
    """Follow what can be read; a second time changes nothing. Two queries, and those of the room."""
    followed_at(target)
    row, _created = Follow.objects.get_or_create(
        participant=participant, target=target, defaults={"created_at": timezone.now()}
    )
    return row


def unfollow(*, participant: User, target: str) -> bool:
    """Follow it no more; whether it was followed. One query."""
    deleted, _rows = Follow.objects.filter(participant=participant, target=target).delete()
    return bool(deleted)


def follows_of(participant: User) -> list[dict[str, Any]] | None:
    """What one follows, the newest first, for “my space”; what went out of view has no address any more."""
    targets = list(participant.follows.values_list("target", flat=True))
    found = look_up(targets)
    rows = [
        {"target": target, "label": found[target].label, "url": found[target].url}
        if target in found
        else {"target": target, "label": _("Something that is out of view"), "url": ""}
        for target in targets
    ]
    return rows or None


def is_followed(reader: Any, targets: Collection[str]) -> set[str]:
    """Those of the targets that a reader follows; none for someone who is not signed in. One query at most."""
    if not reader.is_authenticated or not targets:
        return set()
    return set(Follow.objects.filter(participant=reader.pk, target__in=targets).values_list("target", flat=True))


def followers(targets: Collection[str], *, after: int, most: int) -> Iterator[User]:
    """Active accounts that follow any of the targets, by account. One query."""
    rows = User.objects.filter(pk__gt=after, follows__target__in=targets, is_active=True).exclude(email__isnull=True)
    return iter(rows.distinct().order_by("pk")[:most])


def reasons_of(people: Sequence[User], targets: Collection[str]) -> dict[int, str]:
    """By account, the first of the targets that each follows. One query."""
    rows = Follow.objects.filter(participant__in=people, target__in=targets).order_by("-target")
    return dict(rows.values_list("participant_id", "target"))


def as_button(target: str, reader: Any, followed: Collection[str], back: str, *, label: str = "") -> Mapping[str, Any]:
    """What ``components/_follow.html`` needs; ``label`` tells one button of a page from the others. No query."""
    return {
        "label": label,
        "target": target,
        "followed": target in followed,
        "signed_in": reader.is_authenticated,
        "back": back,
    }
