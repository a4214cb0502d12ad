"""Another wording: offered with a reason, accepted as a version, declined with a word, withdrawn, outdated, renewed."""

from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from consult.models import JournalEntry
from consult.register import described
from participants.models import Notice
from participants.my_data import erase
from participants.registries import exporters
from proposals.amending import answering, positions
from proposals.amending.proposing import Wording, propose
from proposals.amending.spans import sentences
from proposals.amending.tasks import tell_of_change
from proposals.models import Amendment, AmendmentPosition, Position, Proposal, Version
from tests.amendment_factory import AmendmentFactory, AmendmentPositionFactory
from tests.conftest import NOON
from tests.factories import (
    CLOSES,
    CitizenFactory,
    PositionFactory,
    ProposalFactory,
    UserFactory,
    add_version,
    open_consultation,
)

AMEND = "/se-deplacer/propositions/P-1/amender/"
LIST = "/se-deplacer/propositions/P-1/amendements/"
PAGE = f"{LIST}M-1/"
TEXT = "Plus de trains le soir. Et le dimanche. À un prix raisonnable."
pytestmark = [pytest.mark.django_db]
c5 = pytest.mark.requirement("C-5")


@pytest.fixture
def after(at_noon):
    """A consultation that moderates afterwards, at noon."""
    return open_consultation(moderation="after")


@pytest.fixture
def proposal(after, citizen):
    return ProposalFactory(consultation=after, author=citizen, text=TEXT)


@pytest.fixture
def amendment(proposal, other_citizen):
    return AmendmentFactory(proposal=proposal, author=other_citizen)


def typed(**changes):
    """A passage's other wording as it is posted: the second sentence."""
    whole = {"start": "24", "end": "39", "wording": "Et la nuit.", "reason": "On sort tard.", "read_version": "1"}
    return {**whole, "key": str(uuid4()), **changes}


def whole(**changes):
    return typed(start="", end="", title="Des bus le soir", wording="Des bus.", **changes)


def test_a_passage_is_chosen_by_sentences_then_written_anew(client, client_of, other_citizen, proposal):
    page = client.get(AMEND)
    assert [row["text"] for row in page.context["sentences"]] == [TEXT[start:end] for start, end in sentences(TEXT)]
    assert client.get(f"{AMEND}?choisir=1").context["none_ticked"]
    begun = client.get(f"{AMEND}?phrase=2&phrase=3&choisir=1").context["form"].initial
    assert begun["wording"] == "Et le dimanche. À un prix raisonnable."
    answer = client_of(other_citizen).post(AMEND, typed())
    assert answer.url == PAGE
    row = Amendment.objects.get()
    assert (row.merged[1], row.reference) == ("Plus de trains le soir. Et la nuit. À un prix raisonnable.", "P-1-M1")
    assert (row.state, row.outcome, row.version) == ("published", "open", proposal.current)


def test_the_whole_text_and_title_are_written_anew(client, client_of, other_citizen, proposal):
    assert client.get(f"{AMEND}?tout=1").context["form"].initial["title"] == proposal.title
    client_of(other_citizen).post(AMEND, whole())
    assert Amendment.objects.get().merged == ("Des bus le soir", "Des bus.")


def test_where_a_moderator_reads_first_it_waits_and_only_its_author_sees_it(
    client, client_of, citizen, other_citizen, consultation, at_noon
):
    ProposalFactory(consultation=consultation, author=citizen, text=TEXT)
    client_of(other_citizen).post(AMEND, typed())
    assert Amendment.objects.get().state == "submitted"
    assert client.get(PAGE).status_code == client_of(citizen).get(PAGE).status_code == 404
    assert client_of(other_citizen).get(PAGE).status_code == 200
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"wording": "Et le dimanche."},
        {"end": "900"},
        {"start": "39", "end": "24"},
        {"start": ""},
        {"reason": ""},
        {"start": "0", "end": str(len(TEXT)), "wording": ""},
        {"wording": "x" * 4_990},
        {"start": "x"},
    ],
)
def test_a_wording_that_cannot_stand_keeps_what_was_typed(client_of, other_citizen, proposal, change):
    data = typed(**change)
    answer = client_of(other_citizen).post(AMEND, data)
    assert answer.status_code == 422
    assert answer.context["form"]["wording"].value() == data["wording"]
    assert not Amendment.objects.exists()


