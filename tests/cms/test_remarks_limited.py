"""What is said of an open draft is writing too: whoever is paused says nothing, a new account goes at its pace."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cms.models import Remark
from cms.readings.remarks import comment, say_meaning
from moderation import pauses
from proposals.actions import argue
from proposals.pausing import WritingPaused
from proposals.sending_limits import FirstDayIsFull, SaidAlready, SentTooSoon, TooManyLinks
from tests import factories
from tests.cms.readings_shelf import opened
from tests.conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
m7 = pytest.mark.requirement("M-7")
MINUTE = timedelta(minutes=1)
LINKS = "Lisez https://a.example/1, www.b.example et c.org."


def said(reading, author, text="Et les bus ?", **fields):
    return comment(reading=reading, finding=reading.edition.findings.get(number=1), author=author, text=text, **fields)


def pause(person, consultation, moderator):
    text = factories.ProposalFactory(consultation=consultation, author=person)
    return pauses.pause(
        subject=text,
        by=moderator,
        ground=factories.GroundFactory(),
        facts="Trois textes insultent une voisine.",
        words="Répondez à la question.",
        ends_at=NOON + timedelta(days=7),
    )


@pytest.fixture
def newcomer():
    return factories.CitizenFactory(email="nouvelle@example.org", joined_at=NOON - timedelta(hours=1))


def test_paused_author_says_nothing_of_a_draft(consultation, citizen, moderator, client_of, other_citizen):
    _stand, reading = opened(consultation)
    pause(citizen, consultation, moderator)
    with pytest.raises(WritingPaused) as refused:
        said(reading, citizen)
    address = reverse("cms_readings:comment", args=[consultation.slug, 1, 1])
    shown = client_of(citizen).get(address)
    sent = client_of(citizen).post(address, {"text": "Et les bus de nuit ?", "key": str(uuid4())})
    for answer, status in ((shown, 200), (sent, 403)):
        assert answer.status_code == status
        assert "9 mars 2026" in answer.text
        assert refused.value.way_on_url in answer.text
    assert "Et les bus de nuit ?" in sent.text  # what was typed stays on the screen
    assert not Remark.objects.exists()
    assert said(reading, other_citizen).pk  # the others go on


def test_paused_author_still_says_whether_they_were_understood_without_words(consultation, moderator, client_of):
    stand, reading = opened(consultation)
    pause(stand.author, consultation, moderator)
    citation = reading.edition.findings.get(number=1).citations.get(order=0)
    with pytest.raises(WritingPaused):
        say_meaning(reading=reading, citation=citation, author=stand.author, meant=False, text="Je parlais du bus.")
    address = reverse("cms_readings:meaning", args=[consultation.slug, 1, 1, 1])
    refused = client_of(stand.author).post(address, {"kind": "not_meant", "text": "Je parlais du bus."})
    assert (refused.status_code, "Je parlais du bus." in refused.text) == (403, True)
    assert not Remark.objects.exists()
    assert say_meaning(reading=reading, citation=citation, author=stand.author, meant=False).text == ""


@m7
def test_new_account_waits_between_two_remarks(consultation, newcomer, client_of):
    _stand, reading = opened(consultation)
    consultation.newcomer_pause = reading.consultation.newcomer_pause = 60
    consultation.save()
    said(reading, newcomer, at=NOON)
    with pytest.raises(SentTooSoon):
        said(reading, newcomer, "Et les vélos ?", at=NOON + MINUTE / 2)
    address = reverse("cms_readings:comment", args=[consultation.slug, 1, 1])
    refused = client_of(newcomer).post(address, {"text": "Et les vélos ?", "key": str(uuid4())})
    assert (refused.status_code, "Et les vélos ?" in refused.text) == (429, True)
    assert said(reading, newcomer, "Et les vélos ?", at=NOON + MINUTE).pk


@m7
def test_remarks_of_a_new_account_are_counted_with_its_arguments(consultation, newcomer):
    stand, reading = opened(consultation)
    for limited in (consultation, reading.consultation):
        limited.newcomer_comments, limited.newcomer_pause = 3, 0
    stand.proposal.consultation = consultation
    argue(proposal=stand.proposal, author=newcomer, stance="for", text="Oui, le soir aussi.", at=NOON)
    for number in range(2):
        said(reading, newcomer, f"Remarque {number}", at=NOON)
    with pytest.raises(FirstDayIsFull):
        said(reading, newcomer, "Une de trop", at=NOON + MINUTE)
    assert said(reading, newcomer, "Le lendemain", at=NOON + timedelta(hours=23)).pk


@m7
def test_remark_of_a_new_account_holds_no_more_links_than_its_texts(consultation, newcomer, citizen):
    stand, reading = opened(consultation)
    with pytest.raises(TooManyLinks):
        said(reading, newcomer, LINKS)
    assert said(reading, citizen, LINKS).pk
    stand.author.joined_at = NOON - timedelta(hours=1)
    citation = reading.edition.findings.get(number=1).citations.get(order=0)
    with pytest.raises(TooManyLinks):
        say_meaning(reading=reading, citation=citation, author=stand.author, meant=False, text=LINKS)


@m7
def test_nobody_says_the_same_of_two_findings_in_a_row(consultation, citizen):
    _stand, reading = opened(consultation)
    said(reading, citizen, at=NOON)
    with pytest.raises(SaidAlready):
        said(reading, citizen, "ET LES  BUS ?", at=NOON + MINUTE)


@m7
def test_same_form_sent_again_gives_its_remark_back_to_a_new_account(consultation, newcomer):
    _stand, reading = opened(consultation)
    key = uuid4()
    assert said(reading, newcomer, idempotency_key=key) == said(reading, newcomer, idempotency_key=key)
