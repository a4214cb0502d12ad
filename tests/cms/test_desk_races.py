"""Several editors at once lose no word, in real threads; each race with a control that must fail."""

import threading

import pytest
from django.db import connection
from wagtail import hooks

from cms.desk import actions
from cms.models import Citation, Edition, Finding, FindingWording, SynthesisPage
from participants.models import User
from tests import factories
from tests.cms.desk_shelf import through_the_form
from tests.cms.shelf import draft

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
EDITORS = 6
TEXT = " ".join(f"mot{number}" for number in range(EDITORS))


def at_once(deed):
    """Run a deed in threads that start together; returns what each gave or raised."""
    gate, answers = threading.Barrier(EDITORS), [None] * EDITORS

    def act(place):
        gate.wait()
        try:
            answers[place] = deed(place)
        except Exception as error:  # noqa: BLE001 – what it raised is its answer
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[place]) for place in range(EDITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def world():
    consultation = factories.open_consultation()
    editor = User.objects.create_superuser("editrice@example.org")
    proposal = factories.ProposalFactory(consultation=consultation, text=TEXT)
    page = draft(consultation, [("question", "Au départ.", [])])
    return page.findings.select_related("page").get(), proposal, editor


@pytest.fixture
def no_turns(monkeypatch):
    """Nobody waits for anybody, and all have read before one writes."""
    gate, read = threading.Barrier(EDITORS), actions._now

    def read_together(finding):
        found = read(finding)
        gate.wait()
        return found

    monkeypatch.setattr(actions, "take_turn", lambda name: None)
    monkeypatch.setattr(actions, "_now", read_together)


def saves(finding, editor):
    def save(place):
        return actions.change_finding(finding=finding, stamp=0, by=editor, statement=f"Dit par {place}.")

    return save


def words_somewhere():
    return {finding.statement for finding in Finding.objects.all()} | {
        wording.statement for wording in FindingWording.objects.all()
    }


def test_of_many_who_save_at_once_one_is_saved_and_the_others_see_it_beside_theirs(world):
    finding, _proposal, editor = world
    answers = at_once(saves(finding, editor))
    refused = [answer for answer in answers if isinstance(answer, actions.ChangedMeanwhile)]
    assert len(refused) == EDITORS - 1
    saved = Finding.objects.get()
    assert {refusal.theirs.statement for refusal in refused} == {saved.statement}
    assert (saved.stamp, words_somewhere()) == (1, {"Au départ.", saved.statement})


def test_without_turns_words_that_were_said_to_be_saved_are_gone(world, no_turns):
    finding, _proposal, editor = world
    answers = at_once(saves(finding, editor))
    told = {answer.statement for answer in answers if isinstance(answer, Finding)}
    assert len(told) > 1
    assert told - words_somewhere()


def cites(finding, proposal, editor):
    def cite(place):
        return actions.add_citation(finding=finding, source=proposal.current, by=editor, words=f"mot{place}")

    return cite


def test_citations_added_at_once_are_all_kept_each_in_its_place(world):
    finding, proposal, editor = world
    at_once(cites(finding, proposal, editor))
    kept = Citation.objects.filter(finding=finding)
    assert {citation.words for citation in kept} == set(TEXT.split())
    assert sorted(citation.sort_order for citation in kept) == list(range(EDITORS))


def test_without_turns_citations_stand_in_one_place(world, no_turns):
    finding, proposal, editor = world
    at_once(cites(finding, proposal, editor))
    places = [citation.sort_order for citation in Citation.objects.filter(finding=finding)]
    assert len(set(places)) < EDITORS


def test_findings_added_at_once_are_all_kept(world):
    finding, _proposal, editor = world
    at_once(lambda place: actions.add_finding(page=finding.page, by=editor, kind="question", statement=f"N {place}"))
    standing = Finding.objects.standing().filter(page=finding.page)
    assert len(standing) == EDITORS + 1
    assert len({row.sort_order for row in standing}) == EDITORS + 1


@pytest.mark.requirement("C-7")
@pytest.mark.parametrize("in_turn", [True, False])
def test_who_takes_a_citation_out_waits_for_wagtail_s_form_to_have_published(client_of, world, monkeypatch, in_turn):
    """The deed begins once the form has found its gates open; without the turn it is done before the publication."""
    finding, proposal, editor = world
    actions.add_citation(finding=finding, source=proposal.current, by=editor, words="mot1")
    if not in_turn:
        monkeypatch.setattr("cms.wagtail_hooks.take_turn", lambda name: None)
    done = threading.Event()

    def take_out():
        try:
            actions.remove_citation(citation=Citation.objects.select_related("finding__page").get(), by=editor)
            done.set()
        finally:
            connection.close()

    other, early = threading.Thread(target=take_out), []

    def other_deed(request, page):
        other.start()
        early.append(done.wait(timeout=1))

    with hooks.register_temporarily("before_publish_page", other_deed):
        answer = through_the_form(client_of(editor), finding.page)
    other.join()
    assert early == [not in_turn]
    assert answer.status_code == (302 if in_turn else 422)
    assert Edition.objects.exists() is in_turn
    assert SynthesisPage.objects.get().live is in_turn
