"""Y-12: what is late is computed from dates, public, and the organiser is reminded once."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.module_loading import import_string

from cms.answering.lateness import late_in
from cms.answering.tasks import remind_late
from cms.models import SynthesisPage
from participants.models import Notice, User
from tests import factories
from tests.cms import answers_shelf as answers
from tests.cms.shelf import published

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("Y-12")]
WRITTEN = datetime(2026, 5, 1, 22, 0, tzinfo=UTC)  # midnight in Paris
ANSWERED = datetime(2026, 6, 1, 22, 0, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.fixture
def consultation(at_noon, consultation):
    answers.phase(consultation, "synthesise", closes_at=WRITTEN)
    answers.phase(consultation, "answer", closes_at=ANSWERED)
    return consultation


@pytest.fixture
def page(consultation, citizen):
    proposal = factories.ProposalFactory(consultation=consultation, author=citizen)
    rows = [("agreement", "Les trains du soir manquent.", [(proposal, "")]), ("question", "Qui ?", [(proposal, "")])]
    return published(consultation, [*rows, ("editorial", "Nous avons tout lu.", [])])


@pytest.fixture
def organiser(db):
    return answers.answering_person()


def kinds(consultation, at):
    return [thing.kind for thing in late_in([consultation], at=at)]


def reminders():
    return Notice.objects.filter(kind__startswith="late_")


def test_a_synthesis_is_late_from_the_instant_at_which_its_phase_closes(consultation):
    assert kinds(consultation, WRITTEN - TICK) == []
    assert kinds(consultation, WRITTEN) == ["synthesis"]
    assert late_in([consultation], at=WRITTEN)[0].since == date(2026, 5, 1)


def test_a_synthesis_in_view_is_not_late_and_one_that_went_out_of_view_is(consultation, page):
    assert kinds(consultation, WRITTEN) == []
    page.unpublish()
    assert kinds(consultation, WRITTEN) == ["synthesis"]


def test_answers_are_late_until_each_finding_has_one(consultation, page):
    assert kinds(consultation, ANSWERED - TICK) == []
    assert late_in([consultation], at=ANSWERED)[0].unanswered == 2
    answers.answer(page, 1)
    assert late_in([consultation], at=ANSWERED)[0].unanswered == 1
    answers.answer(page, 2)
    assert kinds(consultation, ANSWERED) == []


def test_a_commitment_is_late_from_the_day_after_its_date(consultation, page):
    answers.commitment(page, 1, due=date(2026, 5, 10))
    answers.answer(page, 2)
    assert kinds(consultation, datetime(2026, 5, 10, 21, 59, tzinfo=UTC)) == []
    assert kinds(consultation, datetime(2026, 5, 10, 22, 0, tzinfo=UTC)) == ["commitment"]


def test_the_last_phase_of_its_kind_counts(consultation):
    answers.phase(consultation, "synthesise", closes_at=WRITTEN + timedelta(days=20))
    assert kinds(consultation, WRITTEN + timedelta(days=5)) == []
    assert kinds(consultation, WRITTEN + timedelta(days=20)) == ["synthesis"]


def test_public_pages_say_that_a_synthesis_is_late(consultation, client):
    for url in (f"/{consultation.slug}/", reverse("answers:commitments")):
        sentence = in_french(late_in([consultation], at=WRITTEN)[0])
        with time_machine.travel(WRITTEN - TICK, tick=False):
            assert sentence not in client.get(url).content.decode(), url
        with time_machine.travel(WRITTEN, tick=False):
            assert sentence in client.get(url).content.decode(), url


def test_public_pages_say_that_answers_and_commitments_are_late(consultation, page, client):
    answers.commitment(page, 1, due=date(2026, 5, 10))
    finding = reverse("answers:finding", args=[consultation.slug, answers.finding_of(page, 2).key])
    with time_machine.travel(ANSWERED, tick=False):
        for url in (f"/{consultation.slug}/", reverse("answers:commitments")):
            html = client.get(url).content.decode()
            assert in_french(late_in([consultation], at=ANSWERED)[0]) in html, url
            assert "is-late" in html, url
        assert "reply--late" in client.get(finding).content.decode()
        assert "reply--late" in client.get(page.url).content.decode()


def test_the_organiser_is_reminded_once_of_each_thing(consultation, page, organiser):
    owner = factories.CitizenFactory()
    type(consultation).objects.filter(pk=consultation.pk).update(owner=owner)
    answers.commitment(page, 1, due=date(2026, 5, 10))
    with time_machine.travel(ANSWERED, tick=False):
        assert remind_late.call() == 4
        assert remind_late.call() == 0
    assert set(reminders().values_list("recipient", flat=True)) == {owner.pk, organiser.pk}
    with time_machine.travel(ANSWERED + timedelta(days=30), tick=False):
        assert remind_late.call() == 0


def test_a_reminder_leads_to_where_it_can_be_put_right(consultation, page, organiser):
    row = answers.commitment(page, 1, due=date(2026, 5, 10))
    with time_machine.travel(ANSWERED, tick=False):
        remind_late.call()
        urls = set(reminders().values_list("url", flat=True))
        assert urls == {
            reverse("answers_desk:page", args=[page.pk]),
            reverse("answers_desk:commitment", args=[page.pk, row.number]),
        }
        browser = Client()
        browser.force_login(organiser, backend="django.contrib.auth.backends.ModelBackend")
        assert {browser.get(url).status_code for url in urls} == {200}


def test_a_date_that_was_moved_and_passed_again_is_another_reminder(consultation, page, organiser):
    row = answers.commitment(page, 1, due=date(2026, 5, 10))
    answers.answer(page, 2)
    with answers.on(date(2026, 5, 11)):
        assert remind_late.call() == 1
        answers.step(row, "moved", words="Travaux.", due=date(2026, 5, 20))
    with answers.on(date(2026, 5, 20)):
        assert remind_late.call() == 0
    with answers.on(date(2026, 5, 21)):
        assert (remind_late.call(), remind_late.call()) == (1, 0)


def test_those_without_the_right_are_not_reminded(consultation, moderator):
    with time_machine.travel(WRITTEN, tick=False):
        remind_late.call()
    assert not reminders().filter(recipient=moderator).exists()
    assert User.objects.filter(pk=moderator.pk).exists()


def test_nothing_late_reminds_nobody(consultation, page, organiser):
    answers.answer(page, 1)
    answers.answer(page, 2)
    with time_machine.travel(ANSWERED, tick=False):
        assert remind_late.call() == 0
    assert SynthesisPage.objects.published().count() == 1


def test_the_reminder_runs_each_day():
    schedules = (
        settings.TASKS["default"].get("OPTIONS", {}).get("SCHEDULES")
        or _base().TASKS["default"]["OPTIONS"]["SCHEDULES"]
    )
    found = [row for row in schedules.values() if row["task"] == "cms.answering.tasks.remind_late"]
    assert len(found) == 1
    assert found[0]["cron"].endswith("* * *")
    assert import_string(found[0]["task"]) is remind_late


def _base():
    from consult.settings import base

    return base


def in_french(thing):
    with translation.override("fr"):
        return escape(thing.sentence)
