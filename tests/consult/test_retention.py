"""P-9: rows past their limit go, those a day younger stay; P-10: no address of a computer is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import models
from wagtail.models import ModelLogEntry, PageLogEntry

from cms.models import SynthesisPage
from consult.models import Attempt
from consult.retention import apply_rules, overdue, retention_rules
from consult.tasks import keep_no_longer
from moderation.models import Blanking, Decision, InHand, PositionAlert
from participants import inactive as inactive_accounts
from participants.inactive import forget_inactive, tell_inactive
from participants.models import DataCopy, Notice, User
from participants.my_data import erase
from proposals.models import Argument, Comparison, Draft, Impression
from tests import factories
from tests.conftest import NOON

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def session(at: datetime) -> None:
    Session.objects.create(session_key=uuid4().hex, session_data="", expire_date=at)


def attempt(at: datetime) -> None:
    Attempt.objects.create(key="k" * 64, at=at)


def task(at: datetime) -> None:
    apps.get_model("django_ox", "OxTask").objects.create(
        task_path="x", backend_name="default", status="SUCCESSFUL", enqueued_at=at, finished_at=at
    )


def data_copy(at: datetime) -> None:
    DataCopy.objects.create(participant=factories.CitizenFactory(), asked_at=at, made_at=at, archive=b"zip")


def unconfirmed(at: datetime) -> None:
    user = User.objects.create_user(f"{uuid4().hex}@example.org", joined_at=at)
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)


def inactive(at: datetime) -> None:
    person = factories.CitizenFactory(joined_at=at, last_login=at)
    told = at + timedelta(days=690)
    Notice.objects.create(recipient=person, kind="account_inactive", subject="x", created_at=told, emailed_at=told)


def notice(at: datetime) -> None:
    Notice.objects.create(recipient=factories.CitizenFactory(joined_at=NOON), kind="x", subject="x", created_at=at)


def admin_log(at: datetime) -> None:
    PageLogEntry.objects.log_action(factories.home_page(), "wagtail.edit", timestamp=at)


def draft(at: datetime) -> None:
    consultation = factories.ConsultationPage.objects.first() or factories.open_consultation()
    Draft.objects.create(author=factories.CitizenFactory(), consultation=consultation, kind="proposal", saved_at=at)


def impression(at: datetime) -> None:
    proposal = factories.ProposalFactory(author=None)
    Impression.objects.create(writing=uuid4(), proposal=proposal, rank=1, score=1, shown_at=at)


def comparison(answer: str) -> Callable[[datetime], None]:
    def make(at: datetime) -> None:
        Comparison.objects.create(writing=uuid4(), older=factories.ProposalFactory(author=None), answer=answer, at=at)

    return make


def alert(at: datetime) -> None:
    PositionAlert.objects.create(proposal=factories.ProposalFactory(author=None), count=50, began_at=at, ended_at=at)


def in_hand(at: datetime) -> None:
    moderator = factories.UserFactory()
    InHand.objects.create(proposal=factories.ProposalFactory(author=None), moderator=moderator, since=at, seen_at=at)


def original(at: datetime) -> None:
    text = factories.ProposalFactory(author=None, withheld=True)
    why = {"ground": factories.GroundFactory(), "facts": "[…]", "words": "Illégal.", "duration": "indefinite"}
    decision = Decision.objects.create(proposal=text, kind="withhold", decided_at=at, number=1, **why)
    until = at + timedelta(days=365)
    Blanking.objects.create(decision=decision, reason="Menace.", at=at, sealed=b"x", kept_until=until)


OF_AGE: dict[str, Callable[[datetime], None]] = {
    "sessions": session,
    "attempts": attempt,
    "background tasks": task,
    "copies of data": data_copy,
    "unconfirmed accounts": unconfirmed,
    "inactive accounts": inactive,
    "notices": notice,
    "drafts": draft,
    "close proposals shown": impression,
    "answers on close proposals": comparison("same"),
    "answers of unsent texts": comparison("different"),
    "flows of positions": alert,
    "texts in hand": in_hand,
    "admin logs": admin_log,
    "originals of blanked texts": original,
}
RULES = dict(retention_rules.items())


def test_each_rule_is_shown_here():
    assert set(OF_AGE) == set(RULES)


@pytest.mark.requirement("P-9")
@pytest.mark.parametrize("name", OF_AGE)
def test_what_is_past_its_limit_goes_and_what_is_a_day_younger_stays(at_noon, name):
    rule = RULES[name]
    limit = at_noon - rule.kept_for
    OF_AGE[name](limit + DAY)
    OF_AGE[name](limit - timedelta(seconds=1))
    assert rule.old(at_noon) == 1
    assert rule.forget(at_noon) >= 1
    assert rule.old(at_noon) == 0
    assert rule.old(at_noon + DAY + timedelta(seconds=1)) == 1


@pytest.mark.requirement("P-9")
def test_the_task_of_each_night_applies_them_all(at_noon, settings):
    for name, rule in RULES.items():
        OF_AGE[name](at_noon - rule.kept_for - 2 * DAY)
    assert set(overdue(at=at_noon)) == set(RULES)
    assert all(keep_no_longer.func().values())
    assert overdue(at=at_noon) == {}
    from consult.settings import base

    schedules = base.TASKS["default"]["OPTIONS"]["SCHEDULES"].values()
    assert "consult.tasks.keep_no_longer" in [entry["task"] for entry in schedules]


@pytest.mark.requirement("P-9")
def test_the_command_says_what_is_late_and_mends_it(at_noon, capsys):
    draft(at_noon - timedelta(days=90, hours=1))
    call_command("retention", "--check")  # the task of the night has not come yet
    Draft.objects.update(saved_at=at_noon - timedelta(days=92))
    with pytest.raises(CommandError, match="worker"):
        call_command("retention", "--check")
    assert "drafts: 90 days, 1 past it." in capsys.readouterr().out
    assert Draft.objects.exists()
    call_command("retention")
    call_command("retention", "--check")
    assert not Draft.objects.exists()


def test_a_rule_that_fails_stops_no_other(at_noon, monkeypatch):
    draft(at_noon - timedelta(days=91))
    broken = type(RULES["drafts"])(kept_for=DAY, old=lambda at: 0, forget=lambda at: 1 // 0)
    monkeypatch.setitem(retention_rules._entries, "broken", (1, broken))
    with pytest.raises(ZeroDivisionError):
        apply_rules(at=at_noon)
    assert not Draft.objects.exists()


@pytest.mark.requirement("P-9")
def test_an_account_that_nobody_uses_is_told_once_then_erased_and_its_words_stay(at_noon, consultation):
    person = factories.CitizenFactory(email="absente@example.org", joined_at=NOON - timedelta(days=701))
    words = factories.ArgumentFactory(author=person, text="Des mots publics", created_at=NOON - timedelta(days=701))
    User.objects.exclude(pk=person.pk).update(joined_at=NOON + timedelta(days=60))
    for _night in range(2):
        assert forget_inactive(NOON) == 0
    assert [sent.to for sent in mail.outbox] == [["absente@example.org"]]
    assert forget_inactive(NOON + timedelta(days=29)) == 0
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        assert forget_inactive(NOON + timedelta(days=30)) == 1
    assert not User.objects.filter(email="absente@example.org").exists()
    assert (Argument.objects.get(pk=words.pk).text, Argument.objects.get(pk=words.pk).author) == (
        "Des mots publics",
        None,
    )


@pytest.mark.requirement("P-9")
@pytest.mark.parametrize("sign", ["signs in", "takes position"])
def test_a_sign_of_life_keeps_the_account(at_noon, consultation, sign):
    person = factories.CitizenFactory(joined_at=NOON - timedelta(days=701))
    proposal = factories.ProposalFactory(author=None)
    tell_inactive(at=NOON)
    if sign == "signs in":
        User.objects.update(last_login=NOON + DAY)
    else:
        factories.PositionFactory(proposal=proposal, participant=person, changed_at=NOON + DAY)
    assert forget_inactive(NOON + timedelta(days=31)) == 0


@pytest.mark.requirement("P-9")
def test_nobody_goes_whose_mail_did_not_leave_nor_anyone_of_the_team(at_noon):
    long_ago = NOON - timedelta(days=800)
    unreached = factories.CitizenFactory(joined_at=long_ago)
    User.objects.create_superuser("equipe@example.org", joined_at=long_ago)
    User.objects.create_user(None, origin="Ailleurs", joined_at=long_ago)
    Notice.objects.create(recipient=unreached, kind="account_inactive", subject="x", created_at=NOON - 20 * DAY)
    assert forget_inactive(NOON) == 0
    assert mail.outbox == []
    assert overdue(at=NOON) == {"inactive accounts": 1}  # said by ``retention --check`` until a mail has left
    with time_machine.travel(NOON + 10 * DAY, tick=False):
        assert forget_inactive(NOON + 10 * DAY) == 0
    assert [message.to for message in mail.outbox] == [[unreached.email]]
    assert forget_inactive(NOON + 41 * DAY) == 1


@pytest.mark.requirement("P-9")
def test_whoever_stopped_mails_is_told_and_goes(at_noon):
    person = factories.CitizenFactory(joined_at=NOON - timedelta(days=800), no_mail=True)
    assert forget_inactive(NOON) == 0
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert forget_inactive(NOON + 31 * DAY) == 1


def test_sessions_are_opened_once_however_many_go(at_noon, monkeypatch):
    people = [factories.CitizenFactory(joined_at=NOON - timedelta(days=800), is_active=False) for _ in range(3)]
    for holder in ({"_auth_user_id": str(people[0].pk)}, {"account_login": {"email": people[1].email}}, {}):
        store = SessionStore()
        store.update(holder)
        store.save()
    opened = []
    decode = Session.get_decoded
    monkeypatch.setattr(Session, "get_decoded", lambda row: opened.append(row.pk) or decode(row))
    assert forget_inactive(NOON) == 3
    assert (len(opened), Session.objects.count()) == (3, 1)


@pytest.mark.requirement("P-9")
def test_one_that_cannot_be_erased_keeps_no_other_waiting(at_noon, monkeypatch):
    people = [factories.CitizenFactory(joined_at=NOON - timedelta(days=800), is_active=False) for _ in range(3)]

    def fail_once(*, participant, sessions):
        if participant == people[0]:
            raise ZeroDivisionError
        return erase(participant=participant, sessions=sessions)

    monkeypatch.setattr(inactive_accounts, "erase", fail_once)
    with pytest.raises(ZeroDivisionError):
        forget_inactive(NOON)
    assert list(User.objects.filter(is_active=False)) == people[:1]


@pytest.mark.requirement("P-9")
def test_the_admin_s_log_of_other_rows_goes_and_that_of_a_synthesis_stays(at_noon, consultation):
    page = SynthesisPage(title="Synthèse", slug="synthese")
    consultation.add_child(instance=page)
    for row in (page, consultation):
        PageLogEntry.objects.log_action(row, "wagtail.edit", timestamp=NOON - 400 * DAY)
    ModelLogEntry.objects.log_action(factories.CitizenFactory(), "wagtail.edit", timestamp=NOON - 400 * DAY)
    assert RULES["admin logs"].forget(NOON) == 2
    assert [entry.page_id for entry in PageLogEntry.objects.filter(timestamp__lt=NOON)] == [page.pk]


@pytest.mark.requirement("P-10")
def test_no_model_keeps_the_address_of_a_computer():
    names = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.GenericIPAddressField) or {"ip", "remote"} & set(field.name.split("_"))
    ]
    assert names == []
