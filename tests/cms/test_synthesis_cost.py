"""A page of 100 findings costs at most 40 times a bare Django view of 20 list items, caches off."""

import statistics
from time import process_time

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.template import engines
from django.test import RequestFactory, override_settings
from django.urls import path

from proposals.models import Proposal
from tests import factories
from tests.cms.shelf import published

ROUNDS = 9
MOST = 40  # times the bare view
LIST = "<ul>{% for row in rows %}<li><a href='/{{ row.number }}/'>{{ row.current.title }}</a></li>{% endfor %}</ul>"
bare_template = engines["django"].from_string(LIST)


def bare_view(request):
    """What one writes first: twenty rows of a table in a list, and nothing around."""
    rows = Proposal.objects.select_related("current").order_by("pk")[:20]
    return HttpResponse(bare_template.render({"rows": rows}))


urlpatterns = [path("nu/", bare_view)]


class Server:
    """The server's own handler: the test client would copy each template's context as it goes."""

    def __init__(self, address, **settings):
        self.address, self.settings = address, settings
        with override_settings(**settings):
            self.handler = WSGIHandler()

    def cost(self):
        """CPU seconds of one answer."""
        request = self.handler.request_class(RequestFactory()._base_environ(PATH_INFO=self.address))
        with override_settings(**self.settings):
            start = process_time()
            answer = self.handler.get_response(request)
            taken = process_time() - start
        assert answer.status_code == 200
        return taken


@pytest.mark.django_db
def test_a_page_of_a_hundred_findings_stays_within_its_cost(client, consultation):
    rows = [factories.ProposalFactory(consultation=consultation, author=None) for _ in range(100)]
    findings = [
        (
            "agreement",
            f"Constat {n} sur les trains du soir.",
            [(rows[n], "Plus de trains"), (rows[-1 - n], "le dimanche")],
        )
        for n in range(100)
    ]
    page = published(consultation, findings)
    text = client.get(page.url).text
    assert text.count('class="citation"') == 200
    bare, synthesis = Server("/nu/", ROOT_URLCONF=__name__, MIDDLEWARE=[]), Server(page.url)
    costs = [(synthesis.cost(), (bare.cost(), bare.cost())[1]) for _round in range(ROUNDS + 1)][1:]  # in turn, warm
    hundred, twenty = (statistics.median(taken) for taken in zip(*costs, strict=True))
    assert hundred <= MOST * twenty, f"{hundred * 1000:.0f} ms, {hundred / twenty:.0f} times a bare view"
