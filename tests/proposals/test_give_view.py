"""Giving one's view: one proposal after the other, nothing stored but answers, nothing forced."""

import re
from datetime import timedelta

import pytest
import time_machine

from participants.models import User
from proposals.models import Position, Proposal
from proposals.models.proposal import fair_rank
from tests.conftest import NOON
from tests.factories import CLOSES, ArgumentFactory, PositionFactory, ProposalFactory, open_consultation

ADDRESS = "/se-deplacer/donner-mon-avis/"
SEED = 5
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def make(consultation, count: int) -> list[Proposal]:
    """Proposals in the fair order of SEED."""
    rows = [ProposalFactory(consultation=consultation) for _n in range(count)]
    return sorted(rows, key=lambda row: fair_rank(row.number, SEED))


def in_view(page) -> str | None:
    return page.context["turn"] and page.context["turn"]["proposal"]["reference"]


def answer(browser, proposal: Proposal, word: str = "agree", **carried: int):
    data = {"position": word, "proposal": proposal.number, "graine": SEED, **carried}
    return browser.post(ADDRESS, data)


@pytest.mark.parametrize(("word", "value"), [("agree", 1), ("mixed", 0), ("disagree", -1)])
def test_an_answer_is_stored_once_and_leads_to_the_next(client_of, citizen, consultation, word, value):
    first, second, _third = make(consultation, 3)
    browser = client_of(citizen)
    assert in_view(browser.get(ADDRESS, {"graine": SEED})) == first.reference
    for _click in range(2):
        sent = answer(browser, first, word)
        assert sent.status_code == 303
        assert sent.headers["Location"].startswith(f"{ADDRESS}?graine=5&repondu={first.number}&instant=")
    assert list(Position.objects.values_list("proposal", "value")) == [(first.pk, value)]
    following = browser.get(sent.headers["Location"])
    assert (in_view(following), following.context["turn"]["left"], following.context["turn"]["taken"]) == (
        second.reference,
        (2, 0, 0),
        1,
    )


def test_the_form_of_the_page_is_what_is_recorded(client_of, citizen, consultation):
    first, second = make(consultation, 2)
    browser = client_of(citizen)
    page = browser.get(ADDRESS, {"graine": SEED, "apres": first.number})
    form = re.search(r'<form class="position-form".*?</form>', page.text, re.DOTALL)[0]
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="(\d+)"', form))
    assert carried.pop("instant").isdigit()
    assert carried == {"proposal": str(second.number), "version": "1", "graine": "5", "apres": str(first.number)}
    assert browser.post(ADDRESS, {**carried, "position": "mixed"}).status_code == 303
    assert Position.objects.get().proposal == second


def test_later_goes_on_stores_nothing_and_comes_back(client_of, citizen, consultation):
    rows = make(consultation, 3)
    browser = client_of(citizen)
    page = browser.get(ADDRESS, {"graine": SEED})
    for turn, row in enumerate(rows):
        assert (in_view(page), page.context["turn"]["left"]) == (row.reference, (3 - turn, turn, 0))
        page = browser.get(page.context["turn"]["later_url"])
    assert in_view(page) is None
    assert not Position.objects.exists()
    assert in_view(browser.get(page.context["rest"]["url"])) == rows[0].reference


def test_what_is_published_behind_one_is_new_and_not_left_for_later(client_of, citizen, consultation):
    rows = make(consultation, 3)
    browser = client_of(citizen)
    page = browser.get(ADDRESS, {"graine": SEED})
    for _turn in rows:
        last = page.context["turn"]["later_url"]
        page = browser.get(last)
    for row in rows:
        PositionFactory(proposal=row, participant=citizen)
    for _n in range(10):
        ProposalFactory(consultation=consultation, published_at=NOON + timedelta(hours=1))
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        page = browser.get(last)
        left = page.context["turn"]["left"]
        assert (left.ahead + left.since, left.later) == (10, 0)
        assert left.since > 0
        while page.context["turn"]:
            page = browser.get(answer_next(browser, page).headers["Location"])
        assert page.context["rest"]["url"] != "/se-deplacer/propositions/"
        assert in_view(browser.get(page.context["rest"]["url"])) is not None


