"""Who reads: a participant, or nobody signed in."""

from django.http import HttpRequest

from participants.models import User


def reader_of(request: HttpRequest) -> User | None:
    """The participant who is signed in, or None. Anonymous requests without a cookie read no session."""
    return request.user if isinstance(request.user, User) else None
