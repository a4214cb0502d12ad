"""Several workers at once make one mail of what is due, and send it once; with a control that must fail."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connections
from django.utils import timezone

from participants import mailing
from participants.models import Mail, User
from participants.notices import tell
from participants.tasks import send_due
from tests.conftest import NOON
from tests.factories import CitizenFactory
from tests.proposals.test_proposal_races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def morning():
    """The next day, when three notices are due to one person."""
    with time_machine.travel(NOON, tick=True) as clock:
        person = CitizenFactory()
        User.objects.filter(pk=person.pk).update(mail_argument="daily")
        person.refresh_from_db()
        for number in range(3):
            tell(recipient=person, kind=f"argument_{number}", subject=f"Argument {number}")
        clock.shift(timedelta(days=1))
        yield person


@pytest.mark.requirement("R-2")
def test_eight_workers_at_once_send_one_mail(morning):
    sent = at_once(8, lambda turn: send_due.call())
    assert sum(sent) == 1
    assert len(mail.outbox) == 1
    assert Mail.objects.count() == 1
    assert morning.notices.filter(emailed_at=None).count() == 0


def test_without_its_turn_each_worker_would_make_a_mail(morning, monkeypatch):
    meeting = threading.Barrier(2)
    create = Mail.objects.create

    def meet(**columns):
        meeting.wait(timeout=30)
        return create(**columns)

    monkeypatch.setattr(mailing, "take_turn", lambda name: None)
    monkeypatch.setattr(Mail.objects, "create", meet)
    at = timezone.now()
    at_once(2, lambda turn: mailing.gather(morning.pk, at=at))
    assert Mail.objects.count() == 2
    connections.close_all()
