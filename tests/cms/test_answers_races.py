"""Two who answer or promise at once: one is told, no number is given twice, nobody is told twice."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from cms.answering.actions import AnsweredMeanwhile, give_answer, make_commitment
from cms.answering.tasks import tell_of
from cms.models import Answer, Commitment
from participants.models import Notice
from tests import factories
from tests.cms import answers_shelf as answers
from tests.cms.shelf import published

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(at_noon):
    consultation = factories.open_consultation()
    cited = [factories.ProposalFactory(consultation=consultation) for _ in range(3)]
    return published(consultation, [("agreement", "Les trains manquent.", [(row, "trains") for row in cited])])


def at_once(deed: Callable[[], object], times: int = 4) -> list[object]:
    """Do it in so many threads that start together; what each gave or raised."""
    gate, found = threading.Barrier(times), []

    def run() -> None:
        gate.wait()
        try:
            found.append(deed())
        except Exception as error:  # noqa: BLE001 – the test looks at what was raised
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_those_who_answer_at_once_one_does_and_the_others_are_told(page):
    key = answers.finding_of(page).key
    said = {"stance": "kept", "reasons": "Oui.", "name": "Ana", "function": "", "by": None}
    found = at_once(lambda: give_answer(page=page, key=key, after=0, **said))
    assert [type(one) for one in found].count(AnsweredMeanwhile) == 3
    assert Answer.objects.count() == 1


def test_commitments_that_are_made_at_once_have_each_their_number(page):
    key = answers.answer(page).key
    found = at_once(lambda: make_commitment(page=page, key=key, text="Un train.", due=answers.DUE, by=None))
    assert all(isinstance(one, Commitment) for one in found), found
    assert sorted(Commitment.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_two_workers_that_tell_of_one_change_tell_nobody_twice(page, monkeypatch):
    given = answers.answer(page)
    Notice.objects.all().delete()
    found = at_once(lambda: tell_of.call("answer", given.pk))
    assert sorted(found) == [0, 0, 0, 3]
    assert Notice.objects.filter(kind=f"answer_{given.pk}").count() == 3


def test_without_taking_turns_two_workers_would_tell_twice(page, monkeypatch):
    """The positive control: the race is there, and the turn is what stops it."""
    from cms.answering import telling

    given = answers.answer(page)
    Notice.objects.all().delete()
    gate = threading.Barrier(2)

    def meet(change, after):
        people = telling_recipients(change, after)
        if people and after == 0:
            gate.wait(timeout=10)
        return people

    telling_recipients = telling.recipients
    monkeypatch.setattr(telling, "take_turn", lambda name: None)
    monkeypatch.setattr(telling, "recipients", meet)
    at_once(lambda: tell_of.call("answer", given.pk), times=2)
    assert Notice.objects.filter(kind=f"answer_{given.pk}").count() > 3
