"""Beside a text on the desk: what is close to it, what was decided there and why, what waits as well."""

import doctest
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation import actions, closeness, queue
from moderation.closeness import alike_waiting, close_to
from moderation.models import Decision
from moderation.noticing import look
from proposals.similar import asking
from proposals.similar.comparing import Answer, Candidate
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import ArgumentFactory, ProposalFactory, add_version, open_consultation

pytestmark = pytest.mark.django_db
LAMPS = "Des lampadaires éteints après minuit dans les rues du centre, pour dormir et pour les oiseaux nocturnes."
CAMPAIGN = "Signez tous pour que le tram aille enfin jusqu’au plateau des universités"


@pytest.fixture
def make(consultation):
    def made(text=LAMPS, **fields):
        given = {"title": "Une idée", "created_at": NOON, "waiting": True, "consultation": consultation}
        return ProposalFactory(text=text, **{**given, **fields})

    return made


def close_of(subject) -> list[str]:
    (item,) = queue.items([queue.place_of(subject)])
    return [close.subject.reference for close in close_to(subject, item.found)]


def test_the_examples_hold():
    failed, tried = doctest.testmod(closeness)
    assert tried
    assert not failed


def test_close_texts_are_shown_whether_they_wait_or_were_decided(client_of, moderator, make, reasons):
    read, waits, withheld = make(), make(LAMPS.replace("oiseaux", "hiboux")), make(LAMPS + " Et les étoiles.")
    make("Plus de trains le dimanche.")
    actions.decide(subject=withheld, by=moderator, seen=0, at=NOON, **reasons)
    page = client_of(moderator).get(queue.item_url(read)).text
    assert set(close_of(read)) == {"P-2", "P-3"}
    beside = page[page.index('id="close"') :]
    beside = beside[: beside.index("</section>")]
    assert reasons["ground"].title in beside
    assert queue.item_url(waits) in beside
    assert "P-4" not in beside
    (decided,) = [close for close in close_to(read, []) if close.decision]
    assert (decided.subject.pk, decided.decision.kind) == (withheld.pk, Decision.Kind.WITHHOLD)


def test_near_identical_ones_come_first_and_say_so(make):
    read = make(title="Des lampadaires éteints")
    make("Des lampadaires éteints dans les rues après minuit.", title="Des lampadaires éteints")
    make(LAMPS.upper(), title="Autre chose")
    found = close_to(read, [])
    assert [(close.subject.reference, close.alike) for close in found] == [("P-3", True), ("P-2", False)]


def test_other_consultations_and_erased_words_are_not_shown(make):
    read = make()
    make(consultation=open_consultation("autre-sujet", title="Autre sujet"))
    erased = make()
    erased.versions.all().blank(at=NOON)
    assert close_of(read) == []


def test_what_a_process_finds_by_meaning_is_shown_too(make, monkeypatch):
    read, meant = make(), make("Couper l’éclairage public la nuit.", waiting=False)
    found = Answer([Candidate(meant.pk, meant.current_id, 0.8, None), Candidate(read.pk, 1, 0.9, None)], True)
    assert close_of(read) == []
    monkeypatch.setattr(closeness, "ask", lambda consultation, typed: found)
    assert close_of(read) == ["P-2"]


def test_a_page_waits_a_tenth_of_a_second_at_most_for_a_process_that_is_down(
    client_of, moderator, make, settings, tmp_path, monkeypatch
):
    settings.CONSULT_SIMILAR_SOCKET = str(tmp_path / "nobody")
    monkeypatch.setattr(asking, "_rests_until", 0.0)
    read = make()
    make()
    began = time.monotonic()
    assert close_of(read) == ["P-2"]  # by words alone
    assert time.monotonic() - began < asking.PATIENCE + 1  # with room for the queries on a machine at work
    assert asking._rests_until > began
    assert 'id="close"' in client_of(moderator).get(queue.item_url(read)).text


def flood(make, count=3, **fields):
    made = [make(f"{CAMPAIGN}, merci {'!' * n}", title=f"Le tram {n}", **fields) for n in range(count)]
    look(at=NOON)
    return made


def test_texts_of_a_flood_that_wait_are_found_whatever_their_kind(make, consultation):
    first, second, third = flood(make)
    above = ProposalFactory(consultation=consultation)
    argument = ArgumentFactory(proposal=above, waiting=True, text=f"{CAMPAIGN}, merci", created_at=NOON)
    amendment = AmendmentFactory(proposal=above, waiting=True, reason=f"{CAMPAIGN} merci", created_at=NOON)
    make(LAMPS)
    look(at=NOON)
    found = {(sent.noun, sent.pk) for sent in alike_waiting(first)}
    assert found == {
        ("proposal", second.pk),
        ("proposal", third.pk),
        ("argument", argument.pk),
        ("amendment", amendment.pk),
    }


def test_what_was_decided_on_or_changed_waits_with_the_others_no_more(make, moderator):
    first, second, third = flood(make)
    actions.decide(subject=second, by=moderator, kind="publish", seen=0, at=NOON)
    add_version(third, title="Le tram", text=LAMPS)
    assert alike_waiting(first) == []


def test_of_an_argument_the_same_words_that_were_decided_are_shown(consultation, moderator, reasons):
    above = ProposalFactory(consultation=consultation)
    given = {"proposal": above, "waiting": True, "text": CAMPAIGN}
    first, *others = (ArgumentFactory(created_at=NOON + timedelta(minutes=n), **given) for n in range(3))
    look(at=NOON)
    actions.decide(subject=others[0], by=moderator, seen=0, at=NOON, **reasons)
    (item,) = queue.items([queue.place_of(first)])
    (close,) = close_to(first, item.found)
    assert (close.subject.pk, close.alike, close.decision.ground) == (others[0].pk, True, reasons["ground"])


def test_a_page_costs_the_same_beside_two_close_texts_and_beside_eleven(
    client_of, moderator, make, django_assert_num_queries
):
    first, *_others = flood(make, 3)
    desk = client_of(moderator)
    desk.get(queue.item_url(first))
    with CaptureQueriesContext(connection) as few:
        desk.get(queue.item_url(first))
    flood(make, 9)
    with django_assert_num_queries(len(few)):
        desk.get(queue.item_url(first))