def answer_next(browser, page):
    """Answer what is in view, with all that the form carries."""
    carried = {name: number for name, number in page.context["turn"]["hidden"].items() if number is not None}
    return browser.post(ADDRESS, {**carried, "position": "agree"})


def test_ones_own_proposals_are_not_asked_about(client_of, citizen, consultation):
    """As in the list of those not answered yet."""
    own = ProposalFactory(consultation=consultation, author=citizen)
    browser = client_of(citizen)
    page = browser.get(ADDRESS)
    listed = browser.get("/se-deplacer/propositions/", {"pour-moi": "sans-position"})
    assert (in_view(page), listed.context["cards"]) == (None, [])
    assert own.reference not in page.text
    imported = ProposalFactory(consultation=consultation, author=None)
    assert in_view(browser.get(ADDRESS)) == imported.reference


def test_what_one_answered_does_not_come_back_and_what_others_answered_does(client_of, citizen, consultation):
    first, second = make(consultation, 2)
    PositionFactory(proposal=first, participant=citizen)
    PositionFactory(proposal=second)
    page = client_of(citizen).get(ADDRESS, {"graine": SEED})
    assert in_view(page) == second.reference
    assert page.context["turn"]["left"] == (1, 0, 0)


@pytest.mark.requirement("M-6")
@pytest.mark.parametrize("hidden", ["waiting", "withheld"])
def test_what_is_not_published_never_comes(client_of, citizen, consultation, hidden):
    row = ProposalFactory(consultation=consultation, author=citizen, **{hidden: True})
    ProposalFactory(consultation=open_consultation("ailleurs"))
    browser = client_of(citizen)
    assert in_view(browser.get(ADDRESS)) is None
    refused = answer(browser, row)
    assert refused.status_code == 409
    assert row.text not in refused.text
    assert not Position.objects.exists()


@pytest.mark.requirement("M-6")
def test_arguments_in_view_are_the_best_published_of_each_side(client, consultation):
    proposal = ProposalFactory(consultation=consultation)
    ArgumentFactory(proposal=proposal, text="Un argument.")
    ArgumentFactory(proposal=proposal, text="Le plus convaincant.", convincing_elsewhere=3)
    ArgumentFactory(proposal=proposal, text="Le retiré.", convincing_elsewhere=9, withheld=True)
    page = client.get(ADDRESS)
    assert "Le plus convaincant." in page.text
    assert "Un argument." not in page.text
    assert "Le retiré." not in page.text
    assert f"{proposal.get_absolute_url()}argumenter/?sens=against" in page.text


def test_signed_out_answers_are_links_and_no_cookie_is_set(client, consultation):
    first, second = make(consultation, 2)
    page = client.get(ADDRESS, {"graine": SEED})
    for value in ("1", "0", "-1"):
        assert f'href="{first.get_absolute_url()}position/?valeur={value}&amp;version=1"' in page.text
    assert 'method="post" action="/se-deplacer' not in page.text
    following = client.get(page.context["turn"]["later_url"])
    assert in_view(following) == second.reference
    assert not client.cookies


def test_an_answer_sent_signed_out_waits_for_its_second_click(client, citizen, consultation):
    _first, second, _third = make(consultation, 3)
    carried = {"apres": _first.number}
    assert answer(client, second, "mixed", **carried).headers["Location"].startswith("/connexion/")
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(ADDRESS)
    assert (in_view(page), page.context["turn"]["chosen"]) == (second.reference, "mixed")
    assert not Position.objects.exists()
    assert client.get(answer(client, second, "mixed", **carried).headers["Location"]).context["turn"]["chosen"] == ""


