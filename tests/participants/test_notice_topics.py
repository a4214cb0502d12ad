"""Each kind of notice has a topic; what concerns one's account is sent whatever one chose."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail

from participants.copies.asking import ask_for_copy
from participants.models import Notice, Topic, User
from participants.notices import tell
from participants.paces import topic_of
from tests import factories
from tests.conftest import NOON
from tests.participants.test_stop_link import link_of

ROOMS = ("consult", "participants", "proposals", "moderation", "synthesis", "cms")
KINDS = {
    "moderation.withheld": Topic.DECISION,
    "reading.looked_at": Topic.DECISION,
    "argument_3": Topic.ARGUMENT,
    "amendment.proposed": Topic.AMENDMENT,
    "amended_4": Topic.AMENDMENT,
    "outdated_4": Topic.AMENDMENT,
    "withdrawn_4_1760000000": Topic.AMENDMENT,
    "restored_4_1760000000": Topic.AMENDMENT,
    "edition_5": Topic.CITATION,
    "answer_6": Topic.ANSWER,
    "commitment_step_7": Topic.ANSWER,
    "reading.answered": Topic.ANSWER,
    "late_commitment_8_20260101": Topic.DUTY,
    "account_inactive": Topic.ACCOUNT,
    "data_copy": Topic.ACCOUNT,
}


def test_every_kind_that_is_told_has_a_topic():
    assert {kind: topic_of(kind) for kind in KINDS} == KINDS


def test_a_kind_that_nobody_wrote_down_is_an_error():
    with pytest.raises(LookupError, match="x_1"):
        topic_of("x_1")


def test_every_kind_that_the_code_tells_of_is_written_down():
    found = {kind for room in ROOMS for path in (settings.BASE_DIR / room).rglob("*.py") for kind in _told_in(path)}
    assert {"account_inactive", "data_copy", "moderation.published", "reading.answered", "amendment.proposed"} <= found
    assert [kind for kind in found if not topic_of(kind)] == []


def _told_in(path: Path) -> set[str]:
    """The words that stand as ``kind`` in the calls of ``tell`` of a module, or in its constant of that name."""
    tree = ast.parse(path.read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "tell"]
    given = [word.value for call in calls for word in call.keywords if word.arg == "kind"]
    named = {node.id for node in given if isinstance(node, ast.Name)}
    sets = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    given += [node.value for node in sets if node.targets[0].id in named]
    words = [node.values[0] if isinstance(node, ast.JoinedStr) else node for node in given]
    return {node.value for node in words if isinstance(node, ast.Constant) and node.value}


@pytest.mark.django_db
def test_the_mail_of_a_copy_stops_nothing_and_comes_whatever_one_chose(client, citizen, clock):
    User.objects.filter(pk=citizen.pk).update(no_mail=True)
    citizen.refresh_from_db()
    ask_for_copy(participant=citizen)
    link = link_of(mail.outbox[0])
    assert "about your account or your data" in client.get(link).text
    client.post(link, {"List-Unsubscribe": "One-Click"})
    kept = User.objects.get(pk=citizen.pk)
    assert (kept.mail_duty, kept.no_mail) == ("now", True)


@pytest.mark.django_db
def test_old_notices_come_into_their_topics_and_stops_nobody_chose_are_undone(clock):
    organiser, citizen = (
        factories.staff("x@example.org", "X", ["moderation.moderate_decision"]),
        factories.CitizenFactory(),
    )
    User.objects.filter(pk__in=[organiser.pk, citizen.pk]).update(mail_duty="never")
    for kind in KINDS:
        tell(recipient=citizen, kind=kind, subject="x", topic="duty")
    import_module("participants.migrations.0007_notice_topics").put_in_topics(apps, None)
    assert dict(Notice.objects.values_list("kind", "topic")) == {kind: topic.value for kind, topic in KINDS.items()}
    assert [User.objects.get(pk=row.pk).mail_duty for row in (citizen, organiser)] == ["now", "never"]
    assert Notice.objects.get(kind="account_inactive").due_at == NOON
