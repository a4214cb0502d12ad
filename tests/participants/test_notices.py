from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext_lazy

from participants.models import Notice, User
from participants.notices import tell
from participants.tasks import send_notice
from tests import factories

pytestmark = pytest.mark.django_db

DOWN = {"default": {"BACKEND": "tests.participants.failing_mail.FailingBackend"}}


def test_a_notice_is_left_and_sent_in_text_and_html(citizen):
    tell(
        recipient=citizen,
        kind="moderation.test",
        subject="Votre proposition est publiée",
        body="Bravo & merci",
        url="/registre/",
    )
    message = mail.outbox[0]
    page, kind = message.alternatives[0].content, message.alternatives[0].mimetype
    assert (message.to, message.subject) == (["citoyenne@example.org"], "Votre proposition est publiée")
    assert "Bravo & merci" in message.body
    assert "http://127.0.0.1:8000/registre/" in message.body
    assert kind == "text/html"
    assert "Bravo &amp; merci" in page
    assert '<a href="http://127.0.0.1:8000/registre/">Votre proposition est publiée</a>' in page  # links differ by name
    assert "UNDEFINED" not in message.body + page


def test_lazy_words_are_written_in_the_language_of_the_recipient():
    reader = factories.UserFactory(email="reader@example.org", language="en")
    lecteur = factories.UserFactory(email="lecteur@example.org", language="fr")
    with translation.override("fr"):
        first = tell(recipient=reader, kind="moderation.test", subject=gettext_lazy("Yes"))
    with translation.override("en"):
        second = tell(recipient=lecteur, kind="moderation.test", subject=gettext_lazy("Yes"))
    assert (first.subject, second.subject) == ("Yes", "Oui")  # Django's own catalogue knows the word


def test_the_mail_is_framed_in_the_language_of_the_recipient():
    reader = factories.UserFactory(email="reader@example.org", language="en", display_name="Jo")
    with translation.override("fr"):
        tell(recipient=reader, kind="moderation.test", subject="Published")
    assert mail.outbox[0].body.startswith("Hello Jo,")
    assert '<html lang="en">' in mail.outbox[0].alternatives[0].content


def test_a_second_run_sends_nothing_twice(citizen):
    notice = tell(recipient=citizen, kind="moderation.test", subject="Une fois")
    send_notice.func(notice.pk)
    assert len(mail.outbox) == 1


def test_a_mail_server_that_fails_leaves_the_notice_and_a_later_run_sends_it(citizen, settings):
    working = settings.MAILERS
    settings.MAILERS = DOWN
    notice = tell(recipient=citizen, kind="moderation.test", subject="Plus tard")
    with pytest.raises(SMTPServerDisconnected):
        send_notice.func(notice.pk)
    assert Notice.objects.get(pk=notice.pk).emailed_at is None
    settings.MAILERS = working
    send_notice.func(notice.pk)
    assert [message.subject for message in mail.outbox] == ["Plus tard"]
    assert Notice.objects.get(pk=notice.pk).emailed_at is not None


def test_a_notice_whose_recipient_left_meanwhile_is_no_error(citizen):
    send_notice.func(987_654)
    notice = tell(recipient=citizen, kind="moderation.test", subject="Sans adresse")
    mail.outbox.clear()
    Notice.objects.filter(pk=notice.pk).update(emailed_at=None)
    User.objects.filter(pk=citizen.pk).update(email=None)
    send_notice.func(notice.pk)
    assert mail.outbox == []


def test_nobody_is_told_where_nobody_is_there(citizen):
    citizen.is_active = False
    assert tell(recipient=citizen, kind="moderation.test", subject="Personne") is None
    assert tell(recipient=None, kind="moderation.test", subject="Personne") is None
    assert not Notice.objects.exists()


def test_a_subject_of_several_lines_makes_one_line(citizen):
    assert tell(recipient=citizen, kind="moderation.test", subject="Une\nligne\r\nBcc: x").subject == "Une ligne Bcc: x"


def test_a_subject_keeps_the_spaces_at_which_french_does_not_break(citizen):
    subject = "Cité dans «\u00a0Première synthèse\u202f»\u2028 : lisez"
    assert tell(recipient=citizen, kind="moderation.test", subject=subject).subject == (
        "Cité dans «\u00a0Première synthèse\u202f» : lisez"
    )
