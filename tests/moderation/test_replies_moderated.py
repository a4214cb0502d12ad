"""A reply on the moderators' desk stands beside the argument that it answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation import queue
from tests.factories import ArgumentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
QUEUE = "/admin/moderation/"


@pytest.fixture
def argument(published):
    return ArgumentFactory(proposal=published, text="Les <b>trains</b> sont pleins.")


@pytest.fixture
def waits(argument):
    return ArgumentFactory(proposal=argument.proposal, answers=argument, stance="", text="Et la nuit ?", waiting=True)


def test_its_page_shows_what_it_answers(client_of, moderator, waits):
    page = client_of(moderator).get(queue.item_url(waits)).text
    assert "Les &lt;b&gt;trains&lt;/b&gt; sont pleins." in page
    assert page.index("sont pleins.") < page.index("Et la nuit ?")


def test_the_queue_quotes_it_since_one_publishes_from_there(client_of, moderator, waits):
    page = client_of(moderator).get(QUEUE).text
    assert "Les &lt;b&gt;trains&lt;/b&gt; sont pleins." in page


def test_what_was_withheld_is_shown_as_such(client_of, moderator, argument, waits):
    argument.withhold(ground="Hors du sujet", at=argument.created_at)
    page = client_of(moderator).get(queue.item_url(waits)).text
    assert "sont pleins." in page
    assert argument.get_state_display() in page


def test_an_argument_answers_nothing(client_of, moderator, argument):
    assert "answered" not in client_of(moderator).get(queue.item_url(argument)).text


def test_many_replies_cost_as_one(waits):
    first = _cost(list(queue.rows()))
    for _n in range(4):
        ArgumentFactory(proposal=waits.proposal, answers=waits.answers, stance="", waiting=True)
    assert _cost(list(queue.rows())) == first


def _cost(places):
    with CaptureQueriesContext(connection) as captured:
        assert all(item.answered.signature for item in queue.items(places))
    return len(captured)
