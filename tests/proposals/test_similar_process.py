"""The process that compares: what it answers over its socket, and what the site does when it is down, slow or wrong."""

import os
import socket
import stat
import threading
import time
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError

from proposals.similar import asking, wire
from proposals.similar.comparing import Answer, Candidate
from proposals.similar.serving import IDLE, AlreadyServed, listen, serve

FOUND = Answer([Candidate(3, 7, 0.5, 1), Candidate(4, 8, 0.25, None)], True)


@pytest.fixture
def address(tmp_path, settings, monkeypatch):
    settings.CONSULT_SIMILAR_SOCKET = str(tmp_path / "s")
    monkeypatch.setattr(asking, "_rests_until", 0.0)
    monkeypatch.setattr("proposals.similar.serving.close_old_connections", lambda: None)
    return settings.CONSULT_SIMILAR_SOCKET


class Knows:
    """A comparer that knows one answer, after a while."""

    def __init__(self, seconds=0.0):
        self.seconds, self.asked, self.refreshed = seconds, [], 0

    def compare(self, consultation, typed):
        self.asked.append((consultation, typed))
        time.sleep(self.seconds)
        return FOUND

    def refresh(self):
        self.refreshed += 1
        raise DatabaseError("It is down.")


@contextmanager
def serving(address, comparer):
    ends = threading.Event()
    line = listen(address)
    line.settimeout(0.05)
    thread = threading.Thread(target=serve, args=(line, comparer, lambda: not ends.is_set()))
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()
        line.close()


def test_it_answers_what_it_is_asked(address):
    knows = Knows()
    with serving(address, knows):
        assert asking.ask(1, "Où vont les trains ?") == FOUND
        assert asking.ask(2, "x" * 5_000) == FOUND
    assert knows.asked[0] == (1, "Où vont les trains ?")


@pytest.mark.requirement("P-4")
def test_while_nobody_asks_it_looks_for_what_was_erased_whatever_the_database_says(address):
    knows = Knows()
    with serving(address, knows):
        wait_until(lambda: knows.refreshed > 1)
        assert asking.ask(1, "trains") == FOUND


@pytest.mark.requirement("P-4")
def test_the_command_never_waits_for_a_question_for_ever(address, monkeypatch):
    waits = []
    command = "proposals.management.commands.serve_similar"
    monkeypatch.setattr(f"{command}.serve", lambda line, _comparer: waits.append(line.gettimeout()))
    call_command("serve_similar", stdout=StringIO())
    assert waits == [IDLE]
    assert IDLE <= 5


def wait_until(so):
    ends = time.monotonic() + 10
    while not so() and time.monotonic() < ends:
        time.sleep(0.01)
    assert so()


def test_only_this_account_may_open_its_socket(address):
    with serving(address, Knows()):
        assert stat.S_IMODE(os.stat(address).st_mode) == 0o600


def test_when_it_is_down_nobody_waits_and_it_is_left_alone_for_a_while(address, monkeypatch):
    assert asking.ask(1, "trains") is None
    with serving(address, Knows()):
        assert asking.ask(1, "trains") is None
        monkeypatch.setattr(asking, "_rests_until", time.monotonic() - 1)
        assert asking.ask(1, "trains") == FOUND


def test_when_it_is_slow_the_site_gives_up(address):
    with serving(address, Knows(seconds=0.5)):
        began = time.monotonic()
        assert asking.ask(1, "trains") is None
        assert time.monotonic() - began < 0.45


def test_what_is_none_of_ours_is_not_answered_and_harms_nobody(address, monkeypatch):
    with serving(address, Knows()):
        for line in (b"\n", b"[]\n", b'{"site": "other", "consultation": 1, "typed": "x"}\n', b"\xff\n"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asker:
                asker.connect(address)
                asker.sendall(line)
                assert asker.recv(10) == b""
        assert asking.ask(1, "trains") == FOUND


@pytest.mark.parametrize("said", [b"", b"{}\n", b'{"near": [[1]]}\n', b'{"near": 3, "by_meaning": true}\n', b"[1]\n"])
def test_an_answer_that_is_none_counts_as_down(said):
    with pytest.raises(ValueError, match=r"."):
        wire.read_reply(said)


def test_a_socket_left_behind_is_replaced_and_one_in_use_is_not(address):
    listen(address).close()
    with serving(address, Knows()), pytest.raises(AlreadyServed):
        listen(address)


def test_the_command_says_what_is_wrong(settings, tmp_path):
    settings.CONSULT_SIMILAR_SOCKET = ""
    with pytest.raises(CommandError, match="words alone"):
        call_command("serve_similar")
    settings.CONSULT_SIMILAR_SOCKET = str(tmp_path / ("long" * 40))
    with pytest.raises(CommandError, match="No socket can be opened"):
        call_command("serve_similar")
