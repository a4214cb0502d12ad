"""Drafts of replies and of amendments: kept, resumed and ended as those of arguments are."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from consult.models import Phase
from proposals.models import Amendment, Argument, Draft
from proposals.withdrawing.acting import withdraw
from tests.conftest import NOON
from tests.factories import ArgumentFactory, ProposalFactory, add_version
from tests.proposals import amendment_help
from tests.proposals.amendment_help import AMEND, TEXT
from tests.proposals.draft_shelf import AS_DATA, KEY, OTHER_KEY, draft_of, kept_words

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("C-8")]
REPLY = "/se-deplacer/propositions/P-1/arguments/A1/repondre/"
PAGE = "/se-deplacer/propositions/P-1/"
PASSAGE = {"read_version": 1, "start": 24, "end": 39}
ANSWERED = {"text": "Et les pentes ?", "source_url": "exemple.org/etu"}


@pytest.fixture
def argument(proposal):
    return ArgumentFactory(proposal=proposal)


@pytest.fixture
def writer(client_of, other_citizen):
    """A browser of who does not own the proposal; it speaks English."""
    client = client_of(other_citizen)
    client.cookies["langue"] = "en"
    return client


def reworded(**changes):
    return amendment_help.typed(draft=str(KEY), **changes)


def reply_draft(person, argument, key=KEY, **words):
    about = {"proposal": argument.proposal, "answers": argument}
    return draft_of(person, argument.proposal.consultation, key=key, **about, **(words or ANSWERED))


def amendment_draft(person, proposal, **words):
    begun = {"text": "Et la nuit.", "reason": "On sort tard.", **PASSAGE, **words}
    return draft_of(person, proposal.consultation, proposal=proposal, rewords=True, **begun)


def test_a_reply_is_kept_and_resumed_where_it_answers(writer, argument):
    answer = writer.post(f"{REPLY}brouillon/", {**ANSWERED, "draft": str(KEY)}, follow=True)
    assert answer.redirect_chain == [(f"{REPLY}?brouillon={KEY}", 302)]
    draft = Draft.objects.get()
    assert (draft.kind, draft.proposal, draft.answers) == ("reply", argument.proposal, argument)
    assert {name: answer.context["form"][name].value() for name in ANSWERED} == ANSWERED
    assert f'formaction="{REPLY}brouillon/"' in answer.text


def test_an_amendment_is_kept_with_its_passage_and_its_reason(writer, proposal):
    answer = writer.post(f"{AMEND}brouillon/", reworded(), follow=True)
    assert answer.redirect_chain == [(f"{AMEND}?brouillon={KEY}", 302)]
    assert Draft.objects.get().kind == "amendment"
    form = answer.context["form"]
    names = ("text", "reason", "read_version", "start", "end")
    assert [form[name].value() for name in names] == ["Et la nuit.", "On sort tard.", 1, 24, 39]
    assert answer.context["present"] == "Et le dimanche."
    assert f'formaction="{AMEND}brouillon/"' in answer.text


@pytest.mark.parametrize("address", [f"{REPLY}brouillon/", f"{AMEND}brouillon/"])
def test_the_script_saves_them_as_it_saves_the_others(writer, argument, address):
    answers = [
        writer.post(address, reworded(text=text, revision=number), headers=AS_DATA)
        for number, text in enumerate(["Un", "Deux"])
    ]
    assert [answer.json()["revision"] for answer in answers] == [1, 2]
    late = writer.post(address, reworded(text="Trois", revision=1), headers=AS_DATA)
    assert late.status_code == 409
    assert "Deux" in late.json()["choice"]
    assert kept_words() == [("Deux", 2)]


@pytest.mark.parametrize("address", [f"{REPLY}brouillon/", f"{AMEND}brouillon/"])
def test_without_a_script_both_texts_stand_in_the_form(writer, argument, address):
    writer.post(address, reworded(text="Un"))
    answer = writer.post(address, reworded(text="Deux", revision=0))
    assert answer.status_code == 409
    assert answer.context["form"]["text"].value() == "Deux"
    assert 'name="over" value="1"' in answer.text
    assert kept_words() == [("Un", 1)]


def test_the_whole_text_anew_is_kept_with_its_title(writer, proposal):
    kept = writer.post(f"{AMEND}brouillon/", reworded(start="", end="", title="Des bus"))
    form = writer.get(kept.url).context["form"]
    assert (form["title"].value(), form.is_whole) == ("Des bus", True)


@pytest.mark.parametrize("wrong", ["x", "-1", "9" * 30])
def test_a_passage_that_was_tampered_with_counts_as_none(writer, proposal, wrong):
    kept = writer.post(f"{AMEND}brouillon/", reworded(start=wrong, end=wrong))
    assert Draft.objects.get().start is None
    assert writer.get(kept.url).context["form"]["text"].value() == "Et la nuit."


def test_sent_a_reply_takes_its_draft_along(writer, other_citizen, argument):
    reply_draft(other_citizen, argument)
    assert writer.post(REPLY, {"text": "Et les pentes ?", "draft": str(KEY), "revision": "1"}).status_code == 302
    assert Argument.objects.get(answers=argument).text == "Et les pentes ?"
    assert not Draft.objects.exists()


def test_sent_an_amendment_takes_its_draft_along(writer, other_citizen, proposal):
    amendment_draft(other_citizen, proposal)
    assert writer.post(AMEND, reworded(revision="1")).status_code == 302
    assert (Amendment.objects.count(), Draft.objects.count()) == (1, 0)


@pytest.mark.parametrize("address", [REPLY, AMEND])
def test_words_that_come_after_they_were_sent_make_no_draft(writer, argument, address):
    form = reworded()
    assert writer.post(address, form).status_code == 302
    assert writer.post(f"{address}brouillon/", form, headers=AS_DATA).status_code == 409
    assert not Draft.objects.exists()


def test_another_tab_s_words_stay_for_a_form_of_their_own(writer, proposal):
    form = reworded()
    writer.post(f"{AMEND}brouillon/", {**form, "text": "Un autre onglet"})
    writer.post(AMEND, form)
    assert kept_words() == [("Un autre onglet", 1)]
    resumed = writer.get(f"{AMEND}?brouillon={KEY}").context["form"]
    assert str(resumed["key"].value()) != form["key"]


def test_each_is_resumed_in_its_own_form_only(writer, other_citizen, argument):
    reply_draft(other_citizen, argument)
    ArgumentFactory(proposal=argument.proposal)
    for address in (AMEND, f"{PAGE}argumenter/", f"{PAGE}arguments/A2/repondre/"):
        assert writer.get(f"{address}?brouillon={KEY}").status_code == 404
    assert writer.get(f"{REPLY}?brouillon={KEY}").status_code == 200


@pytest.mark.parametrize("address", [REPLY, AMEND])
def test_another_person_reads_none_of_it(client, client_of, citizen, other_citizen, argument, address):
    reply_draft(other_citizen, argument)
    assert client_of(citizen).get(f"{address}?brouillon={KEY}").status_code == 404
    assert client.get(f"{address}?brouillon={KEY}").url.startswith("/connexion/?next=")
    assert "Et les pentes" not in client_of(citizen).get(PAGE).text + client.get(PAGE).text


def test_the_page_of_a_proposal_offers_what_was_begun_on_it(client, writer, other_citizen, argument):
    proposal = argument.proposal
    reply_draft(other_citizen, argument)
    draft_of(other_citizen, proposal.consultation, proposal=proposal, key=OTHER_KEY, text="Un argument à finir")
    draft_of(other_citizen, proposal.consultation, key=uuid4())
    offers = writer.get(PAGE).context["begun"]["offers"]
    assert [offer["kind"] for offer in offers] == ["Argument", "Reply to A1"]
    assert f'href="{REPLY}?brouillon={KEY}"' in writer.get(PAGE).text
    assert client.get(PAGE).context["begun"] is None


def test_the_choice_of_a_passage_offers_what_was_begun(writer, other_citizen, proposal):
    amendment_draft(other_citizen, proposal)
    assert f'href="{AMEND}?brouillon={KEY}"' in writer.get(AMEND).text


def test_the_newest_drafts_come_with_the_proposal_and_cost_no_query(writer, other_citizen, argument, count_queries):
    writer.get(PAGE)
    without = count_queries(lambda: writer.get(PAGE))
    for number in range(4):
        reply_draft(other_citizen, argument, key=UUID(int=number), text=f"Mot {number} {'x' * 900}")
        Draft.objects.filter(key=UUID(int=number)).update(saved_at=NOON + timedelta(minutes=number))
    assert len(count_queries(lambda: writer.get(PAGE))) == len(without)
    offers = writer.get(PAGE).context["begun"]["offers"]
    assert [offer["label"][:5] for offer in offers] == ["Mot 3", "Mot 2", "Mot 1"]
    assert [offer["kept"] for offer in offers] == [f"Draft kept at 13:0{n}." for n in (3, 2, 1)]


def test_my_space_leads_back_to_each(writer, other_citizen, argument):
    reply_draft(other_citizen, argument)
    page = writer.get("/mon-espace/").text
    assert f"{REPLY}?brouillon={KEY}" in page
    assert "Reply to A1" in page


def test_my_space_names_an_amendment_by_its_reason_and_quotes_nothing_out_of_view(writer, other_citizen, proposal):
    draft = amendment_draft(other_citizen, proposal, title=proposal.title, start=None, end=None)
    assert "On sort tard." in writer.get("/mon-espace/").text
    Draft.objects.filter(pk=draft.pk).update(reason="")
    assert proposal.title in writer.get("/mon-espace/").text
    proposal.withhold(ground="Hors du sujet", at=NOON)
    page = writer.get("/mon-espace/").text
    assert proposal.title not in page
    assert f"{AMEND}?brouillon={KEY}" in page


def test_a_passage_that_moved_is_found_again_and_the_author_told(writer, other_citizen, proposal):
    amendment_draft(other_citizen, proposal)
    add_version(proposal, title="Autre", text=f"Vite. {TEXT}")
    page = writer.get(f"{AMEND}?brouillon={KEY}")
    form = page.context["form"]
    assert [form[name].value() for name in ("read_version", "start", "text")] == [2, 30, "Et la nuit."]
    assert "The text has changed since you began to write." in page.text
    sent = {name: form[name].value() or "" for name in form.fields}
    assert writer.post(AMEND, sent).status_code == 302


def test_a_passage_that_is_gone_leaves_its_words(writer, other_citizen, proposal):
    amendment_draft(other_citizen, proposal)
    add_version(proposal, title="Autre", text="Rien de tout cela.")
    page = writer.get(f"{AMEND}?brouillon={KEY}")
    assert page.context["form"]["text"].value() == "Et la nuit."
    assert "is no longer in the text. Your words are kept here" in page.text


def closed(proposal, argument):
    Phase.objects.update(may_argue=False, may_submit=False)


def withheld(proposal, argument):
    proposal.withhold(ground="Hors du sujet", at=NOON)


def withdrawn(proposal, argument):
    withdraw(proposal=proposal, author=proposal.author)


@pytest.mark.parametrize("happens", [closed, withheld, withdrawn])
@pytest.mark.parametrize("address", [REPLY, AMEND, f"{PAGE}argumenter/"])
def test_what_can_no_longer_be_sent_says_so_and_loses_nothing(writer, argument, address, happens):
    form = reworded(stance="for")
    writer.post(f"{address}brouillon/", form)
    happens(argument.proposal, argument)
    page = writer.get(f"{address}?brouillon={KEY}")
    assert "Your draft cannot be sent at the moment, and it is not lost" in page.text
    assert page.context["form"]["text"].value() == "Et la nuit."
    assert writer.post(address, {**form, "revision": "1"}).status_code == 409
    assert writer.post(f"{address}brouillon/", {**form, "revision": "1", "text": "Plus tard"}).status_code == 302
    assert kept_words() == [("Plus tard", 2)]


def test_what_can_be_sent_says_nothing_of_the_kind(writer, other_citizen, argument):
    reply_draft(other_citizen, argument)
    assert "cannot be sent at the moment" not in writer.get(f"{REPLY}?brouillon={KEY}").text


@pytest.mark.parametrize("address", [REPLY, AMEND])
def test_signed_out_the_button_leads_by_the_sign_in_and_the_words_come_back(client, argument, address):
    assert client.post(f"{address}brouillon/", reworded()).url.startswith("/connexion/?next=")
    form = client.get(address).context["form"]
    assert (form["text"].value(), form["draft"].value()) == ("Et la nuit.", str(KEY))
    assert not Draft.objects.exists()


def test_a_change_that_became_an_amendment_is_sent_to_where_amendments_are(client_of, citizen, proposal):
    """The author had the direct form open when the time for it passed."""
    ArgumentFactory(proposal=proposal)
    data = {"title": proposal.title, "text": f"{TEXT} Enfin.", "tags": "", "read_version": "1"}
    page = client_of(citizen).post(f"{PAGE}modifier/", data)
    assert page.status_code == 409
    assert f'action="{AMEND}"' in page.text


@pytest.mark.parametrize("change", [{"answers": None}, {"kind": "argument"}, {"start": 3}])
def test_the_database_holds_what_is_true_of_each(other_citizen, argument, change):
    reply_draft(other_citizen, argument)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.update(**change)


def test_a_draft_on_an_argument_of_another_proposal_is_none(writer, other_citizen, argument):
    reply_draft(other_citizen, argument)
    other = ArgumentFactory(proposal=ProposalFactory(consultation=argument.proposal.consultation))
    address = f"{other.proposal.get_absolute_url()}arguments/A1/repondre/brouillon/"
    answer = writer.post(address, {"text": "Ailleurs", "draft": str(KEY), "revision": "1"}, headers=AS_DATA)
    assert answer.status_code == 409
    assert kept_words() == [("Et les pentes ?", 1)]
