"""R-2: a worker killed with -9 while it sends mails; another one takes over, and each is told once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from participants import mailing
from participants.models import Follow, Mail, Notice
from proposals.following.targets import proposal_target
from tests import factories
from tests.file_database import FileDatabase

LEASE = 2  # seconds after which another worker takes the task; a minute on a site
PATIENCE = 180  # seconds for a process to begin, on a machine that has much else to do


class Worker:
    """A real ``ox_worker`` on the database of the test."""

    def __init__(self, database: Path, taken: Path) -> None:
        named = {"DJANGO_SETTINGS_MODULE": "tests.participants.worker_settings", "TAKEN_MAILS": str(taken)}
        self._environment = {**os.environ, **named, "CONSULT_DATABASE": f"sqlite:///{database}"}
        self._command = [sys.executable, "manage.py", "ox_worker", "--interval", "0.2", "--lock-timeout", str(LEASE)]
        self._taken = taken

    def start_and_kill_while_it_sends(self) -> None:
        (self._taken / "hang").touch()
        place = {"cwd": settings.BASE_DIR, "env": self._environment, "start_new_session": True}
        with subprocess.Popen(self._command, **place) as process:
            try:
                self._wait(process)
            finally:
                os.killpg(process.pid, signal.SIGKILL)
        (self._taken / "hang").unlink()

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + PATIENCE
        while not (self._taken / "hanging").exists():
            assert process.poll() is None, "the worker ended by itself"
            assert time.monotonic() < until, "the worker sent nothing"
            time.sleep(0.1)

    def run_until_nothing_is_left(self) -> None:
        command = [*self._command, "--batch"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self._environment, check=True, timeout=PATIENCE)


@pytest.fixture
def database(db, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the worker of this test opens a file")
    return FileDatabase(tmp_path / "site.sqlite3")


@pytest.mark.requirement("R-2")
def test_a_worker_killed_while_it_sends_is_replaced_and_each_is_told_once(database, tmp_path):
    with database.here():
        told = set(told_of_an_argument())
    worker = Worker(database.path, tmp_path)
    worker.start_and_kill_while_it_sends()
    with database.here():
        held = Mail.objects.get(claimed_at__isnull=False)
        assert (held.sent_at, Mail.objects.filter(sent_at__isnull=False).count()) == (None, 1)
        assert task("participants.tasks.send_due").status == "RUNNING"
        Mail.objects.filter(pk=held.pk).update(claimed_at=timezone.now() - mailing.LEASE)  # a quarter of an hour later
    time.sleep(LEASE + 0.5)
    worker.run_until_nothing_is_left()
    with database.here():
        assert {row.status for row in tasks()} == {"SUCCESSFUL"}
        assert task("participants.tasks.send_due").attempts == 2
        assert sorted(Notice.objects.values_list("recipient__email", flat=True)) == sorted(told)
    assert sorted(file.read_text() for file in tmp_path.glob("*.taken")) == sorted(told)


def told_of_an_argument() -> list[str]:
    """Four people who follow a proposal at once by mail, and the task that tells them of an argument."""
    proposal = factories.ProposalFactory(consultation=factories.open_consultation(), author=None)
    people = [factories.CitizenFactory(mail_follow="now") for _ in range(4)]
    for person in people:
        Follow.objects.create(participant=person, target=proposal_target(proposal), created_at=timezone.now())
    argument = factories.ArgumentFactory(proposal=proposal, author=None)
    apps.get_model("django_ox", "OxTask").objects.create(
        task_path="proposals.following.tasks.tell_followers",
        args=["argument", argument.pk],
        backend_name="default",
        status="READY",
        max_attempts=4,
        enqueued_at=timezone.now(),
    )
    return [person.email for person in people]


def tasks():
    return apps.get_model("django_ox", "OxTask").objects.all()


def task(path):
    return tasks().get(task_path=path)
