"""A decision falls on the words that the moderator read, not on those that its author wrote meanwhile."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connections, transaction

from moderation import actions, queue
from moderation.models import Decision
from proposals.editing import edit
from proposals.tagging import retag_proposal, tags_seal
from tests import factories
from tests.conftest import NOON

QUEUE = "/admin/moderation/"
pytestmark = pytest.mark.django_db
c2 = pytest.mark.requirement("C-2")


@pytest.fixture
def waiting(consultation, citizen, at_noon):
    return factories.ProposalFactory(consultation=consultation, author=citizen, waiting=True)


def change(proposal):
    return edit(proposal=proposal, author=proposal.author, title="Autre", text="Autrement dit", read_version=1)


def sent_by(page):
    """The hidden fields of the form that publishes."""
    form = re.search(r"<form[^>]*data-desk-publish.*?</form>", page, re.DOTALL)[0]
    return dict(re.findall(r'name="(seen|read_version|read_tags)" value="(\w+)"', form))


@c2
@pytest.mark.parametrize("changed", [True, False])
def test_a_decision_on_an_older_version_is_not_taken(client_of, moderator, waiting, changed):
    desk = client_of(moderator)
    address = queue.item_url(waiting)
    typed = {**sent_by(desk.get(address).text), "kind": "publish"}
    assert typed == {"seen": "0", "read_version": "1", "read_tags": tags_seal([]), "kind": "publish"}
    if changed:
        change(waiting)
    answer = desk.post(address, typed)
    assert (answer.status_code, Decision.objects.count()) == ((409, 0) if changed else (302, 1))
    if changed:
        assert "Autrement dit" in answer.text
        assert desk.post(address, {**sent_by(answer.text), "kind": "publish"}).status_code == 302


@c2
@pytest.mark.parametrize("door", ["page", "ticked"])
def test_tags_that_nobody_read_are_not_published(client_of, moderator, waiting, door):
    desk = client_of(moderator)
    address = queue.item_url(waiting)
    page = desk.get(address).text
    (item,) = queue.items(list(queue.rows()))
    retag_proposal(waiting, ["Grossièreté"])
    if door == "page":
        answer = desk.post(address, {**sent_by(page), "kind": "publish"})
        assert (answer.status_code, "Grossièreté" in answer.text) == (409, True)
    else:
        desk.post(QUEUE + "publish/", {"item": [item.value]})
    assert not Decision.objects.exists()
    assert desk.post(address, {**sent_by(desk.get(address).text), "kind": "publish"}).status_code == 302


@c2
def test_a_ticked_text_that_was_changed_is_not_published(client_of, moderator, consultation, waiting):
    argument = factories.ArgumentFactory(proposal__consultation=consultation, waiting=True)
    values = [item.value for item in queue.items(list(queue.rows()))]
    change(waiting)
    client_of(moderator).post(QUEUE + "publish/", {"item": values})
    assert Decision.objects.get().argument == argument
    waiting.refresh_from_db()
    assert not waiting.is_published


@c2
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_decision_that_waited_for_an_edit_sees_it():
    """The row is locked after the edit: what was joined to it before the wait would be lost."""
    with time_machine.travel(NOON, tick=True):
        proposal = factories.ProposalFactory(consultation=factories.open_consultation(), waiting=True)
        by = factories.staff("moderation@example.org", "Modération", ["moderation.moderate_decision"])

        def decide(read_version):
            try:
                return actions.decide(subject=proposal, by=by, kind="publish", seen=0, read_version=read_version)
            except actions.ChangedMeanwhile as error:
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                change(proposal)
                late = pool.submit(decide, 1)
                time.sleep(0.5)
                assert not late.done()
            assert isinstance(late.result(timeout=30), actions.ChangedMeanwhile)
            assert isinstance(pool.submit(decide, 2).result(timeout=30), Decision)
