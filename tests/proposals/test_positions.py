"""Taking position: one a person, until the very instant of closing, without a lock on the proposal."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils.html import escape

from consult.models import Phase
from proposals.actions import tally
from proposals.models import Position, Proposal
from tests.conftest import NOON
from tests.factories import CLOSES, PositionFactory, ProposalFactory, add_version

ADDRESS = "/se-deplacer/propositions/P-1/position/"
PAGE = "/se-deplacer/propositions/P-1/"
HTMX = {"HX-Request": "true"}
PARIS = ZoneInfo("Europe/Paris")
pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(consultation, at_noon) -> Proposal:
    return ProposalFactory(consultation=consultation)


@pytest.mark.parametrize(("word", "value"), [("agree", 1), ("mixed", 0), ("disagree", -1)])
def test_an_answer_is_recorded_on_the_version_read(client_of, citizen, proposal, word, value):
    add_version(proposal, title="Autre", text="Autre")
    response = client_of(citizen).post(ADDRESS, {"position": word, "version": 2})
    position = Position.objects.select_related("version").get()
    assert response.url == f"{PAGE}#positions"
    assert (position.value, position.version.number, position.changed_at) == (value, 2, NOON)


def test_a_second_answer_replaces_the_first_and_keeps_its_date(client_of, citizen, proposal):
    client_of(citizen).post(ADDRESS, {"position": "agree"})
    later = NOON + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        client_of(citizen).post(ADDRESS, {"position": "disagree"})
    position = Position.objects.get()
    assert (position.value, position.created_at, position.changed_at) == (-1, NOON, later)


@pytest.mark.parametrize("word", ["agree", "none"])
def test_what_htmx_swaps_is_what_the_page_shows(client_of, citizen, proposal, word):
    PositionFactory(proposal=proposal, value=-1)
    PositionFactory(proposal=proposal, participant=citizen, value=0)
    browser = client_of(citizen)
    part = browser.post(ADDRESS, {"position": word}, headers=HTMX)
    assert part.status_code == 200
    assert "<html" not in part.text
    same = [" ".join(text.split()) for text in (without_tokens(part.text), without_tokens(browser.get(PAGE).text))]
    assert same[0] in same[1]


def without_tokens(html: str) -> str:
    """The page without the tokens of its forms, which differ from one answer to the next."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)


def test_the_own_position_says_since_when_and_on_which_version(client_of, citizen, proposal):
    part = client_of(citizen).post(ADDRESS, {"position": "agree"}, headers=HTMX)
    assert part.context["own"] == {"since": NOON, "version": 1}
    assert "2 mars 2026" in part.text
    assert "data-status" in part.text


def test_an_answer_can_be_taken_back(client_of, citizen, proposal):
    PositionFactory(proposal=proposal, participant=citizen)
    assert client_of(citizen).post(ADDRESS, {"position": "none"}).status_code == 302
    assert not Position.objects.exists()
    assert client_of(citizen).post(ADDRESS, {"position": "none"}).status_code == 302


@pytest.mark.requirement("V-7")
@pytest.mark.parametrize("forged", ["", "2", "-2", "1.5", "agree ", "AGREE", "null", "1; DROP TABLE", "agree\x00"])
def test_a_forged_answer_is_refused_by_the_form(client_of, citizen, proposal, forged):
    assert client_of(citizen).post(ADDRESS, {"position": forged}).status_code == 422
    assert client_of(citizen).post(ADDRESS, {"position": forged}, headers=HTMX).status_code == 422
    assert not Position.objects.exists()


@pytest.mark.requirement("V-7")
@pytest.mark.parametrize("value", [2, -2, 7, 32_000])
def test_a_forged_value_is_refused_by_the_database(citizen, proposal, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        PositionFactory(proposal=proposal, participant=citizen, value=value)
    position = PositionFactory(proposal=proposal, participant=citizen)
    with pytest.raises(IntegrityError), transaction.atomic():
        Position.objects.filter(pk=position.pk).update(value=value)


def test_a_link_only_asks_and_a_click_confirms(client_of, citizen, proposal):
    browser = client_of(citizen)
    for value, word in (("1", "agree"), ("0", "mixed"), ("-1", "disagree"), ("2", ""), ("x", ""), ("", "")):
        page = browser.get(ADDRESS, {"valeur": value})
        assert (page.status_code, page.context["chosen"]) == (200, word)
    assert not Position.objects.exists()


def test_a_signed_out_answer_survives_the_sign_in_and_still_wants_a_click(client, citizen, proposal):
    assert client.get(ADDRESS, {"valeur": "-1"}).context["chosen"] == "disagree"
    assert client.post(ADDRESS, {"position": "disagree"}).url == f"/connexion/?next={ADDRESS.replace('/', '%2F')}"
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ADDRESS).context["chosen"] == "disagree"
    assert not Position.objects.exists()
    assert client.post(ADDRESS, {"position": "disagree"}).status_code == 302
    assert client.get(ADDRESS).context["chosen"] == ""


