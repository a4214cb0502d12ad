"""What becomes of another wording: accepted as a version, declined with a word, withdrawn, outdated, renewed."""

import pytest
import time_machine

from participants.models import Notice
from proposals.amending import answering
from proposals.amending.tasks import tell_of_change
from proposals.models import Amendment, Position, Version
from tests.amendment_factory import AmendmentFactory
from tests.factories import (
    CLOSES,
    PositionFactory,
    add_version,
)
from tests.proposals.amendment_help import AMEND, LIST, PAGE, TEXT

pytestmark = [pytest.mark.django_db]
c5 = pytest.mark.requirement("C-5")


@c5
def test_accepted_it_is_a_version_that_says_whose_words_they_are(client, client_of, citizen, proposal, amendment):
    browser = client_of(citizen)
    assert "accept" in browser.get(PAGE).text
    assert browser.post(f"{PAGE}repondre/", {"deed": "accept"}).url == proposal.get_absolute_url()
    version = Version.objects.get(number=2)
    assert version.text == TEXT.replace("Plus de trains", "Plus de bus")
    assert version.title == proposal.title
    amendment.refresh_from_db()
    assert (amendment.outcome, amendment.made) == ("accepted", version)
    for address in (proposal.get_absolute_url(), "/se-deplacer/propositions/P-1/versions/2/"):
        page = client.get(address).text
        assert "P-1-M1" in page
        assert "Malik" in page


@c5
def test_old_positions_stay_on_the_version_that_was_read_and_their_owners_are_told_once(citizen, proposal, amendment):
    voters = [PositionFactory(proposal=proposal).participant for _n in range(3)]
    PositionFactory(proposal=proposal, participant=citizen)  # the author is not told of their own act
    first = proposal.current
    answering.accept(amendment=amendment, author=citizen)
    assert set(Position.objects.values_list("version", flat=True)) == {first.pk}
    tell_of_change.func(amendment.pk)
    told = Notice.objects.filter(kind=f"amended_{amendment.pk}")
    assert sorted(told.values_list("recipient_id", flat=True)) == sorted(voter.pk for voter in voters)
    assert set(told.values_list("url", flat=True)) == {"/se-deplacer/propositions/P-1/versions/2/"}


@c5
def test_who_took_position_before_reads_where_to_see_what_changed(client_of, citizen, proposal, amendment):
    voter = PositionFactory(proposal=proposal).participant
    browser = client_of(voter)
    assert browser.get(proposal.get_absolute_url()).context["changed_url"] == ""
    answering.accept(amendment=amendment, author=citizen)
    assert browser.get(proposal.get_absolute_url()).context["changed_url"].endswith("/versions/2/")


def test_the_telling_costs_the_same_queries_a_person_however_many_there_are(
    citizen, proposal, amendment, count_queries
):
    answering.accept(amendment=amendment, author=citizen)
    costs = []
    for _turn in range(2):
        Position.objects.all().delete()
        Notice.objects.all().delete()
        for _n in range(2 * (1 + len(costs))):
            PositionFactory(proposal=proposal, version=Version.objects.get(number=1), participant__email=None)
        Position.objects.first()
        costs.append(len(count_queries(lambda: tell_of_change.func(amendment.pk))))
    assert costs[0] == costs[1] <= 6  # imported voices are not told at all


def test_nobody_but_the_author_answers_and_nobody_else_withdraws(client_of, other_citizen, moderator, amendment):
    for person in (other_citizen, moderator):
        for data in ({"deed": "accept"}, {"answer": "Non."}):
            assert client_of(person).post(f"{PAGE}repondre/", data).status_code == 404
    assert client_of(moderator).post(f"{PAGE}retirer/").status_code == 404
    amendment.refresh_from_db()
    assert amendment.is_open


def test_declined_with_a_word_that_everyone_reads_and_its_author_is_told(client, client_of, citizen, amendment):
    browser = client_of(citizen)
    assert browser.post(f"{PAGE}repondre/", {"deed": "decline", "answer": " "}).status_code == 422
    assert browser.post(f"{PAGE}repondre/", {"deed": "decline", "answer": "Les bus manquent."}).url == PAGE
    assert "Les bus manquent." in client.get(PAGE).text
    assert Notice.objects.get(recipient=amendment.author).url == PAGE
    assert Version.objects.count() == 1


@pytest.mark.parametrize("outcome", ["accepted", "declined", "withdrawn", "outdated"])
def test_what_is_closed_is_not_answered_again(client_of, citizen, amendment, outcome):
    if outcome == "accepted":
        answering.accept(amendment=amendment, author=citizen)
    elif outcome == "declined":
        answering.decline(amendment=amendment, author=citizen, answer="Non.")
    elif outcome == "withdrawn":
        answering.withdraw(amendment=amendment, author=amendment.author)
    else:
        other = AmendmentFactory(proposal=amendment.proposal, start=24, end=39)
        answering.accept(amendment=other, author=citizen)
    count = Version.objects.count()
    again = {"accepted": {"deed": "accept"}, "declined": {"answer": "Non."}}.get(outcome)  # the same leads to the same
    for data in ({"deed": "accept"}, {"answer": "Non."}):
        status = 302 if data == again else 409
        assert client_of(citizen).post(f"{PAGE}repondre/", data).status_code == status
    assert Amendment.objects.get(number=1).outcome == outcome
    assert Version.objects.count() == count


def test_after_the_text_changed_otherwise_it_is_not_accepted(citizen, proposal, amendment):
    add_version(proposal, title="Autre", text="Autrement dit.")
    with pytest.raises(answering.NotOpen):
        answering.accept(amendment=amendment, author=citizen)
    assert Version.objects.count() == 2


def test_after_closing_nothing_is_answered_and_one_s_own_is_still_withdrawn(
    client_of, citizen, other_citizen, amendment
):
    with time_machine.travel(CLOSES, tick=False):
        assert client_of(citizen).post(f"{PAGE}repondre/", {"deed": "accept"}).status_code == 409
        assert client_of(other_citizen).post(f"{PAGE}retirer/").url == PAGE
    assert Amendment.objects.get().outcome == "withdrawn"


def test_an_outdated_one_tells_its_author_and_is_renewed_once(client_of, citizen, other_citizen, proposal, amendment):
    answering.accept(amendment=AmendmentFactory(proposal=proposal, start=24, end=39), author=citizen)
    assert Notice.objects.get(recipient=other_citizen).kind == f"outdated_{amendment.pk}"
    browser = client_of(other_citizen)
    assert browser.get(PAGE).context["renew_url"] == f"{AMEND}?reprise=1"
    form = browser.get(f"{AMEND}?reprise=1").context["form"]
    data = {name: "" if form[name].value() is None else str(form[name].value()) for name in form.fields}
    assert (data["text"], data["read_version"]) == ("Plus de bus", "2")
    assert browser.post(AMEND, data).url == f"{LIST}M-3/"
    assert Amendment.objects.get(number=3).renews == amendment
    assert browser.get(PAGE).context["renew_url"] == ""
    assert f"{LIST}M-3/" in browser.get(PAGE).text
