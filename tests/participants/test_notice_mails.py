"""Notices by e-mail: as often as each person wishes, once, also when the server was down, nothing lost."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from consult.errors import Refused
from participants import mailing
from participants.models import Mail, Notice, User
from participants.my_data import erase, export_of
from participants.notice_settings import choose
from participants.notices import tell, tell_many
from participants.paces import next_due
from participants.tasks import forget_mails, send_due
from tests import factories

pytestmark = pytest.mark.django_db
DOWN = {"default": {"BACKEND": "tests.participants.failing_mail.FailingBackend"}}
SPACE = "/mon-espace/courrier/"


def told(person, subject="Un argument", kind="argument_1"):
    return tell(recipient=person, kind=kind, subject=subject, url="/registre/")


def paced(person, **paces):
    User.objects.filter(pk=person.pk).update(**{f"mail_{topic}": pace for topic, pace in paces.items()})
    person.refresh_from_db()
    return person


@pytest.mark.parametrize(
    ("told_at", "pace", "due"),
    [
        ("2026-03-02T06:59", "daily", "2026-03-02T07:00"),
        ("2026-03-02T07:00", "daily", "2026-03-03T07:00"),
        ("2026-03-28T12:00", "daily", "2026-03-29T07:00"),  # the night when an hour is left out
        ("2026-03-02T06:59", "weekly", "2026-03-02T07:00"),  # a Monday
        ("2026-03-02T07:00", "weekly", "2026-03-09T07:00"),
        ("2026-03-08T23:00", "weekly", "2026-03-09T07:00"),
    ],
)
def test_digests_go_in_the_morning(told_at, pace, due):
    here = timezone.get_default_timezone()
    at = timezone.datetime.fromisoformat(told_at).replace(tzinfo=here)
    assert next_due(pace, at) == timezone.datetime.fromisoformat(due).replace(tzinfo=here)


@pytest.mark.requirement("D-1")
def test_a_day_s_notices_make_one_mail_in_the_morning(citizen, clock):
    paced(citizen, argument="daily")
    for number in range(3):
        told(citizen, f"Argument {number}", f"argument_{number}")
    assert mail.outbox == []
    clock.shift(timedelta(hours=16))  # before 7 the next day
    assert (send_due.call(), len(mail.outbox)) == (0, 0)
    clock.shift(timedelta(hours=4))
    assert (send_due.call(), send_due.call()) == (1, 0)
    message = mail.outbox[0]
    assert message.subject.startswith("3")
    page = message.alternatives[0].content
    for number in range(3):
        assert f"Argument {number}" in message.body
        assert f"Argument {number}" in page
    assert "UNDEFINED" not in message.body + page
    assert citizen.notices.filter(emailed_at__isnull=True).count() == 0


def test_never_means_in_the_site_only(citizen, clock):
    paced(citizen, argument="never")
    told(citizen)
    clock.shift(timedelta(days=30))
    assert send_due.call() == 0
    assert citizen.notices.count() == 1


def test_a_server_that_was_down_loses_nothing_and_sends_nothing_twice(citizen, settings, clock):
    working = settings.MAILERS
    settings.MAILERS = DOWN
    told(citizen)
    assert Mail.objects.get().attempts == 1
    clock.shift(timedelta(minutes=1))
    assert send_due.call() == 0  # it waits before it tries again
    clock.shift(timedelta(minutes=10))
    settings.MAILERS = working
    assert (send_due.call(), send_due.call()) == (1, 0)
    assert len(mail.outbox) == 1
    assert citizen.notices.get().emailed_at is not None


def test_it_waits_longer_after_each_failure(citizen, settings, clock):
    settings.MAILERS = DOWN
    told(citizen)
    waits = []
    for _time in range(3):
        row = Mail.objects.get()
        waits.append((row.next_at - timezone.now()).total_seconds())
        clock.move_to(row.next_at)
        with pytest.raises(SMTPServerDisconnected):
            mailing.send(row.pk)
    assert waits == [300, 600, 1200]


def test_a_server_that_is_down_is_asked_three_times_in_a_run(settings, clock):
    people = [paced(factories.CitizenFactory(), argument="daily") for _ in range(5)]
    for person in people:
        told(person)
    clock.shift(timedelta(days=1))
    working = settings.MAILERS
    settings.MAILERS = DOWN
    with pytest.raises(mailing.MailServerDown):
        mailing.send_all(at=timezone.now())
    assert sorted(Mail.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1]
    settings.MAILERS = working
    clock.shift(timedelta(minutes=5))
    assert mailing.send_all(at=timezone.now()) == 5
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people)


@pytest.mark.requirement("R-2")
def test_what_a_killed_worker_held_is_taken_over_under_the_same_name(citizen, clock, monkeypatch):
    """Killed after the server took the mail and before it was marked: it goes again, and programs can tell."""
    paced(citizen, argument="daily")
    told(citizen)
    clock.shift(timedelta(days=1))
    row = mailing.gather(citizen.pk, at=timezone.now())
    with monkeypatch.context() as patch:
        patch.setattr(mailing.transaction, "atomic", _killed)
        with pytest.raises(SystemExit):
            mailing.send(row.pk)
    assert (mailing.send(row.pk), send_due.call()) == (False, 0)  # another worker has it
    clock.shift(mailing.LEASE)
    assert (send_due.call(), send_due.call()) == (1, 0)
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


@pytest.mark.requirement("R-2")
def test_a_run_that_lasts_longer_than_a_claim_sends_nothing_twice(clock, monkeypatch):
    """While it sends its third mail, for half an hour is over, the next run begins."""
    for person in [paced(factories.CitizenFactory(), argument="daily") for _ in range(4)]:
        told(person)
    clock.shift(timedelta(days=1))
    make, sent, beside = mailing.mail_of, [], []

    def slow(row, lines):
        message = make(row, lines)
        sent.append(row.pk)
        if len(sent) < 3:
            clock.shift(mailing.LEASE)
        elif len(sent) == 3:
            beside.append(send_due.call())
        return message

    monkeypatch.setattr(mailing, "mail_of", slow)
    assert (mailing.send_all(at=timezone.now()), beside) == (3, [1])
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 4


def test_who_lost_its_claim_gives_nothing_back(citizen, clock, monkeypatch):
    paced(citizen, argument="daily")
    told(citizen)
    clock.shift(timedelta(days=1))
    row = mailing.gather(citizen.pk, at=timezone.now())

    def fail(*args):
        clock.shift(mailing.LEASE)
        Mail.objects.filter(pk=row.pk).update(claimed_at=timezone.now())  # another takes it over
        raise SMTPServerDisconnected

    monkeypatch.setattr(mailing, "mail_of", fail)
    with pytest.raises(SMTPServerDisconnected):
        mailing.send(row.pk)
    row.refresh_from_db()
    assert row.claimed_at == timezone.now()


def _killed(*args, **kwargs):
    raise SystemExit(9)


def test_what_is_told_of_something_out_of_view_never_leaves(citizen, clock):
    paced(citizen, argument="daily")
    tell(recipient=citizen, kind="argument_1", subject="Disparu", about="0a1b/argument/P-1-A1")
    told(citizen, "Visible", "argument_2")
    clock.shift(timedelta(days=1))
    assert send_due.call() == 1
    assert mail.outbox[0].subject == "Visible"
    assert "Disparu" not in mail.outbox[0].body
    assert citizen.notices.filter(emailed_at=None).get().subject == "Disparu"
    clock.shift(timedelta(days=9))
    assert send_due.call() == 0


def test_a_new_choice_holds_for_what_waits(citizen, clock):
    paced(citizen, argument="weekly")
    told(citizen)
    choose(participant=citizen, paces={"argument": "daily"}, no_mail=False)
    clock.shift(timedelta(days=1))
    assert send_due.call() == 1


def test_what_was_stopped_is_not_sent_later(citizen, clock):
    paced(citizen, argument="daily")
    told(citizen)
    choose(participant=citizen, paces={}, no_mail=True)
    choose(participant=citizen, paces={}, no_mail=False)
    clock.shift(timedelta(days=1))
    assert send_due.call() == 0


def test_the_choice_is_made_in_one_s_own_space(citizen, client_of):
    browser = client_of(citizen)
    assert 'name="mail_follow"' in browser.get("/mon-espace/").content.decode()
    assert "mail_duty" not in browser.get("/mon-espace/").content.decode()
    assert browser.post(SPACE, {"mail_follow": "weekly", "no_mail": "on"}).status_code == 302
    citizen.refresh_from_db()
    assert (citizen.mail_follow, citizen.mail_argument, citizen.no_mail) == ("weekly", "now", True)
    assert browser.post(SPACE, {"mail_follow": "hourly"}).status_code == 422
    citizen.refresh_from_db()
    assert citizen.mail_follow == "weekly"


def test_a_pace_that_does_not_exist_is_refused(citizen):
    with pytest.raises(Refused):
        choose(participant=citizen, paces={"moon": "now"}, no_mail=False)


def test_many_are_told_in_few_queries_and_each_once(django_assert_max_num_queries, clock):
    people = [factories.CitizenFactory(language="en" if number % 2 else "fr") for number in range(30)]
    with django_assert_max_num_queries(3):
        assert tell_many(people, kind="x_1", topic="follow", words=lambda: ("Un", ""), url="/") == 30
    assert tell_many(people, kind="x_1", topic="follow", words=lambda: ("Un", ""), url="/") == 0
    assert mail.outbox == []
    assert Notice.objects.filter(kind="x_1", due_at__isnull=False).count() == 30


def test_mails_and_choices_are_taken_away_and_erased(citizen):
    told(citizen)
    taken = export_of(citizen)
    assert taken["account"][0]["mails"]["follow"] == "daily"
    assert taken["mails"][0]["sent_at"] is not None
    assert "key" not in taken["mails"][0]
    assert erase(participant=citizen)["mails"] == 1
    assert not Mail.objects.exists()


def test_mails_are_forgotten_after_a_year_and_notices_stay(citizen, clock):
    told(citizen)
    clock.shift(timedelta(days=366))
    assert forget_mails.call() == 1
    assert (citizen.notices.count(), send_due.call()) == (1, 0)
