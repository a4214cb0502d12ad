"""Reporting without an account: what is kept, confirmed, answered; and that no number of reports hides a text."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from consult.models import JournalEntry
from moderation import actions
from moderation.models import Report
from participants.models import Notice
from tests import factories
from tests.conftest import NOON


@pytest.fixture
def address(published):
    return reverse("moderation:report_proposal", args=[published.consultation.slug, published.number])


@pytest.fixture
def typed(ground):
    return {
        "ground": ground.pk,
        "words": "Ce texte ne répond pas à la question.",
        "email": "",
        "idempotency_key": uuid4(),
    }


def test_reader_without_account_reports_and_gets_a_reference(client, address, typed, published):
    answer = client.post(address, typed, follow=True)
    report = Report.objects.get()
    assert answer.redirect_chain == [(f"/signaler/recu/{report.reference}/", 302)]
    assert report.reference in answer.text
    assert report.proposal == published
    assert not JournalEntry.objects.exists()


def test_report_with_an_address_is_confirmed_by_mail(client, address, typed):
    client.post(address, {**typed, "email": "lectrice@example.org"})
    report = Report.objects.get()
    assert [message.to for message in mail.outbox] == [["lectrice@example.org"]]
    assert report.reference in mail.outbox[0].subject
    assert report.acknowledged_at is not None


def test_report_without_an_address_sends_nothing(client, address, typed):
    client.post(address, typed)
    assert mail.outbox == []


def test_confirmation_is_sent_once_however_often_the_task_runs(client, address, typed):
    from moderation.tasks import acknowledge_report

    client.post(address, {**typed, "email": "lectrice@example.org"})
    acknowledge_report.enqueue(Report.objects.get().pk)
    assert len(mail.outbox) == 1


def test_same_form_sent_twice_is_one_report(client, address, typed):
    first = client.post(address, typed)
    second = client.post(address, typed)
    assert Report.objects.count() == 1
    assert first.url == second.url


@pytest.mark.parametrize("changed", [{"words": "Autre chose."}, {"email": "autre@example.org"}])
def test_another_report_under_a_used_key_stays_on_the_screen(client, address, typed, changed):
    first = client.post(address, typed)
    second = client.post(address, {**typed, **changed})
    assert second.status_code == 409
    assert {**typed, **changed}["words"] in second.text
    assert first.url not in second.text
    assert str(typed["idempotency_key"]) not in second.text
    assert Report.objects.count() == 1


def test_used_key_of_another_reporter_or_text_shows_nothing_of_the_first(
    client, client_of, citizen, address, typed, consultation
):
    client.post(address, typed)
    assert client_of(citizen).post(address, typed).status_code == 409
    factories.ProposalFactory(consultation=consultation)
    assert client.post(address.replace("P-1", "P-2"), typed).status_code == 409


def test_address_is_mailed_once_for_a_text(client, address, typed, published, moderator):
    for email in ["lectrice@example.org", "Lectrice@Example.org"] * 4:
        client.post(address, {**typed, "email": email, "idempotency_key": uuid4()})
    assert (Report.objects.count(), len(mail.outbox)) == (8, 1)
    actions.decide(subject=published, by=moderator, kind="publish", seen=0)
    assert len(mail.outbox) == 2


def test_address_is_mailed_five_times_an_hour_at_most(consultation, ground):
    def reported(at, email="lectrice@example.org"):
        text = factories.ProposalFactory(consultation=consultation)
        actions.report(subject=text, ground=ground, words="Voyez.", email=email, at=at)

    for minute in range(7):
        reported(NOON + timedelta(minutes=minute))
    assert len(mail.outbox) == 5
    reported(NOON + timedelta(minutes=8), "autre@example.org")
    reported(NOON + timedelta(hours=2))
    assert len(mail.outbox) == 7


@pytest.mark.parametrize("missing", ["ground", "words"])
def test_report_without_ground_or_words_is_asked_again(client, address, typed, missing):
    answer = client.post(address, {**typed, missing: ""})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not Report.objects.exists()


def test_words_past_the_limit_are_refused(client, address, typed):
    assert client.post(address, {**typed, "words": "a" * 2_001}).status_code == 422


def test_reports_hide_nothing_by_their_number(client, address, typed, published):
    for turn in range(30):  # from thirty places: one sends ten in ten minutes
        client.post(address, {**typed, "idempotency_key": uuid4()}, REMOTE_ADDR=f"203.0.113.{turn}")
    published.refresh_from_db()
    assert Report.objects.count() == 30
    assert published.is_published


def test_argument_is_reported_at_its_own_address(client, consultation, typed):
    argument = factories.ArgumentFactory(proposal__consultation=consultation)
    client.post(reverse("moderation:report_argument", args=[consultation.slug, argument.proposal.number, 1]), typed)
    assert Report.objects.get().argument == argument


def test_argument_of_another_proposal_is_not_found(client, consultation):
    factories.ArgumentFactory(proposal__consultation=consultation)
    factories.ProposalFactory(consultation=consultation)
    assert client.get(reverse("moderation:report_argument", args=[consultation.slug, 2, 1])).status_code == 404


def test_text_that_waits_does_not_exist_for_readers(client, waiting):
    assert client.get(reverse("moderation:report_proposal", args=["se-deplacer", waiting.number])).status_code == 404


def test_argument_below_a_proposal_that_waits_does_not_exist_for_readers(client, waiting):
    factories.ArgumentFactory(proposal=waiting)
    assert client.get(reverse("moderation:report_argument", args=["se-deplacer", 1, 1])).status_code == 404


def test_address_is_filled_in_for_who_is_signed_in(client_of, citizen, address):
    page = client_of(citizen).get(address)
    assert 'value="citoyenne@example.org"' in page.text
    assert "UNDEFINED" not in page.text


def test_reporter_with_account_is_told_what_was_decided(
    client_of, citizen, address, typed, published, moderator, reasons
):
    client_of(citizen).post(address, typed)
    decision = actions.decide(subject=published, by=moderator, seen=0, **reasons)
    notice = Notice.objects.get(recipient=citizen)
    assert "Hors du sujet" in notice.body
    assert published.text not in notice.body
    assert decision.after_report


def test_reporter_with_an_address_alone_is_answered_by_mail(client, address, typed, published, moderator):
    client.post(address, {**typed, "email": "lectrice@example.org"})
    actions.decide(subject=published, by=moderator, kind="publish", seen=0)
    assert [message.to for message in mail.outbox] == [["lectrice@example.org"]] * 2
    assert Report.objects.get().answered_at is not None


def test_decision_closes_the_reports_and_their_pages_say_so(client, address, typed, published, moderator, reasons):
    client.post(address, typed)
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    report = Report.objects.get()
    assert report.handled_at is not None
    assert "Hors du sujet" in client.get(reverse("moderation:report_received", args=[report.reference])).text


def test_kept_text_is_journalled_without_telling_its_author(client, address, typed, published, moderator):
    client.post(address, typed)
    actions.decide(subject=published, by=moderator, kind="publish", seen=0)
    assert JournalEntry.objects.get().event == "proposal.kept"
    assert not Notice.objects.filter(recipient=published.author).exists()


def test_unknown_reference_is_not_found(client, db):
    assert client.get(reverse("moderation:report_received", args=["S-NOWHERE"])).status_code == 404


def test_a_report_without_its_hidden_key_is_kept_all_the_same(client, address, typed):
    del typed["idempotency_key"]
    assert client.post(address, typed).status_code == 302
    assert Report.objects.get().words == typed["words"]
