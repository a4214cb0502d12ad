"""What an answer and the next proposal cost in “Give my view”, in bare views of 20 list items: caches off."""

import statistics
from time import process_time

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from django.urls import path

from proposals.models import Position
from tests import factories
from tests.cms import test_synthesis_cost as costs

ROUNDS = 15
MOST = 30  # times the bare view: the goal of the project
ADDRESS = "/se-deplacer/donner-mon-avis/"
urlpatterns = [path("nu/", costs.bare_view)]


class Answering:
    """A signed-in person who answers, and follows to the next one."""

    def __init__(self, client):
        self.cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
        self.handler = WSGIHandler()
        self.location = f"{ADDRESS}?graine=5"

    def cost(self, proposal):
        """CPU seconds of the answer and of the page that it leads to."""
        factory = RequestFactory(headers={"cookie": self.cookie})
        sent = factory.post(ADDRESS, {"position": "agree", "proposal": proposal.number, "graine": 5})
        sent._dont_enforce_csrf_checks = True
        start = process_time()
        answer = self.handler.get_response(sent)
        following = self.handler.get_response(factory.get(answer.headers["Location"]))
        taken = process_time() - start
        assert (answer.status_code, following.status_code) == (303, 200)
        return taken


@pytest.mark.django_db
def test_an_answer_and_the_next_stay_under_thirty_bare_views(client_of, citizen, consultation, at_noon):
    rows = [factories.ProposalFactory(consultation=consultation) for _n in range(60)]
    for row in rows:
        for stance in ("for", "against"):
            factories.ArgumentFactory(proposal=row, stance=stance)
    bare, person = costs.Server("/nu/", ROOT_URLCONF=__name__, MIDDLEWARE=[]), Answering(client_of(citizen))
    taken = [(person.cost(row), statistics.median(bare.cost() for _n in range(4))) for row in rows[: ROUNDS + 1]][1:]
    whole, twenty = (statistics.median(column) for column in zip(*taken, strict=True))
    assert Position.objects.count() == ROUNDS + 1
    print(f"an answer and the next: {whole / twenty:.1f} bare views")  # noqa: T201 – the measure itself
    assert whole / twenty < MOST