def test_after_closing_there_is_a_sentence_and_a_way_to_the_list(client_of, citizen, consultation):
    (proposal,) = make(consultation, 1)
    browser = client_of(citizen)
    with time_machine.travel(CLOSES - timedelta(seconds=1), tick=False):
        assert in_view(browser.get(ADDRESS)) == proposal.reference
    with time_machine.travel(CLOSES, tick=False):
        page, late = browser.get(ADDRESS), answer(browser, proposal)
    assert (page.status_code, late.status_code) == (200, 409)
    assert page.context["rest"]["url"] == "/se-deplacer/propositions/"
    assert 'name="position"' not in page.text + late.text
    assert not Position.objects.exists()


def test_once_nothing_is_left_there_are_thanks_and_ways_on(client_of, citizen, consultation):
    assert client_of(citizen).get(ADDRESS).context["rest"]["url"] == "/se-deplacer/deposer/"  # none exists yet
    (proposal,) = make(consultation, 1)
    browser = client_of(citizen)
    page = browser.get(answer(browser, proposal).headers["Location"])
    assert in_view(page) is None
    for way in ("/se-deplacer/propositions/", "/se-deplacer/deposer/", "/mon-espace/"):
        assert f'href="{way}"' in page.text


def test_erased_words_are_not_asked_about(client, consultation):
    proposal, other = make(consultation, 2)
    proposal.versions.blank(at=NOON)
    assert in_view(client.get(ADDRESS, {"graine": SEED})) == other.reference


@pytest.mark.requirement("V-7")
@pytest.mark.parametrize(
    "forged",
    [{}, {"position": "none", "proposal": "1"}, {"position": "agree"}, {"position": "agree", "proposal": "1\x00"}],
)
def test_a_forged_answer_is_refused_and_an_unknown_proposal_is_not_found(client_of, citizen, consultation, forged):
    make(consultation, 1)
    browser = client_of(citizen)
    assert browser.post(ADDRESS, forged).status_code == 422
    assert browser.post(ADDRESS, {"position": "agree", "proposal": "99"}).status_code == 404
    assert not Position.objects.exists()


@pytest.mark.parametrize("odd", ["", "x", "-1", "٣", "9" * 40, "\x00", "1.5"])
def test_a_malformed_address_is_the_plain_one(client, consultation, odd):
    make(consultation, 1)
    page = client.get(ADDRESS, {"graine": odd, "apres": odd, "repondu": odd})
    assert in_view(page) == "P-1"


def test_queries_do_not_grow_with_the_proposals(client_of, citizen, consultation, count_queries):
    for row in make(consultation, 5):
        ArgumentFactory(proposal=row)
        ArgumentFactory(proposal=row, stance="against")
    browser = client_of(citizen)
    few = count_queries(lambda: browser.get(ADDRESS, {"graine": SEED}))
    author = User.objects.exclude(pk=citizen.pk).first()
    like = Proposal.objects.get(number=1)
    rows = [
        Proposal(
            consultation=consultation,
            author=author,
            number=number,
            state="published",
            created_at=NOON,
            published_at=NOON,
            first_public_version=1,
        )
        for number in range(6, 501)
    ]
    Proposal.objects.bulk_create(rows)
    give_words(like, rows)
    many = count_queries(lambda: browser.get(ADDRESS, {"graine": SEED}))
    assert browser.get(ADDRESS, {"graine": SEED}).context["turn"]["left"] == (500, 0, 0)
    assert len(few) >= len(many), "\n".join(many)
    assert len(few) <= 15, "\n".join(few)


def give_words(like: Proposal, rows: list[Proposal]) -> None:
    """A version to each, in the words of another."""
    words = {"title": like.title, "text": like.text, "created_at": NOON, "fingerprint": like.current.fingerprint}
    versions = type(like.current).objects.bulk_create(
        type(like.current)(proposal=row, number=1, **words) for row in rows
    )
    for row, version in zip(rows, versions, strict=True):
        row.current = version
    Proposal.objects.bulk_update(rows, ["current"])
