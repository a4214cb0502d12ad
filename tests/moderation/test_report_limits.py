"""Reports are counted by account, or by where they come from; who is refused reads why, and loses no word."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from consult.models import Attempt
from moderation.models import Report
from tests.conftest import NOON
from tests.factories import ProposalFactory

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("S-9")]
HERE, BESIDE, ELSEWHERE = "203.0.113.7", "203.0.113.8", "198.51.100.20"
WORDS = "Ce texte ne répond pas à la question."


@pytest.fixture
def clock():
    """A clock that the test sets; it stands at noon."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def address(published):
    return reverse("moderation:report_proposal", args=[published.consultation.slug, published.number])


@pytest.fixture
def send(address, ground):
    def sent(origin=HERE, browser=None, to=address, **given):
        typed = {"ground": ground.pk, "words": WORDS, "email": "", "idempotency_key": uuid4(), **given}
        browser = browser or Client(REMOTE_ADDR=origin)
        browser.cookies["langue"] = "en"
        return browser.post(to, typed)

    return sent


def test_ten_pass_and_the_next_is_told_how_long_with_its_words_kept(send, clock):
    assert [send().status_code for _report in range(10)] == [302] * 10
    clock.shift(3 * 60)
    refused = send()
    assert refused.status_code == 429
    assert "in 7 minutes, or at once after signing in" in refused.text
    assert WORDS in refused.text
    assert Report.objects.count() == 10
    clock.shift(7 * 60)
    assert send().status_code == 302


def test_what_is_refused_is_not_counted_and_makes_nobody_else_wait(send, at_noon):
    for _report in range(15):
        send()
    assert Attempt.objects.count() == 20  # ten reports, by address and by network
    assert send(ELSEWHERE).status_code == 302
    assert send(BESIDE).status_code == 302


def test_an_hour_has_its_own_limit_and_so_has_a_network(send, clock):
    for _turn in range(3):
        assert {send().status_code for _report in range(10)} == {302}
        clock.shift(601)  # seconds
    assert "in 30 minutes" in send().text
    sent = [send(f"203.0.113.{place}").status_code for place in range(100, 170)]
    assert sent == [302] * 70
    assert send("203.0.113.200").status_code == 429
    assert Report.objects.count() == 100


def test_an_account_reports_whatever_its_network_sends_and_a_text_once_while_it_waits(
    send, client_of, citizen, other_citizen, at_noon
):
    for _report in range(10):
        send()
    browser = client_of(citizen)
    assert send(browser=browser).status_code == 302
    again = send(browser=browser)
    assert again.status_code == 409
    assert Report.objects.get(reporter=citizen).reference in again.text
    assert WORDS in again.text
    assert send(browser=client_of(other_citizen)).status_code == 302
    Report.objects.filter(reporter=citizen).update(handled_at=NOON)  # answered: what came since may be new
    assert send(browser=browser).status_code == 302


def test_an_account_sends_twenty_reports_an_hour_and_sixty_a_day(send, published, client_of, citizen, clock):
    browser = client_of(citizen)

    def report(other=None):
        other = other or ProposalFactory(consultation=published.consultation)
        return send(
            browser=browser, to=reverse("moderation:report_proposal", args=[other.consultation.slug, other.number])
        )

    for _turn in range(3):
        assert [report().status_code for _report in range(20)] == [302] * 20
        refused = report()
        assert refused.status_code == 429
        assert WORDS in refused.text
        clock.shift(3_600)
    assert "in 21 hours" in report().text
    assert Report.objects.filter(reporter=citizen).count() == 60


def test_a_form_of_an_account_sent_twice_is_one_report(send, client_of, citizen, at_noon):
    browser, key = client_of(citizen), uuid4()
    first, again = (send(browser=browser, idempotency_key=key) for _turn in range(2))
    assert (again.status_code, again.url) == (302, first.url)
    assert Report.objects.count() == 1


def test_the_same_form_sent_again_passes_and_is_not_counted(send, at_noon):
    key = uuid4()
    first = send(idempotency_key=key)
    for _report in range(9):
        send()
    again = send(idempotency_key=key)
    assert (again.status_code, again.url) == (302, first.url)
    assert Report.objects.count() == 10


def test_a_form_with_a_mistake_is_not_counted(send, at_noon):
    assert {send(words="").status_code for _report in range(20)} == {422}
    assert not Attempt.objects.exists()
