"""Sessions in the database, as Django keeps them, read in SQL that is written once: each visit signed in reads one."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from consult.compiled import compiled_once


class SessionStore(db.SessionStore):
    """Django's, but for how a session is found."""

    def _get_session_from_db(self) -> Any:
        if self.session_key and (found := _standing(self.session_key, timezone.now())):
            return found[0]
        self._session_key = None
        return None


@compiled_once
def _standing(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