def test_the_page_of_a_signed_out_reader_has_links_and_no_form(client, proposal):
    page = client.get(PAGE).text
    for value in ("1", "0", "-1"):
        assert f'href="{ADDRESS}?valeur={value}&amp;version=1"' in page
    assert 'method="post" action="/se-deplacer' not in page


CLOSINGS = [
    datetime(2026, 4, 1, 8, 0, tzinfo=UTC),
    datetime(2026, 3, 29, 3, 30, tzinfo=PARIS),  # an hour after the clocks went forward
    datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=0),  # the first of the two half past two
    datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),  # the second
]


@pytest.mark.requirement("V-5")
@pytest.mark.parametrize("closing", CLOSINGS, ids=str)
def test_the_closing_instant_is_the_first_that_is_too_late(client_of, citizen, proposal, closing):
    Phase.objects.update(closes_at=closing)
    closing = closing.astimezone(UTC)
    with time_machine.travel(closing - timedelta(milliseconds=1), tick=False):
        browser = client_of(citizen)
        assert browser.post(ADDRESS, {"position": "agree"}).status_code == 302
    with time_machine.travel(closing, tick=False):
        late = browser.post(ADDRESS, {"position": "disagree"})
        assert late.status_code == 409
        assert escape(late.context["error"]) in late.text
        assert browser.post(ADDRESS, {"position": "disagree"}, headers=HTMX).status_code == 409
    assert Position.objects.get().value == 1


@pytest.mark.requirement("V-5")
@pytest.mark.parametrize("night", [datetime(2026, 3, 29, tzinfo=PARIS), datetime(2026, 10, 25, tzinfo=PARIS)])
def test_a_whole_night_of_changing_clocks_has_one_closing(client_of, citizen, proposal, night):
    """Every quarter of an hour of the night is accepted before the instant and refused from it on."""
    closing = night.astimezone(UTC) + timedelta(hours=3)
    Phase.objects.update(closes_at=closing)
    for quarter in range(24):
        at = night.astimezone(UTC) + timedelta(minutes=15 * quarter)
        with time_machine.travel(at, tick=False):
            status = client_of(citizen).post(ADDRESS, {"position": "agree"}).status_code
        assert status == (302 if at < closing else 409), at


def test_after_closing_the_own_position_stays_readable(client_of, citizen, proposal):
    PositionFactory(proposal=proposal, participant=citizen)
    with time_machine.travel(CLOSES, tick=False):
        page = client_of(citizen).get(PAGE)
    assert page.context["position"]["closed_sentence"]
    assert page.context["own"]["version"] == 1
    assert 'name="position"' not in page.text


@pytest.mark.requirement("L-2")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_vote_keeps_to_six_queries(client_of, citizen, proposal, count_queries, headers):
    browser = client_of(citizen)
    for others in (0, 12):
        for _n in range(others):
            PositionFactory(proposal=proposal)
        statements = count_queries(lambda: browser.post(ADDRESS, {"position": "agree"}, headers=headers))
        assert len(statements) <= 6, "\n".join(statements)


@pytest.mark.requirement("L-3")
def test_a_vote_writes_one_row_and_locks_no_proposal(client_of, citizen, proposal, count_queries):
    browser = client_of(citizen)
    statements = count_queries(lambda: browser.post(ADDRESS, {"position": "agree"}, headers=HTMX))
    assert not [sql for sql in statements if "FOR UPDATE" in sql.upper() or "FOR NO KEY" in sql.upper()]
    written = [sql for sql in statements if not sql.removeprefix("QUERY = '").startswith("SELECT")]
    assert len(written) == 1
    assert written[0].startswith('INSERT INTO "proposals_position"')


def test_the_tally_counts_rows(proposal):
    for value in (1, 1, 0, -1, -1, -1):
        PositionFactory(proposal=proposal, value=value)
    assert tally(proposal) == (2, 1, 3)
    assert tally(proposal).total == 6