def test_the_same_form_twice_is_one_amendment_and_other_words_are_not_lost(client_of, other_citizen, proposal):
    browser, data = client_of(other_citizen), typed()
    assert {browser.post(AMEND, data).url for _n in range(2)} == {PAGE}
    answer = browser.post(AMEND, {**data, "wording": "Et à midi."})
    assert (answer.status_code, answer.context["form"]["wording"].value()) == (409, "Et à midi.")
    again = {name: answer.context["form"][name].value() or "" for name in data}
    assert browser.post(AMEND, again).status_code == 302
    assert Amendment.objects.count() == 2


def test_a_wording_on_a_former_version_is_kept_and_laid_on_the_present_one(client_of, other_citizen, proposal):
    add_version(proposal, title="Autre", text=f"Vite. {TEXT}")
    answer = client_of(other_citizen).post(AMEND, typed())
    assert answer.status_code == 409
    form = answer.context["form"]
    assert (form["read_version"].value(), form["start"].value(), form["wording"].value()) == ("2", "30", "Et la nuit.")


def test_signed_out_it_is_kept_through_the_sign_in(client, proposal):
    assert client.post(AMEND, typed()).url.startswith("/connexion/")
    assert client.get(AMEND).context["form"]["wording"].value() == "Et la nuit."


def test_who_may_propose_whoever_may_argue_or_submit(client_of, other_citizen, citizen, at_noon):
    for number, rights in enumerate([("submit",), ("argue",), ("take_position",)]):
        page = open_consultation(f"consultation-{number}", rights=rights, moderation="after")
        ProposalFactory(consultation=page, author=citizen, text=TEXT)
        answer = client_of(other_citizen).post(f"/consultation-{number}/propositions/P-1/amender/", typed())
        assert answer.status_code == (409 if rights == ("take_position",) else 302)


def test_nobody_amends_what_has_no_author_here_or_is_out_of_view(client_of, other_citizen, proposal):
    browser = client_of(other_citizen)
    Proposal.objects.update(author=None)
    assert browser.post(AMEND, typed()).status_code == 409
    proposal.withhold(ground="Hors du sujet", at=NOON)
    assert browser.post(AMEND, typed()).status_code == 409
    assert TEXT not in browser.get(AMEND).text
    assert not Amendment.objects.exists()


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
    assert (data["wording"], data["read_version"]) == ("Plus de bus", "2")
    assert browser.post(AMEND, data).url == f"{LIST}M-3/"
    assert Amendment.objects.get(number=3).renews == amendment
    assert browser.get(PAGE).context["renew_url"] == ""
    assert f"{LIST}M-3/" in browser.get(PAGE).text


def test_positions_on_it_are_one_a_person_changed_and_taken_back(client, client_of, other_citizen, citizen, amendment):
    browser, vote = client_of(other_citizen), f"{PAGE}position/"
    assert browser.get(f"{vote}?valeur=1").context["chosen"] == "agree"
    for word, value in [("agree", 1), ("disagree", -1)]:
        assert browser.post(vote, {"position": word}).url == f"{PAGE}#positions"
        assert AmendmentPosition.objects.get().value == value
    part = browser.post(vote, {"position": "mixed"}, headers={"HX-Request": "true"})
    assert part.context["tally"]["mixed"] == 1
    browser.post(vote, {"position": "none"})
    assert not AmendmentPosition.objects.exists()
    assert browser.post(vote, {"position": "x"}).status_code == 422
    assert client.post(vote, {"position": "agree"}).url.startswith("/connexion/")
    answering.decline(amendment=amendment, author=citizen, answer="Non.")
    assert browser.post(vote, {"position": "agree"}).status_code == 409


def test_a_position_costs_two_queries(amendment, other_citizen, count_queries):
    cost = count_queries(lambda: positions.take_position(amendment=amendment, participant=other_citizen, value=1))
    assert len(cost) == 2


def test_the_list_costs_the_same_for_one_and_for_many(client_of, other_citizen, amendment, count_queries):
    browser = client_of(other_citizen)
    browser.get(LIST)  # what a process asks once
    one = count_queries(lambda: browser.get(LIST))
    for _n in range(5):
        AmendmentPositionFactory(amendment=AmendmentFactory(proposal=amendment.proposal))
    many = count_queries(lambda: browser.get(LIST))
    assert len(one) == len(many) <= 12
    page = count_queries(lambda: browser.get(PAGE))
    assert len(page) <= 12


def test_the_proposal_says_how_many_there_are_and_how_many_wait(client, proposal, amendment):
    AmendmentFactory(proposal=proposal, waiting=True)
    summary = client.get(proposal.get_absolute_url()).context["amended"]
    assert (summary["total"], summary["waiting"], summary["url"]) == (1, 1, LIST)


