"""How the site and the process that compares speak: a line of JSON each way, over a socket of the file system."""

import hashlib
import json
from functools import cache
from typing import Any

from django.conf import settings

from proposals.similar.comparing import Answer, Candidate

MOST = 64 * 1024  # bytes of a line


@cache
def site_key() -> str:
    """Tell databases apart: two sites that name one socket by mistake do not answer each other. A short hash."""
    database = settings.DATABASES["default"]
    parts = [str(database.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "NAME")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def question(consultation: int, typed: str) -> bytes:
    """Write what is asked."""
    return json.dumps({"site": site_key(), "consultation": consultation, "typed": typed}).encode() + b"\n"


def read_question(line: bytes) -> tuple[int, str]:
    """Read what is asked.

    Raises
    ------
    ValueError
        When it is none of ours, or of another site.
    """
    asked: Any = json.loads(line)
    match asked:
        case {"site": str(site), "consultation": int(consultation), "typed": str(typed)} if site == site_key():
            return consultation, typed
    raise ValueError("This is not a question of ours.")


def reply(answer: Answer) -> bytes:
    """Write what was found."""
    return json.dumps({"near": answer.candidates, "by_meaning": answer.by_meaning}).encode() + b"\n"


def read_reply(line: bytes) -> Answer:
    """Read what was found.

    Raises
    ------
    ValueError
        When it is cut off, or none of ours.
    """
    try:
        found: Any = json.loads(line)
        near = [
            Candidate(int(row[0]), int(row[1]), float(row[2]), None if row[3] is None else int(row[3]))
            for row in found["near"]
        ]
        return Answer(near, bool(found["by_meaning"]))
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError("This is not an answer of ours.") from error
