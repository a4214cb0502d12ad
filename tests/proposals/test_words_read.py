"""A position stands on the words that its person read: other words meanwhile, and the question is put again."""

import re
from uuid import uuid4

import pytest

from consult.errors import Closed
from proposals.actions import submit, take_position
from proposals.editing import edit
from proposals.models import Position, Proposal
from proposals.recording import write_while
from proposals.similar import limits
from proposals.withdrawing.acting import withdraw
from proposals.words_read import WordsChanged
from tests.conftest import NOON
from tests.factories import ProposalFactory, add_version, open_consultation
from tests.proposals.similar_help import comparer_asked

PAGE, GIVE = "/se-deplacer/propositions/P-1/", "/se-deplacer/donner-mon-avis/"
ADDRESS, CLOSE = f"{PAGE}position/", "/se-deplacer/deposer/proches/"
CHANGES = f"{PAGE}versions/2/?depuis=1"
HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("C-5")]


@pytest.fixture
def proposal(consultation):
    return ProposalFactory(consultation=consultation, title="Plus de trains", text="Plus de trains le soir.")


def changed(proposal, title="Moins de trains"):
    return add_version(proposal, title=title, text=f"{title} le soir.")


def hidden(page):
    """What the first form of positions on a page carries."""
    form = re.search(r'<form class="position-form".*?</form>', page.text, re.DOTALL)[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="(\d+)"', form))


def test_words_swapped_under_an_open_page_take_no_position(citizen, other_citizen, client_of):
    proposal = submit(
        consultation=open_consultation(moderation="after"), author=citizen, title="Plus de trains", text="Oui"
    )
    browser = client_of(other_citizen)
    read = hidden(browser.get(PAGE))
    edit(proposal=proposal, author=citizen, title="Moins de trains", text="Non", read_version=1)
    answer = browser.post(ADDRESS, {**read, "position": "agree"})
    assert (answer.status_code, Position.objects.count()) == (409, 0)
    assert CHANGES in answer.text
    assert "Moins de trains" in answer.text
    assert browser.post(ADDRESS, {**hidden(answer), "position": "disagree"}).status_code == 302
    assert Position.objects.values_list("version__number", "value").get() == (2, -1)


def test_the_part_that_htmx_swaps_shows_the_words_of_now_and_asks_again(proposal, citizen, client_of):
    browser = client_of(citizen)
    read = hidden(browser.get(PAGE))
    changed(proposal)
    part = browser.post(ADDRESS, {**read, "position": "agree"}, headers=HTMX)
    assert (part.status_code, Position.objects.count()) == (409, 0)
    assert "<html" not in part.text
    assert "Moins de trains le soir." in part.text
    assert CHANGES in part.text
    assert len(re.findall(r'name="position" value="(?:agree|mixed|disagree)"', part.text)) == 3
    assert browser.post(ADDRESS, {**hidden(part), "position": "agree"}, headers=HTMX).status_code == 200
    assert Position.objects.get().version.number == 2


def test_a_form_without_a_number_counts_while_one_version_was_public(proposal, citizen, client_of):
    browser = client_of(citizen)
    assert browser.post(ADDRESS, {"position": "agree"}).status_code == 302
    changed(proposal)
    asked = browser.post(ADDRESS, {"position": "disagree"})
    assert (asked.status_code, Position.objects.get().value) == (409, 1)
    assert f"{PAGE}versions/2/" in asked.text


@pytest.mark.parametrize("odd", ["", "x", "0", "-1", "9" * 40, "1.5", "3"])
def test_a_number_that_says_nothing_does_no_harm(proposal, citizen, client_of, odd):
    changed(proposal)
    for headers in ({}, HTMX):
        answer = client_of(citizen).post(ADDRESS, {"position": "agree", "version": odd}, headers=headers)
        assert answer.status_code == 409
    assert not Position.objects.exists()


def test_a_position_is_taken_back_whatever_the_words_are(proposal, citizen, client_of):
    take_position(proposal=proposal, participant=citizen, value=1)
    changed(proposal)
    assert client_of(citizen).post(ADDRESS, {"position": "none", "version": 1}).status_code == 302
    assert not Position.objects.exists()


def test_words_that_change_during_the_sign_in_are_asked_about_again(proposal, citizen, client):
    page = client.get(ADDRESS, {"valeur": "1", "version": "1"})
    assert (page.context["chosen"], page.context["changed"]) == ("agree", None)
    assert client.post(ADDRESS, {"position": "agree", "version": 1}).status_code == 302
    changed(proposal)
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(ADDRESS)
    assert (page.context["chosen"], page.context["changed"]["url"]) == ("", CHANGES)
    assert client.post(ADDRESS, {**hidden(page), "position": "agree"}).status_code == 302
    assert Position.objects.get().version.number == 2


def test_a_link_of_words_that_have_changed_says_so(proposal, client):
    changed(proposal)
    page = client.get(ADDRESS, {"valeur": "1", "version": "1"})
    assert (page.context["chosen"], page.context["changed"]["url"]) == ("", CHANGES)
    assert page.context["changed"]["sentence"] in page.text.replace("&#x27;", "'")


def test_give_my_view_asks_again_on_the_same_proposal(proposal, citizen, client_of):
    browser = client_of(citizen)
    read = hidden(browser.get(GIVE, {"graine": 5}))
    changed(proposal)
    asked = browser.post(GIVE, {**read, "position": "agree"})
    assert (asked.status_code, Position.objects.count()) == (409, 0)
    assert asked.context["turn"]["proposal"]["title"] == "Moins de trains"
    assert CHANGES in asked.text
    assert browser.post(GIVE, {**hidden(asked), "position": "mixed"}).status_code == 303
    assert Position.objects.values_list("version__number", "value").get() == (2, 0)


def test_give_my_view_says_so_after_a_sign_in(proposal, citizen, client):
    sent = {"position": "agree", "proposal": 1, "graine": 5, "version": 1}
    assert client.post(GIVE, sent).status_code == 302
    changed(proposal)
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(GIVE)
    assert (page.context["turn"]["chosen"], page.context["changed"]["url"]) == ("", CHANGES)
    assert client.post(GIVE, {**hidden(page), "position": "agree"}).status_code == 303


def test_the_same_is_said_of_what_was_shown(proposal, citizen, client_of, monkeypatch, typed):
    monkeypatch.setattr(limits, "buckets", limits.Buckets())
    comparer_asked(monkeypatch)
    browser = client_of(citizen)
    form = {**typed(title="Des trains le soir", text="Il faut des trains le soir, tard."), "key": str(uuid4())}
    assert 'name="read-1" value="1"' in browser.post(CLOSE, form).text
    changed(proposal, "Plus de trains encore")
    asked = browser.post(CLOSE, {**form, "same": 1, "read-1": 1})
    assert (asked.status_code, Position.objects.count()) == (409, 0)
    assert 'name="read-1" value="2"' in asked.text
    assert browser.post(CLOSE, {**form, "same": 1, "read-1": 2}).url == PAGE
    assert Position.objects.get().version.number == 2


def test_the_same_said_before_a_sign_in_is_said_of_what_was_shown_then(proposal, citizen, client, monkeypatch, typed):
    monkeypatch.setattr(limits, "buckets", limits.Buckets())
    comparer_asked(monkeypatch)
    form = typed(title="Des trains le soir", text="Il faut des trains le soir, tard.")
    assert client.post(CLOSE, {**form, "same": 1, "read-1": 1}).status_code == 302
    changed(proposal)
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    chosen = client.get("/se-deplacer/deposer/").context["similar"]["chosen"]
    assert client.post(CLOSE, {**form, "same": 1, "read-1": chosen["version"]}).status_code == 409
    assert not Position.objects.exists()


def test_what_changed_is_compared_with_the_version_that_was_read(proposal, client):
    changed(proposal)
    changed(proposal, "Plus de cars")
    numbers = [
        client.get(f"{PAGE}versions/3/", {"depuis": since}).context["changes"]["number"]
        for since in ("1", "2", "", "3", "x", "99")
    ]
    assert numbers == [1, 2, 2, 2, 2, 2]


def test_a_proposal_read_before_it_changed_takes_no_position(proposal, citizen):
    stale = Proposal.objects.select_related("consultation", "current").get()
    changed(proposal)
    with pytest.raises(WordsChanged) as refused:
        take_position(proposal=stale, participant=citizen, value=1, read_version=1)
    assert refused.value.proposal.current.number == 2
    assert not Position.objects.exists()


def test_control_written_without_the_condition_it_would_stand_on_words_that_are_gone(proposal, citizen, monkeypatch):
    def write(row, standing, **names):
        row.save()
        return True

    monkeypatch.setattr("proposals.actions.write_while", write)
    stale = Proposal.objects.select_related("consultation", "current").get()
    changed(proposal)
    take_position(proposal=stale, participant=citizen, value=1, read_version=1)
    assert Position.objects.get().version.number == 1


@pytest.mark.requirement("V-7")
def test_a_proposal_read_before_its_withdrawal_takes_no_position(proposal, citizen):
    stale = Proposal.objects.select_related("consultation", "current").get()
    withdraw(proposal=proposal, author=proposal.author)
    with pytest.raises(Closed):
        take_position(proposal=stale, participant=citizen, value=1, read_version=1)
    assert not Position.objects.exists()


def test_what_is_written_while_it_stands_replaces_what_it_says(proposal, citizen):
    first = take_position(proposal=proposal, participant=citizen, value=1)
    row = Position(
        proposal=proposal, participant=citizen, version=proposal.current, value=0, created_at=NOON, changed_at=NOON
    )
    standing = Proposal.objects.standing().filter(pk=proposal.pk)
    names = {"unique": ["proposal", "participant"], "replacing": ["value"]}
    assert write_while(row, standing, **names)
    assert (row.pk, Position.objects.get().value) == (first.pk, 0)
    assert not write_while(row, standing.filter(number=99), **names)


@pytest.mark.requirement("L-2")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_asking_again_keeps_to_six_queries(client_of, citizen, proposal, count_queries, headers):
    changed(proposal)
    sent = {"position": "agree", "version": 1}
    browser = client_of(citizen)
    browser.get(PAGE)
    statements = count_queries(lambda: browser.post(ADDRESS, sent, headers=headers))
    assert len(statements) <= 6, "\n".join(statements)
