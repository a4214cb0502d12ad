"""A draft ends when its text is sent, and only then."""

import pytest

from consult.models import Phase
from proposals.models import Argument, Draft, Proposal
from tests.factories import ProposalFactory
from tests.proposals.draft_shelf import FORM, KEY, SAVE, draft_of, kept_words, save, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon"), pytest.mark.requirement("C-8")]


def test_sent_it_goes(browser, consultation):
    save(browser)
    assert browser.post(FORM, typed(1, send="1")).status_code == 302
    assert Proposal.objects.count() == 1
    assert not Draft.objects.exists()


def test_an_argument_that_is_sent_takes_its_draft_along(browser, citizen, consultation):
    proposal = ProposalFactory(consultation=consultation)
    draft_of(citizen, consultation, proposal=proposal, text="Un argument")
    data = {"stance": "for", "text": "Un argument", "draft": str(KEY), "revision": "1"}
    assert browser.post(f"{proposal.get_absolute_url()}argumenter/", data).status_code == 302
    assert Argument.objects.count() == 1
    assert not Draft.objects.exists()


def test_what_could_not_be_sent_stays_a_draft(browser, consultation):
    save(browser)
    Phase.objects.update(may_submit=False)
    assert browser.post(FORM, typed(1)).status_code == 409
    assert browser.post(FORM, typed(1, title="")).status_code == 422
    assert kept_words() == [("Après vingt heures", 1)]


def test_a_submission_that_fails_late_keeps_the_draft(browser, consultation, monkeypatch):
    save(browser)

    def fail(author):
        raise OSError("the database went away")

    monkeypatch.setattr("proposals.drafts.keeping.hold_drafts", fail)
    with pytest.raises(OSError, match="went away"):
        browser.post(FORM, typed(1))
    assert kept_words() == [("Après vingt heures", 1)]
    assert not Proposal.objects.exists()


def test_sending_takes_no_words_that_this_tab_has_not_seen(browser, consultation):
    save(browser)
    save(browser, 1, text="D’un autre onglet")
    browser.post(FORM, typed(1))
    assert Proposal.objects.count() == 1
    assert kept_words() == [("D’un autre onglet", 2)]


def test_the_same_form_sent_twice_is_one_proposal_and_no_draft(browser, consultation):
    save(browser)
    first, second = browser.post(FORM, typed(1)), browser.post(FORM, typed(1))
    assert first.url == second.url
    assert (Proposal.objects.count(), Draft.objects.count()) == (1, 0)


def test_words_that_come_after_they_were_sent_make_no_draft(browser, consultation):
    browser.post(FORM, typed())
    answer = save(browser)
    assert answer.status_code == 409
    assert "sent or deleted meanwhile" in answer.json()["sentence"]
    assert not Draft.objects.exists()


def test_a_tab_left_open_on_a_draft_that_is_gone_can_keep_its_words_anew(browser, citizen, consultation):
    save(browser)
    browser.post(f"/mon-espace/brouillons/{KEY}/supprimer/")
    answer = browser.post(SAVE, typed(1, text="La suite"))
    assert answer.status_code == 409
    assert answer.context["form"]["text"].value() == "La suite"
    assert "Keep as a new draft" in answer.text
    assert browser.post(SAVE, typed(1, text="La suite", both="1")).status_code == 302
    assert kept_words() == [("La suite", 1)]
