"""Two at once, with real threads; each race has a control that shows the threads do meet."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import IntegrityError, connection

from participants.mails import Line, mail_of
from participants.models import Mail, Notice, User
from participants.sign_in import account_for
from participants.tasks import send_notice
from tests import factories

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

AT_ONCE = 4


def all_at_once(deed: Callable[[Barrier], object]) -> list[BaseException]:
    """Run a deed in several threads; gives the errors that they met."""
    barrier, errors = Barrier(AT_ONCE, timeout=10), []

    def run() -> None:
        try:
            deed(barrier)
        except Exception as error:  # noqa: BLE001 – the test looks at them
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run) for _thread in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def waiting_notice() -> Notice:
    reader = factories.UserFactory(email="lectrice@example.org")
    return Notice.objects.create(
        recipient=reader, kind="test", subject="Une fois", created_at=factories.EARLY, due_at=factories.EARLY
    )


def test_of_several_workers_one_sends_the_mail():
    notice = waiting_notice()

    def work(barrier):
        barrier.wait()
        send_notice.func(notice.pk)

    assert all_at_once(work) == []
    assert len(mail.outbox) == 1


def test_control_workers_that_look_before_they_mark_all_send_it():
    notice = waiting_notice()

    def work(barrier):
        seen = Notice.objects.select_related("recipient").get(pk=notice.pk, emailed_at__isnull=True)
        barrier.wait()
        mail_of(Mail(recipient=seen.recipient), [Line(seen, "")]).send()

    assert all_at_once(work) == []
    assert len(mail.outbox) == AT_ONCE


def test_an_address_asked_for_several_times_at_once_gets_one_account():
    def ask(barrier):
        barrier.wait()
        account_for("nouvelle@example.org")

    assert all_at_once(ask) == []
    assert User.objects.filter(email="nouvelle@example.org").count() == 1


def test_control_looking_before_making_the_account_fails():
    def ask(barrier):
        known = User.objects.filter(email="nouvelle@example.org").exists()
        barrier.wait()
        if not known:
            User.objects.create_user("nouvelle@example.org")

    errors = all_at_once(ask)
    assert len(errors) == AT_ONCE - 1
    assert all(isinstance(error, IntegrityError) for error in errors)
