"""How the site and the process that compares speak: a line of JSON each way, over a socket of the file system."""

import json
from typing import Any

from proposals.similar.comparing import Answer, Candidate

MOST = 64 * 1024  # bytes of a line


def question(consultation: int, typed: str) -> bytes:
    """Write what is asked.

    >>> question(1, "Où ?")
    b'{"consultation": 1, "typed": "O\\\\u00f9 ?"}\\n'
    """
    return json.dumps({"consultation": consultation, "typed": typed}).encode() + b"\n"


def read_question(line: bytes) -> tuple[int, str]:
    """Read what is asked.

    Raises
    ------
    ValueError
        When it is none of ours.
    """
    asked: Any = json.loads(line)
    match asked:
        case {"consultation": int(consultation), "typed": str(typed)}:
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
