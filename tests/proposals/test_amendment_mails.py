"""What mails say of an amendment that was answered: nothing that leaves once it is out of view."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from participants.models import User
from participants.tasks import send_due
from proposals.amending import answering
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def declined(consultation, citizen, other_citizen):
    """An amendment whose author gets mails once a day, declined with words."""
    User.objects.filter(pk=other_citizen.pk).update(mail_amendment="daily")
    other_citizen.refresh_from_db()
    row = AmendmentFactory(proposal=ProposalFactory(consultation=consultation, author=citizen), author=other_citizen)
    answering.decline(amendment=row, author=citizen, answer="Des mots blessants.")
    mail.outbox.clear()
    return row


def in_the_morning():
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        sent = send_due.call()
    return sent, "".join(message.body for message in mail.outbox)


def test_the_answer_is_told_without_its_words(declined, other_citizen):
    sent, body = in_the_morning()
    assert (sent, declined.reference in body, "blessants" in body) == (1, True, False)
    assert "blessants" not in other_citizen.notices.get().body


def test_nothing_leaves_of_a_proposal_withheld_meanwhile(declined):
    declined.proposal.withhold(ground="Insulte", at=NOON)
    assert in_the_morning() == (0, "")
