"""Drafts among one's data: taken away, erased, and forgotten in time."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from consult.models import JournalEntry
from consult.retention import apply_rules
from participants.my_data import erase, export_of
from proposals.drafts.forgetting import remove_old_drafts
from proposals.models import Draft
from tests.conftest import NOON
from tests.factories import ProposalFactory
from tests.proposals.draft_shelf import OTHER_KEY, draft_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.mark.requirement("P-3")
def test_my_drafts_are_among_my_data_and_those_of_others_are_not(citizen, other_citizen, consultation):
    proposal = ProposalFactory(consultation=consultation)
    draft_of(citizen, consultation, proposal=proposal, text="Un argument", stance="for")
    draft_of(other_citizen, consultation, key=OTHER_KEY)
    assert export_of(citizen)["drafts"] == [
        {
            "consultation": "se-deplacer",
            "kind": "argument",
            "proposal": "P-1",
            "answers": "",
            "title": "",
            "text": "Un argument",
            "tags": "",
            "stance": "for",
            "source_url": "",
            "reason": "",
            "version": None,
            "start": None,
            "end": None,
            "renews": None,
            "saved_at": NOON,
        }
    ]


@pytest.mark.requirement("P-4")
def test_an_erased_account_leaves_no_draft(citizen, other_citizen, consultation):
    draft_of(citizen, consultation)
    draft_of(other_citizen, consultation, key=OTHER_KEY)
    assert erase(participant=citizen)["drafts"] == 1
    assert Draft.objects.get().author == other_citizen
    assert JournalEntry.objects.get(event="participant.erased").content["drafts"] == 1


@pytest.mark.requirement("P-9")
def test_a_draft_left_alone_for_90_days_goes_and_a_younger_one_stays(citizen, consultation):
    draft_of(citizen, consultation)
    saved = Draft.objects.get().saved_at
    assert remove_old_drafts(at=saved + timedelta(days=89)) == 0
    assert remove_old_drafts(at=saved + timedelta(days=90, seconds=-1)) == 0
    assert remove_old_drafts(at=saved + timedelta(days=90)) == 1
    assert not Draft.objects.exists()


@pytest.mark.requirement("P-9")
def test_saving_it_again_begins_the_90_days_again(citizen, consultation):
    draft = draft_of(citizen, consultation)
    Draft.objects.update(saved_at=NOON - timedelta(days=80))
    draft_of(citizen, consultation, title=draft.title, text=draft.text)
    assert remove_old_drafts(at=NOON + timedelta(days=80)) == 0


@pytest.mark.requirement("P-9")
def test_it_runs_by_itself_and_on_demand(citizen, consultation, capsys):
    draft_of(citizen, consultation)
    Draft.objects.update(saved_at=NOON - timedelta(days=90))
    assert apply_rules(at=NOON)["drafts"] == 1  # each night: ``consult.tasks.keep_no_longer``
    call_command("forget_drafts")
    assert "0 drafts deleted." in capsys.readouterr().out
