"""A code to sign in that the mail server does not take waits for it, and is sent once."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from participants import codes
from participants.mail_banner import refused
from participants.models import WaitingCode
from participants.tasks import send_codes
from tests.participants.test_sign_in import CODE, _text

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D-1")]
WAITS = "does not answer at the moment"


@pytest.fixture
def server(settings):
    """The mail server; ``down()`` and ``up()``."""
    working = settings.MAILERS

    class Server:
        def down(self):
            settings.MAILERS = {"default": {"BACKEND": "tests.participants.failing_mail.FailingBackend"}}

        def up(self):
            settings.MAILERS = working

    return Server()


@pytest.fixture
def asked(client, citizen, server):
    """A code that somebody asked for while the server was down."""
    server.down()
    assert client.post("/connexion/", {"email": citizen.email}).status_code == 302
    return WaitingCode.objects.get()


def test_the_code_goes_once_the_server_is_back_and_signs_in(client, citizen, server, asked, last_code):
    assert WAITS in _text(client.get(CODE))
    assert send_codes.func() == 0
    assert not mail.outbox
    server.up()
    assert [send_codes.func(), send_codes.func()] == [1, 0]
    (sent,) = mail.outbox
    assert sent.to == [citizen.email]
    assert (sent.subject, sent.body) == (asked.subject, asked.text)
    assert not WaitingCode.objects.exists(), "nothing of it is kept"
    assert WAITS not in _text(client.get(CODE))
    assert client.post(CODE, {"code": last_code()}).status_code == 302
    assert client.session["_auth_user_id"] == str(citizen.pk)


def test_it_is_the_mail_that_would_have_gone(client, citizen, asked, server):
    server.up()
    send_codes.func()
    client.post("/connexion/", {"email": citizen.email})
    late, usual = mail.outbox
    assert (late.subject[6:], late.from_email, late.to) == (usual.subject[6:], usual.from_email, usual.to)
    assert (late.subject[:6].isdigit(), late.subject[:6] in late.body) == (True, True)
    assert len(late.alternatives) == len(usual.alternatives)


def test_known_and_unknown_addresses_read_the_same(client, server, citizen, settings):
    server.down()
    pages = []
    for address in (citizen.email, "inconnue@example.org"):
        client.post("/connexion/", {"email": address})
        shown = _text(client.get(CODE)).replace(address, "…")
        pages.append(shown.partition("<main")[2].partition("csrfmiddlewaretoken")[0])
        del client.cookies[settings.SESSION_COOKIE_NAME]
    assert WAITS in pages[0]
    assert pages[0] == pages[1]


def test_only_the_last_code_waits(client, citizen, server, asked):
    client.post("/connexion/", {"email": citizen.email})
    (last,) = WaitingCode.objects.all()
    assert last.text != asked.text
    server.up()
    client.post("/connexion/", {"email": citizen.email})
    assert not WaitingCode.objects.exists(), "a later one went out by itself"
    assert [send_codes.func(), len(mail.outbox)] == [0, 1]


def test_a_code_that_is_of_no_use_any_more_is_forgotten(client, server, asked):
    WaitingCode.objects.update(created_at=asked.created_at - timedelta(hours=1), expires_at=timezone.now())
    assert not codes.waits_for(asked.address)
    server.up()
    assert send_codes.func() == 0
    assert not mail.outbox
    assert not WaitingCode.objects.exists()


def test_what_a_worker_has_in_hand_is_left_to_it_for_a_while(server, asked):
    server.up()
    WaitingCode.objects.update(claimed_at=timezone.now())
    assert send_codes.func() == 0
    WaitingCode.objects.update(claimed_at=timezone.now() - codes.HELD)
    assert send_codes.func() == 1


def test_a_code_that_came_while_the_last_was_being_sent_goes_too(client, citizen, server, asked, monkeypatch):
    server.up()
    send = codes._message_of

    def and_meanwhile(row):
        monkeypatch.setattr(codes, "_message_of", send)
        codes._keep(send(row), row.address)
        return send(row)

    monkeypatch.setattr(codes, "_message_of", and_meanwhile)
    assert send_codes.func() == 1
    assert WaitingCode.objects.exists()
    assert send_codes.func() == 1


def test_the_home_of_the_admin_counts_it(asked):
    assert refused() == {"count": 1, "since": asked.created_at}


def test_an_address_that_is_refused_holds_up_nobody(client, server, asked, monkeypatch):
    client.post("/connexion/", {"email": "seconde@example.org"})
    server.up()
    send = EmailMultiAlternatives.send

    def refusing(message):
        if message.to == [asked.address]:
            raise SMTPRecipientsRefused({asked.address: (550, b"no such box")})
        return send(message)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refusing)
    assert send_codes.func() == 1
    assert [message.to for message in mail.outbox] == [["seconde@example.org"]]
    assert WaitingCode.objects.get().claimed_at is None
