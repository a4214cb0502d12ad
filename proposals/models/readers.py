"""Who reads, as queries take it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from participants.models import User

    type Person = User | AnonymousUser | int | None


def key_of(person: "Person") -> int | None:
    """The primary key of somebody who is signed in, or the key that was given; None for anybody else."""
    if person is None or isinstance(person, int):
        return person
    key: int | None = person.pk if person.is_authenticated else None
    return key