def test_out_of_view_no_page_quotes_the_proposal(client, proposal, amendment):
    proposal.withhold(ground="Hors du sujet", at=NOON)
    assert client.get(PAGE).status_code == 409
    sent = client.post(AMEND, typed(reason=""))  # a form with a fault comes back, without the passage
    assert "raisonnable" not in client.get(PAGE).text + client.get(LIST).text + sent.text
    assert "dimanche" not in sent.text


def test_the_journal_names_steps_by_references_and_seals(citizen, amendment):
    Amendment.objects.update(state="submitted", published_at=None)
    amendment.refresh_from_db()
    from proposals.amending.proposing import publish_amendment

    publish_amendment(amendment, at=NOON)
    answering.accept(amendment=amendment, author=citizen)
    entries = list(JournalEntry.objects.filter(event__startswith="amendment.").order_by("number"))
    assert [entry.event for entry in entries] == ["amendment.published", "amendment.accepted"]
    assert entries[0].content["seal"] == amendment.seal
    assert entries[1].content["fingerprint"] == Version.objects.get(number=2).fingerprint
    assert {row["url"] for row in described(entries)} == {PAGE}


def test_the_export_is_open_data_without_formulas(client, amendment):
    AmendmentFactory(proposal=amendment.proposal, waiting=True, reason="Attend")
    Amendment.objects.filter(number=1).update(wording="=1+1")
    lines = b"".join(client.get("/se-deplacer/amendements.csv").streaming_content).decode()
    assert "P-1-M1" in lines
    assert "'=1+1" in lines
    assert "Attend" not in lines


def test_erased_the_accepted_words_stay_without_a_name_and_the_others_go(client, citizen, other_citizen, amendment):
    declined = AmendmentFactory(proposal=amendment.proposal, author=other_citizen, reason="Une raison à effacer")
    answering.decline(amendment=declined, author=citizen, answer="Non.")
    waits = AmendmentFactory(proposal=amendment.proposal, author=other_citizen, waiting=True)
    answering.accept(amendment=amendment, author=citizen)
    AmendmentPositionFactory(amendment=declined, participant=other_citizen)
    assert len(dict(exporters.items())["amendments"](other_citizen)) == 3
    erase(participant=other_citizen)
    rows = list(Amendment.objects.order_by("number"))
    assert [(row.author, row.outcome) for row in rows] == [(None, "accepted"), (None, "declined"), (None, "outdated")]
    assert [row.reason for row in rows] == [amendment.reason, "", ""]
    assert not AmendmentPosition.objects.exists()
    page = client.get(f"{LIST}M-2/")
    assert page.status_code == 200
    assert "Une raison" not in page.text
    assert "Malik" not in client.get(PAGE).text + client.get(LIST).text
    assert waits.number == 3


def test_my_space_shows_what_waits_for_me_and_what_i_proposed(client_of, citizen, other_citizen, amendment):
    assert PAGE in client_of(citizen).get("/mon-espace/").text
    assert PAGE in client_of(other_citizen).get("/mon-espace/").text
    assert PAGE not in client_of(CitizenFactory()).get("/mon-espace/").text


def test_the_author_of_the_proposal_is_told_of_a_new_one_without_its_words(citizen, other_citizen, proposal):
    wording = Wording(0, 14, "", "Plus de bus", "Une raison.")
    propose(proposal=proposal, author=other_citizen, wording=wording, read_version=1)
    notice = Notice.objects.get(recipient=citizen)
    assert notice.url == PAGE
    assert "raison." not in notice.body
    assert "Malik" not in notice.body + notice.subject


def test_without_consent_it_is_kept_for_later(client_of, proposal):
    browser = client_of(UserFactory())
    assert browser.post(AMEND, typed()).url.startswith("/bienvenue/?next=")
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"start": None},
        {"end": 0},
        {"title": "Un titre"},
        {"reason": ""},
        {"outcome": "withdrawn"},
        {"outcome": "accepted", "closed_at": NOON},
        {"outcome": "declined", "closed_at": NOON},
        {"closed_at": NOON},
        {"outcome": "declined", "closed_at": NOON, "answer": "Non.", "state": "submitted", "published_at": None},
        {"blanked_at": NOON},
        {"number": 2},
    ],
)
def test_the_database_refuses_rows_that_contradict_themselves(amendment, broken):
    AmendmentFactory(proposal=amendment.proposal)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(**broken)
