"""The process that compares: one thread, one socket that only this account may open, one question after the other."""

import logging
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import close_old_connections

from proposals.similar.comparing import Comparer
from proposals.similar.wire import MOST, read_question, reply

logger = logging.getLogger(__name__)

WAITING = 16  # questions that may wait: about what is answered before those who asked give up
IDLE = 2.0  # seconds without a question after which indexes are brought into step all the same
READING = 0.2  # seconds that a question may take to come in


class AlreadyServed(Exception):
    """Another process answers at this address."""


def listen(address: str) -> socket.socket:
    """Open the socket; one that a process left behind when it was killed is replaced.

    Raises
    ------
    AlreadyServed
        When a process answers there.
    OSError
        When there can be no socket of that name, which is longer than about 100 bytes or in no folder.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, suppress(OSError):
        probe.connect(address)
        raise AlreadyServed(address)
    Path(address).unlink(missing_ok=True)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)  # the socket of this account alone
    try:
        line.bind(address)
    except OSError:
        line.close()
        raise
    finally:
        os.umask(before)
    line.listen(WAITING)
    return line


def serve(line: socket.socket, comparer: Comparer, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Answer until told to stop; what fails for one question fails for it alone.

    After each answer, and when the line times out since nobody asks, what was erased meanwhile is forgotten: in all
    indexes, of which each looks every two seconds at most.
    """
    while goes_on():
        try:
            asker, _address = line.accept()
        except TimeoutError:
            pass
        else:
            with asker:
                _answer(asker, comparer)
        _refresh(comparer)


def _refresh(comparer: Comparer) -> None:
    close_old_connections()
    try:
        comparer.refresh()
    except DatabaseError:
        logger.exception("The database did not answer: what changed is looked for again.")


def _answer(asker: socket.socket, comparer: Comparer) -> None:
    close_old_connections()
    try:
        asker.settimeout(READING)
        asker.sendall(reply(comparer.compare(*read_question(_line_of(asker)))))
    except (OSError, ValueError) as error:  # who asked has gone, or is none of ours
        logger.info("A question was not answered: %s", error)
    except DatabaseError:
        logger.exception("The database did not answer: who asked goes by words alone.")


def _line_of(asker: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n") and len(line) < MOST:
        part = asker.recv(MOST)
        if not part:
            break
        line += part
    return line
