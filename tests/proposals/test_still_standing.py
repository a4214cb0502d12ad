"""What a withdrawn proposal or an erased argument no longer takes is not offered; new arguments are in view."""

import pytest

from consult.errors import Closed
from proposals.amending.positions import take_position as take_on_amendment
from proposals.convincing import mark
from proposals.models import Amendment, AmendmentPosition, Argument, Convincing, Proposal
from proposals.replying import reply
from proposals.withdrawing.acting import withdraw
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.factories import ArgumentFactory, CitizenFactory, ProposalFactory

PAGE = "/se-deplacer/propositions/P-1/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def proposal(consultation, citizen):
    return ProposalFactory(consultation=consultation, author=citizen)


def test_a_withdrawn_proposal_offers_nothing_that_it_refuses(proposal, citizen, other_citizen, client_of):
    argument = ArgumentFactory(proposal=proposal)
    amendment = AmendmentFactory(proposal=proposal)
    withdraw(proposal=proposal, author=citizen)
    others, author = client_of(other_citizen), client_of(citizen)
    reply_page = others.get(f"{PAGE}arguments/A{argument.number}/repondre/")
    assert (reply_page.context["is_open"], reply_page.context["mark"]) == (False, None)
    assert not others.get(f"{PAGE}argumenter/").context["is_open"]
    assert not others.get(f"{PAGE}amender/").context["is_open"]
    assert not others.get(f"{PAGE}amendements/").context["amend_url"]
    page = author.get(amendment.get_absolute_url())
    assert not page.context["answer_url"]
    assert not author.get(PAGE).context["edit_url"]
    assert others.get(amendment.get_absolute_url()).context["position"]["closed_sentence"]
    assert others.get(f"{amendment.get_absolute_url()}position/").context["position"]["closed_sentence"]


@pytest.mark.requirement("V-7")
def test_an_argument_read_before_the_withdrawal_takes_no_mark(proposal, citizen, other_citizen):
    ArgumentFactory(proposal=proposal)
    stale = Argument.objects.select_related("proposal__consultation").get()
    withdraw(proposal=proposal, author=citizen)
    with pytest.raises(Closed):
        mark(argument=stale, participant=other_citizen)
    assert not Convincing.objects.exists()


@pytest.mark.requirement("V-7")
@pytest.mark.parametrize("gone", ["proposal", "amendment"])
def test_an_amendment_read_before_it_went_takes_no_position(proposal, citizen, other_citizen, gone):
    AmendmentFactory(proposal=proposal)
    stale = Amendment.objects.select_related("proposal__consultation").get()
    if gone == "proposal":
        withdraw(proposal=proposal, author=citizen)
    else:
        Amendment.objects.update(outcome="withdrawn", closed_at=NOON)
    with pytest.raises(Closed):
        take_on_amendment(amendment=stale, participant=other_citizen, value=1)
    assert not AmendmentPosition.objects.exists()


def test_a_mark_and_a_position_sent_twice_stand_once(proposal, other_citizen):
    argument, amendment = ArgumentFactory(proposal=proposal), AmendmentFactory(proposal=proposal)
    for value in (1, -1):
        mark(argument=argument, participant=other_citizen)
        take_on_amendment(amendment=amendment, participant=other_citizen, value=value)
    assert Convincing.objects.count() == 1
    assert AmendmentPosition.objects.get().value == -1


def test_an_erased_argument_takes_no_deed_and_counts_nowhere(proposal, other_citizen, client_of):
    erased = ArgumentFactory(proposal=proposal)
    ArgumentFactory(proposal=proposal)
    Argument.objects.filter(pk=erased.pk).update(text="")
    erased = Argument.objects.select_related("proposal__consultation").get(pk=erased.pk)
    page = client_of(other_citizen).get(PAGE)
    side = page.context["arguments"]["sides"][0]
    shown = next(argument for argument in side["arguments"] if argument["reference"] == "A1")
    assert (shown["mark"], shown["reply_url"]) == (None, "")
    assert (side["total"], page.context["arguments"]["total"]) == (1, 1)
    assert Proposal.objects.with_argument_count().get().argument_count == 1
    with pytest.raises(Closed):
        mark(argument=erased, participant=other_citizen)
    with pytest.raises(Closed):
        reply(argument=erased, author=other_citizen, text="Encore")


def test_a_new_argument_is_on_the_page_that_one_lands_on(proposal, other_citizen, client_of):
    for _n in range(20):
        marked = ArgumentFactory(proposal=proposal)
        Convincing.objects.create(argument=marked, participant=CitizenFactory(), created_at=NOON)
    browser = client_of(other_citizen)
    sent = browser.post(f"{PAGE}argumenter/", {"stance": "for", "text": "Le mien", "source_url": ""})
    assert sent.url == f"{PAGE}?argument=21#argument-21"
    assert 'id="argument-21"' in browser.get(sent.url).text
    assert 'id="argument-21"' not in browser.get(PAGE).text
    hidden = ArgumentFactory(proposal=proposal, answers=Argument.objects.get(number=21), stance="")
    assert f'id="argument-{hidden.number}"' in browser.get(hidden.get_absolute_url()).text
