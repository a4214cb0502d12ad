"""Drafts: what is typed is kept, for its author alone, and never written over unseen."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from consult.models import ConsultationPage, JournalEntry, Phase
from participants.context import mark_of
from participants.models import Consent
from proposals.drafts.keeping import MOST_DRAFTS
from proposals.models import Draft
from proposals.models.draft import LONGEST_TEXT, Words
from tests.factories import ProposalFactory, open_consultation
from tests.proposals.draft_shelf import FORM, KEY, OTHER_KEY, SAVE, draft_of, kept_words, save, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("C-8")]


def test_what_is_typed_is_kept_and_says_when(browser, citizen, consultation):
    answer = save(browser)
    assert answer.json() == {
        "sentence": "Draft kept at 13:00.",
        "revision": 1,
        "address": f"{FORM}?brouillon={KEY}",
    }
    draft = Draft.objects.get()
    assert (draft.author, draft.consultation, draft.kind, draft.proposal) == (citizen, consultation, "proposal", None)
    assert draft.words == Words("Un train le soir", "Après vingt heures", "train, soir")
    assert not JournalEntry.objects.exists()


def test_each_save_is_a_revision_and_the_same_words_are_none(browser, consultation):
    assert save(browser).json()["revision"] == 1
    assert save(browser, 1, text="Après vingt-deux heures").json()["revision"] == 2
    assert save(browser, 2, text="Après vingt-deux heures").json()["revision"] == 2
    assert save(browser, 0, text="Après vingt-deux heures").json()["revision"] == 2
    assert kept_words() == [("Après vingt-deux heures", 2)]


def test_unfinished_words_are_kept_though_they_could_not_be_sent(browser, consultation):
    assert save(browser, title="", tags="a, b, c, d, e, f, g").status_code == 200
    assert Draft.objects.get().tags == "a, b, c, d, e, f, g"


def test_without_a_script_a_button_keeps_it_and_leads_back_to_the_words(browser, consultation):
    answer = browser.post(SAVE, typed(keep="1"), follow=True)
    assert answer.redirect_chain == [(f"{FORM}?brouillon={KEY}", 302)]
    form = answer.context["form"]
    assert [form[name].value() for name in ("title", "text", "tags")] == [
        "Un train le soir",
        "Après vingt heures",
        "train, soir",
    ]
    assert (form["draft"].value(), form["revision"].value()) == (str(KEY), 1)
    assert "Your draft is kept. Nobody but you can read it." in answer.text
    assert "Draft kept at 13:00." in answer.text


def test_the_button_sends_to_where_drafts_are_kept(browser, consultation):
    page = browser.get(FORM).text
    assert f'formaction="{SAVE}"' in page
    assert page.index('name="send"') < page.index('name="keep"'), "Enter would keep it in place of sending it"


def test_an_argument_is_kept_with_its_stance_and_its_source(browser, consultation):
    proposal = ProposalFactory(consultation=consultation)
    address = f"{proposal.get_absolute_url()}argumenter/"
    data = {"stance": "against", "text": "Trop cher", "source_url": "exemple.org/etu", "draft": str(KEY)}
    answer = browser.post(f"{address}brouillon/", data, follow=True)
    draft = Draft.objects.get()
    assert (draft.kind, draft.proposal) == ("argument", proposal)
    assert answer.redirect_chain == [(f"{address}?brouillon={KEY}", 302)]
    assert [answer.context["form"][name].value() for name in ("stance", "text", "source_url")] == [
        "against",
        "Trop cher",
        "exemple.org/etu",
    ]


def test_a_stance_that_is_none_is_left_out(browser, consultation):
    proposal = ProposalFactory(consultation=consultation)
    browser.post(f"{proposal.get_absolute_url()}argumenter/brouillon/", {"stance": "loud", "text": "Trop cher"})
    assert Draft.objects.get().stance == ""


def test_the_form_on_the_page_of_a_proposal_can_be_kept_too(browser, consultation):
    proposal = ProposalFactory(consultation=consultation)
    page = browser.get(proposal.get_absolute_url()).text
    assert f'formaction="{proposal.get_absolute_url()}argumenter/brouillon/"' in page
    assert 'name="draft"' in page


def test_another_person_sees_no_draft_of_mine(browser, client_of, other_citizen, citizen, consultation):
    draft = draft_of(citizen, consultation)
    other = client_of(other_citizen)
    assert other.get(f"{FORM}?brouillon={KEY}").status_code == 404
    assert other.get(f"/mon-espace/brouillons/{KEY}/supprimer/").status_code == 404
    assert other.post(f"/mon-espace/brouillons/{KEY}/supprimer/").status_code == 404
    assert "Après vingt heures" not in other.get(FORM).text + other.get("/mon-espace/").text
    draft.refresh_from_db()


@pytest.mark.parametrize("key", ["", "x", "0", str(OTHER_KEY), "%00"])
def test_a_draft_that_does_not_exist_is_404(browser, citizen, consultation, key):
    draft_of(citizen, consultation)
    answer = browser.get(f"{FORM}?brouillon={key}")
    assert answer.status_code == 404
    assert "There is no such draft" in answer.text


def test_a_draft_is_resumed_in_the_form_it_is_for(browser, citizen, consultation):
    proposal = ProposalFactory(consultation=consultation)
    draft_of(citizen, consultation, proposal=proposal)
    assert browser.get(f"{FORM}?brouillon={KEY}").status_code == 404
    assert browser.get(f"{proposal.get_absolute_url()}argumenter/?brouillon={KEY}").status_code == 200


def test_signed_out_the_address_of_a_draft_leads_by_the_sign_in(client, citizen, consultation):
    draft_of(citizen, consultation)
    answer = client.get(f"{FORM}?brouillon={KEY}")
    assert answer["Location"] == f"/connexion/?next={FORM}%3Fbrouillon%3D{KEY}"


def test_an_empty_form_offers_what_was_begun(browser, citizen, consultation):
    proposal = ProposalFactory(consultation=consultation)
    draft_of(citizen, consultation, proposal=proposal, key=OTHER_KEY, text="Un argument")
    draft_of(citizen, consultation)
    offers = browser.get(FORM).context["draft"]["offers"]
    assert [offer["url"] for offer in offers] == [f"{FORM}?brouillon={KEY}"]
    page = browser.get(f"{proposal.get_absolute_url()}argumenter/").text
    assert "Go on with “Un argument”" in page


def test_signed_out_the_button_leads_by_the_sign_in_and_the_words_come_back(client, consultation):
    answer = client.post(SAVE, typed(keep="1"))
    assert answer["Location"] == "/connexion/?next=%2Fse-deplacer%2Fdeposer%2F"
    form = client.get(FORM).context["form"]
    assert (form["text"].value(), form["draft"].value()) == ("Après vingt heures", str(KEY))
    assert not Draft.objects.exists()


@pytest.mark.requirement("P-1")
def test_nothing_is_kept_without_a_consent(client_of, stranger, consultation):
    client = client_of(stranger)
    assert client.post(SAVE, typed())["Location"] == "/bienvenue/?next=%2Fse-deplacer%2Fdeposer%2F"
    answer = save(client)
    assert (answer.status_code, answer.json()["signed_out"]) == (403, False)
    assert not Draft.objects.exists()


def test_signed_out_the_script_is_told_so(client, consultation):
    answer = save(client)
    assert answer.status_code == 403
    assert answer.json()["signed_out"] is True


def test_a_suspended_account_keeps_nothing_and_loses_no_word(browser, citizen, consultation):
    citizen.consents.update(withdrawn_at=citizen.joined_at)
    assert save(browser).status_code == 403
    Consent.objects.update(withdrawn_at=None)
    assert save(browser).status_code == 200


def test_words_typed_by_one_person_never_become_a_draft_of_the_next(browser, citizen, other_citizen, consultation):
    """Somebody else signed in, in another tab of the same browser."""
    assert save(browser, reader=mark_of(other_citizen)).status_code == 403
    assert not Draft.objects.exists()
    assert save(browser, reader=mark_of(citizen)).status_code == 200


def test_nothing_typed_is_nothing_kept(browser, consultation):
    answer = save(browser, title=" ", text="\n", tags="")
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_there_are_so_many_drafts_a_person_and_consultation(browser, citizen, other_citizen, consultation):
    for number in range(MOST_DRAFTS):
        draft_of(citizen, consultation, key=UUID(int=number), text=f"Idée {number}")
    draft_of(other_citizen, consultation, key=OTHER_KEY)
    answer = browser.post(SAVE, typed())
    assert answer.status_code == 422
    assert "20 drafts in this consultation, the most that are kept" in answer.text
    assert answer.context["form"]["text"].value() == "Après vingt heures"
    assert save(browser, 1, draft=str(UUID(int=3)), text="Autre").status_code == 200
    elsewhere = open_consultation(slug="ailleurs")
    assert browser.post("/ailleurs/deposer/brouillon/", typed()).status_code == 302
    assert Draft.objects.filter(author=citizen, consultation=elsewhere).count() == 1


def test_a_draft_has_a_greatest_length_that_a_sentence_says(browser, consultation):
    assert save(browser, text="x" * LONGEST_TEXT).status_code == 200
    answer = save(browser, 1, text="x" * (LONGEST_TEXT + 1))
    assert answer.status_code == 422
    assert answer.json()["sentence"] == "This is too long to be kept as a draft: 50000 characters at most."
    assert save(browser, 1, title="x" * 501).status_code == 422


@pytest.mark.parametrize("change", [{"revision": 0}, {"text": "x" * (LONGEST_TEXT + 1)}, {"kind": "argument"}])
def test_the_database_holds_what_is_true_of_each_draft(citizen, consultation, change):
    draft_of(citizen, consultation)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.update(**change)


def test_a_draft_is_kept_after_the_phase_has_closed(browser, citizen, consultation):
    Phase.objects.update(may_submit=False)
    assert save(browser).status_code == 200
    page = browser.get(f"{FORM}?brouillon={KEY}")
    assert page.context["form"]["text"].value() == "Après vingt heures"
    assert "Après vingt heures" in page.text


def test_a_draft_about_a_text_withheld_meanwhile_is_kept(browser, citizen, consultation):
    proposal = ProposalFactory(consultation=consultation)
    draft_of(citizen, consultation, proposal=proposal, text="Un argument")
    proposal.withhold(ground="Hors du sujet", at=proposal.created_at)
    address = f"{proposal.get_absolute_url()}argumenter/"
    answer = browser.post(f"{address}brouillon/", {"text": "Un argument, suite", "draft": str(KEY), "revision": "1"})
    assert answer.status_code == 302
    assert "Plus de trains" not in browser.get("/mon-espace/").text
    assert "Un argument, suite" in browser.get(f"{address}?brouillon={KEY}").text


def test_a_form_without_a_mark_or_with_a_broken_one_is_a_new_draft(browser, consultation):
    browser.post(SAVE, typed(draft="x", revision="-3"))
    browser.post(SAVE, {"title": "Sans rien"})
    browser.post(SAVE, typed(draft="", revision="9" * 40))
    assert Draft.objects.count() == 3


def test_my_space_lists_my_drafts_and_leads_back_to_each(browser, citizen, consultation):
    proposal = ProposalFactory(consultation=consultation)
    draft_of(citizen, consultation)
    draft_of(citizen, consultation, proposal=proposal, key=OTHER_KEY, text="Un argument <b>")
    page = browser.get("/mon-espace/").text
    assert f"{FORM}?brouillon={KEY}" in page
    assert f"{proposal.get_absolute_url()}argumenter/?brouillon={OTHER_KEY}" in page
    assert "Un argument &lt;b&gt;" in page
    assert f"/mon-espace/brouillons/{KEY}/supprimer/" in page


def test_a_draft_of_a_consultation_out_of_view_is_still_listed(browser, citizen, consultation):
    draft_of(citizen, consultation)
    ConsultationPage.objects.update(live=False)
    page = browser.get("/mon-espace/").text
    assert "Un train le soir" in page
    assert f"?brouillon={KEY}" not in page
    assert browser.get(f"/mon-espace/brouillons/{KEY}/supprimer/").status_code == 200


def test_a_draft_is_deleted_after_a_page_that_shows_it(browser, citizen, consultation):
    draft_of(citizen, consultation)
    page = browser.get(f"/mon-espace/brouillons/{KEY}/supprimer/").text
    assert "Après vingt heures" in page
    assert Draft.objects.exists()
    answer = browser.post(f"/mon-espace/brouillons/{KEY}/supprimer/", follow=True)
    assert "Your draft is deleted." in answer.text
    assert not Draft.objects.exists()


def test_drafts_stand_in_no_public_page(client, citizen, consultation):
    draft_of(citizen, consultation, title="Trottinettes volantes", text="Des trottinettes volantes")
    pages = ["propositions/", "propositions/?q=trottinettes", "propositions.csv", "donner-mon-avis/", "deposer/", ""]
    for page in [*(f"/se-deplacer/{page}" for page in pages), "/", "/registre/"]:
        answer = client.get(page)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"rottinettes volantes" not in body, page


def test_a_save_costs_few_queries(browser, citizen, consultation, count_queries):
    save(browser)
    assert len(count_queries(lambda: save(browser, 1, text="La suite"))) <= 8
    assert len(count_queries(lambda: browser.get(FORM))) <= 8
