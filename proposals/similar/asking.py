"""Asking the process that compares, without ever waiting for it: 100 ms, then by words alone."""

import socket
import time

from django.conf import settings

from proposals.similar.comparing import Answer
from proposals.similar.wire import MOST, question, read_reply

PATIENCE = 0.1  # seconds for the whole answer
REST = 2.0  # seconds for which a process that did not answer is not asked again

_rests_until = 0.0  # of this web process; threads may overwrite each other's: it is only a pause


def ask(consultation: int, typed: str) -> Answer | None:
    """What the process finds near, or None where there is none, it is slow, or it is down. No query."""
    global _rests_until
    address = settings.CONSULT_SIMILAR_SOCKET
    if not address or time.monotonic() < _rests_until:
        return None
    try:
        return read_reply(_exchange(address, question(consultation, typed)))
    except (OSError, ValueError):  # a time-out is an OSError
        _rests_until = time.monotonic() + REST
        return None


def _exchange(address: str, asked: bytes) -> bytes:
    until = time.monotonic() + PATIENCE
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        line.connect(address)
        line.sendall(asked)
        answer = b""
        while not answer.endswith(b"\n") and len(answer) < MOST:
            line.settimeout(max(until - time.monotonic(), 0.001))
            part = line.recv(MOST)
            if not part:
                break
            answer += part
    return answer
