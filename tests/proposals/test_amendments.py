"""Another wording: offered with a reason, read, discussed by positions, taken away and erased."""

import pytest
from django.db import IntegrityError, transaction

from consult.models import JournalEntry
from consult.register import described
from participants.models import Notice
from participants.my_data import erase
from participants.registries import exporters
from proposals.amending import answering, positions
from proposals.amending.proposing import Wording, propose
from proposals.amending.spans import sentences
from proposals.models import Amendment, AmendmentPosition, Proposal, Version
from tests.amendment_factory import AmendmentFactory, AmendmentPositionFactory
from tests.conftest import NOON
from tests.factories import (
    CitizenFactory,
    ProposalFactory,
    UserFactory,
    add_version,
    open_consultation,
)
from tests.proposals.amendment_help import AMEND, LIST, PAGE, TEXT, typed, whole

pytestmark = [pytest.mark.django_db]


def test_a_passage_is_chosen_by_sentences_then_written_anew(client, client_of, other_citizen, proposal):
    page = client.get(AMEND)
    assert [row["text"] for row in page.context["sentences"]] == [TEXT[start:end] for start, end in sentences(TEXT)]
    assert client.get(f"{AMEND}?choisir=1").context["none_ticked"]
    begun = client.get(f"{AMEND}?phrase=2&phrase=3&choisir=1").context["form"].initial
    assert begun["text"] == "Et le dimanche. À un prix raisonnable."
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
        {"text": "Et le dimanche."},
        {"end": "900"},
        {"start": "39", "end": "24"},
        {"start": ""},
        {"reason": ""},
        {"start": "0", "end": str(len(TEXT)), "text": ""},
        {"text": "x" * 4_990},
        {"start": "x"},
    ],
)
def test_a_wording_that_cannot_stand_keeps_what_was_typed(client_of, other_citizen, proposal, change):
    data = typed(**change)
    answer = client_of(other_citizen).post(AMEND, data)
    assert answer.status_code == 422
    assert answer.context["form"]["text"].value() == data["text"]
    assert not Amendment.objects.exists()


def test_the_same_form_twice_is_one_amendment_and_other_words_are_not_lost(client_of, other_citizen, proposal):
    browser, data = client_of(other_citizen), typed()
    assert {browser.post(AMEND, data).url for _n in range(2)} == {PAGE}
    answer = browser.post(AMEND, {**data, "text": "Et à midi."})
    assert (answer.status_code, answer.context["form"]["text"].value()) == (409, "Et à midi.")
    again = {name: answer.context["form"][name].value() or "" for name in data}
    assert browser.post(AMEND, again).status_code == 302
    assert Amendment.objects.count() == 2


def test_a_wording_on_a_former_version_is_kept_and_laid_on_the_present_one(client_of, other_citizen, proposal):
    add_version(proposal, title="Autre", text=f"Vite. {TEXT}")
    answer = client_of(other_citizen).post(AMEND, typed())
    assert answer.status_code == 409
    form = answer.context["form"]
    assert (form["read_version"].value(), form["start"].value(), form["text"].value()) == ("2", "30", "Et la nuit.")


def test_signed_out_it_is_kept_through_the_sign_in(client, proposal):
    assert client.post(AMEND, typed()).url.startswith("/connexion/")
    assert client.get(AMEND).context["form"]["text"].value() == "Et la nuit."


def test_who_may_propose_whoever_may_argue_or_submit(client_of, other_citizen, citizen, at_noon):
    for number, rights in enumerate([("submit",), ("argue",), ("take_position",)]):
        page = open_consultation(f"consultation-{number}", rights=rights, moderation="after", repeat_minutes=None)
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
