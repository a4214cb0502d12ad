"""What other software of this site keeps of a person beside their own rows: the admin's logs and drafts, and tasks."""

import json
import re
from typing import Any

from django.apps import apps
from django.db.models import DO_NOTHING, Model, Q, TextField
from django.db.models.functions import Cast
from wagtail.models import ModelLogEntry, Revision

from consult.retention import SETTLED
from participants.addresses import addresses_of
from participants.admin_work import keys_of_others
from participants.models import User

TOLD = ("args", "kwargs", "errors", "return_value")  # of a task
SHORTEST_NAME = 3  # a shorter one says nothing about anybody
#: What a page's stored draft names accounts by.
NAMED_BY = frozenset({"owner", "locked_by", "user", "resolved_by", "uploaded_by_user"})


def clear_traces(participant: User) -> int:
    """Take a person out of them; how many rows that changed or removed.

    A query a key, six, and one a draft or task that names them.
    """
    return _clear_drafts(participant) + _clear_logs(participant) + _clear_tasks(participant)


def _clear_logs(participant: User) -> int:
    """Entries on the account go, since they carry its name; of what it did, the deed stays and the key goes."""
    gone, _rows = ModelLogEntry.objects.for_instance(participant).delete()
    for model, field in keys_of_others():
        if field.remote_field.on_delete is DO_NOTHING:
            gone += model._base_manager.filter(**{field.name: participant.pk}).update(**{field.name: None})
    return int(gone)


def _clear_drafts(participant: User) -> int:
    """Drafts that the admin keeps of a page as JSON say whose the page is, and who commented on it."""
    key = str(participant.pk)
    held = Revision.objects.annotate(written=Cast("content", TextField())).filter(written__contains=key)
    changed = 0
    for revision in held.defer("object_str"):
        content = _without(revision.content, participant.pk)
        if content != revision.content:
            changed += Revision.objects.filter(pk=revision.pk).update(content=content)
    return changed


def _without(content: Any, key: int) -> Any:
    """A copy in which no field that names an account names this one.

    >>> _without({"owner": 7, "comments": [{"user": 7, "text": "7"}]}, 7)
    {'owner': None, 'comments': [{'user': None, 'text': '7'}]}
    """
    if isinstance(content, dict):
        return {
            name: None if name in NAMED_BY and part == key else _without(part, key) for name, part in content.items()
        }
    return [_without(part, key) for part in content] if isinstance(content, list) else content


def _clear_tasks(participant: User) -> int:
    """Tasks name rows, never people; what one that failed left behind may quote an address or a name all the same.

    These words go; the rest stays, for whoever looks for what went wrong. Of a task still to run, its errors alone.
    """
    if not apps.is_installed("django_ox"):
        return 0
    tasks: Any = apps.get_model("django_ox", "OxTask")
    name = participant.display_name if len(participant.display_name) >= SHORTEST_NAME else ""
    words = [*sorted(addresses_of(participant)), *([name] if name else [])]
    if not words:
        return 0
    pattern = re.compile("|".join(_alone(word) if word is name else re.escape(word) for word in words), re.IGNORECASE)
    changed = 0
    for row in _told_of(tasks, words).order_by("pk"):
        columns = TOLD if row.status in SETTLED else ("errors",)
        told = {column: _said_without(getattr(row, column), pattern) for column in columns}
        if any(told[column] != getattr(row, column) for column in columns):
            changed += tasks._base_manager.filter(pk=row.pk).update(**told)
    return changed


def _alone(name: str) -> str:
    return rf"(?<!\w){re.escape(name)}(?!\w)"


def _said_without(content: Any, pattern: "re.Pattern[str]") -> Any:
    """A copy in which what is found reads as left out.

    >>> _said_without([{"traceback": "Ana: Analysis failed"}], re.compile(_alone("Ana")))
    [{'traceback': '…: Analysis failed'}]
    """
    if isinstance(content, str):
        return pattern.sub("…", content)
    if isinstance(content, dict):
        return {_said_without(name, pattern): _said_without(part, pattern) for name, part in content.items()}
    return [_said_without(part, pattern) for part in content] if isinstance(content, list) else content


def _told_of(tasks: type[Model], words: list[str]) -> Any:
    found = Q(pk__in=[])
    for word in words:
        for written in {word, json.dumps(word)[1:-1]}:
            for column in TOLD:
                found |= Q(**{f"{column}_written__icontains": written})
    columns = {f"{column}_written": Cast(column, TextField()) for column in TOLD}
    return tasks._base_manager.annotate(**columns).filter(found)
