"""One click in a mail stops it, without signing in (RFC 8058)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from participants.following import follow
from participants.models import Follow, Mail, User
from participants.notices import tell, tell_many
from participants.stopping import stop
from participants.tasks import send_due
from proposals.following.targets import proposal_target
from tests import factories

pytestmark = pytest.mark.django_db


def link_of(message):
    return re.fullmatch(r"<http://127\.0\.0\.1:8000(/courrier/[\w-]{43}/)>", message.extra_headers["List-Unsubscribe"])[
        1
    ]


@pytest.fixture
def followed(consultation, citizen):
    proposal = factories.ProposalFactory(consultation=consultation)
    User.objects.filter(pk=citizen.pk).update(mail_follow="now")
    citizen.refresh_from_db()
    target = proposal_target(proposal)
    follow(participant=citizen, target=target)
    words = {"kind": "x_1", "topic": "follow", "words": lambda: ("Nouveau", ""), "url": "/"}
    tell_many([citizen], follows={citizen.pk: target}, **words)
    return link_of(mail.outbox[0])


@pytest.fixture
def argued(citizen):
    tell(recipient=citizen, kind="argument_1", subject="Un argument")
    return link_of(mail.outbox[0])


def test_each_mail_has_the_headers_and_the_link_in_both_forms(argued):
    message = mail.outbox[0]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert argued in message.body
    assert f'{argued}"' in message.alternatives[0].content
    assert "citoyenne" not in argued


@pytest.mark.requirement("V-10")
def test_reading_the_page_stops_nothing(followed, client, citizen):
    answer = client.get(followed)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "sessionid" not in client.cookies
    assert Follow.objects.count() == 1
    citizen.refresh_from_db()
    assert (citizen.mail_follow, citizen.no_mail) == ("now", False)


@pytest.mark.parametrize("again", [1, 2])
def test_the_button_of_a_mail_program_stops_what_brought_the_mail(followed, again, citizen):
    program = Client(enforce_csrf_checks=True)
    for _time in range(again):
        answer = program.post(followed, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200  # such programs follow no redirect
    assert not Follow.objects.exists()
    citizen.refresh_from_db()
    assert citizen.mail_follow == "now"
    assert "sessionid" not in program.cookies


def test_the_button_stops_the_kind_where_nothing_is_followed(argued, citizen):
    Client(enforce_csrf_checks=True).post(argued, {"List-Unsubscribe": "One-Click"})
    citizen.refresh_from_db()
    assert (citizen.mail_argument, citizen.mail_amendment, citizen.no_mail) == ("never", "now", False)
    mail.outbox.clear()
    tell(recipient=citizen, kind="argument_2", subject="Un autre")
    assert mail.outbox == []
    assert citizen.notices.count() == 2


def test_the_page_stops_the_kind_or_all_mail(followed, client, citizen):
    client.post(followed, {"quoi": "sorte"})
    citizen.refresh_from_db()
    assert (citizen.mail_follow, Follow.objects.count()) == ("never", 1)
    client.post(followed, {"quoi": "tout"})
    citizen.refresh_from_db()
    assert citizen.no_mail is True


def test_it_works_for_a_year_and_never_signs_in(argued, client, clock):
    Mail.objects.update(created_at=clock_now())
    clock.shift(timedelta(days=364))
    assert client.get(argued).status_code == 200
    assert client.get("/mon-espace/").status_code == 302
    clock.shift(timedelta(days=2))
    assert client.get(argued).status_code == 404
    assert client.post(argued).status_code == 404


def clock_now():
    from django.utils import timezone

    return timezone.now()


@pytest.mark.parametrize("key", ["x", "A" * 43, "A" * 44, "%00", "%00" * 43, "é" * 43, "٣" * 43])
def test_a_key_that_is_none_is_404(argued, client, key):
    """PostgreSQL takes no NUL: it is not asked."""
    assert client.post(f"/courrier/{key}/").status_code == client.get(f"/courrier/{key}/").status_code == 404
    assert not User.objects.filter(no_mail=True).exists()


def test_one_click_stops_all_that_a_mail_brought_and_no_more(citizen, client, consultation, clock):
    targets = [proposal_target(factories.ProposalFactory(consultation=consultation)) for _ in range(3)]
    for target in targets:
        follow(participant=citizen, target=target)
    for number, target in enumerate(targets[:2]):
        words = {"kind": f"x_{number}", "topic": "follow", "words": lambda: ("Nouveau", ""), "url": "/"}
        tell_many([citizen], follows={citizen.pk: target}, **words)
    clock.shift(timedelta(days=1))
    send_due.call()
    link = link_of(mail.outbox[0])
    assert client.get(link).text.count("You follow: ") == 2
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    citizen.refresh_from_db()
    assert (citizen.mail_follow, [row.target for row in citizen.follows.all()]) == ("daily", targets[2:])


def test_what_came_beside_a_follow_is_stopped_with_it(citizen, consultation, client, clock):
    User.objects.filter(pk=citizen.pk).update(mail_argument="daily")
    citizen.refresh_from_db()
    target = proposal_target(factories.ProposalFactory(consultation=consultation))
    follow(participant=citizen, target=target)
    words = {"kind": "x_1", "topic": "follow", "words": lambda: ("Nouveau", ""), "url": "/"}
    tell_many([citizen], follows={citizen.pk: target}, **words)
    tell(recipient=citizen, kind="argument_1", subject="Un argument")
    clock.shift(timedelta(days=1))
    send_due.call()
    client.post(link_of(mail.outbox[0]))
    citizen.refresh_from_db()
    assert (citizen.mail_follow, citizen.mail_argument, citizen.follows.count()) == ("daily", "never", 0)


def test_the_page_speaks_the_language_of_the_mail_unless_another_was_chosen(argued, citizen, client):
    stranger = Client()
    assert '<html lang="fr"' in stranger.get(argued).text
    User.objects.filter(pk=citizen.pk).update(language="en")
    assert '<html lang="en"' in stranger.get(argued).text
    stranger.cookies["langue"] = "fr"
    assert '<html lang="fr"' in stranger.get(argued).text


def test_a_click_does_not_bring_back_a_choice_made_meanwhile(argued, citizen):
    mail_row = Mail.objects.select_related("recipient").get()
    User.objects.filter(pk=citizen.pk).update(no_mail=True)
    stop(mail=mail_row, what="")
    assert User.objects.get(pk=citizen.pk).no_mail
