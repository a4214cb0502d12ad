"""What lists read of folds agrees with the folds, whatever becomes of the texts."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from participants.my_data import erase
from proposals import actions
from proposals.figures import figures_of
from proposals.models import Proposal
from synthesis import fold_keys, fold_search, folding
from synthesis.models import FoldedText
from tests import factories
from tests.synthesis.folds import COPY, folds, written

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M-10")]

FIRST, SECOND, THIRD, OTHER = range(4)


@pytest.fixture
def kept(django_capture_on_commit_callbacks):
    """An act, and what follows once it is kept."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def folded(consultation, proposals, editor, kept):
    """P-2 and P-3 under P-1."""
    with kept():
        folding.fold(into=proposals[FIRST], proposals=proposals[SECOND : THIRD + 1], by=editor)
    return [Proposal.objects.get(pk=row.pk) for row in proposals[: OTHER + 1]]


def keys():
    """What each text stands under in lists, by number; what the folds themselves say is the same."""
    rows = Proposal.objects.filter(folded_under__isnull=False)
    for consultation in set(Proposal.objects.values_list("consultation", flat=True)):
        said = fold_keys.read(consultation)
        marked = Proposal.objects.filter(consultation=consultation, in_a_fold=True)
        assert set(marked.values_list("pk", flat=True)) == said.all
        here = rows.filter(consultation=consultation)
        assert dict(here.values_list("pk", "folded_under")) == said.under
    return dict(rows.values_list("number", "folded_under__number"))


def test_fold_is_known_to_lists_and_taking_it_back_too(consultation, folded, kept):
    assert keys() == {2: 1, 3: 1}
    with kept():
        folding.unfold(consultation=consultation, keys=[FoldedText.objects.order_by("pk").first().pk])
    assert keys() == {3: 1}
    with kept():
        folding.unfold(consultation=consultation, keys=[FoldedText.objects.order_by("pk").last().pk])
    assert keys() == {}
    assert not Proposal.objects.filter(in_a_fold=True).exists()


def test_copies_that_fold_by_themselves_are_known_too(consultation, proposals, kept):
    copy = written(consultation, COPY)
    with kept():
        fold_search.ask(consultation)
    assert folds() == [(copy.number, 1, True)]
    assert keys() == {copy.number: 1}


WAYS_OUT = {
    "withheld": lambda row: row.withhold(ground="Hors charte", at=timezone.now()),
    "withdrawn": lambda row: row.withdraw(at=timezone.now()),
    "off-topic": lambda row: row.mark_off_topic(ground="Hors sujet", at=timezone.now()),
}
WAYS_BACK = {
    "withheld": lambda row: row.publish(at=timezone.now()),
    "withdrawn": lambda row: row.restore(),
    "off-topic": lambda row: row.publish(at=timezone.now()),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_another_stands_for_all_once_the_first_leaves_and_the_first_again_once_it_is_back(folded, kept, way):
    with kept():
        WAYS_OUT[way](folded[FIRST])
    assert keys() == {3: 2}
    with kept():
        WAYS_BACK[way](Proposal.objects.get(pk=folded[FIRST].pk))
    assert keys() == {2: 1, 3: 1}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_folded_text_that_leaves_is_folded_again_once_it_is_back(folded, kept, way):
    with kept():
        WAYS_OUT[way](folded[SECOND])
    assert keys() == {3: 1}
    with kept():
        WAYS_BACK[way](Proposal.objects.get(pk=folded[SECOND].pk))
    assert keys() == {2: 1, 3: 1}


def changed(proposal, **words):
    with transaction.atomic():
        actions.add_version(proposal, at=timezone.now(), **words)


def test_changed_text_stands_by_itself_and_a_changed_first_lets_all_go(folded, kept):
    with kept():
        changed(folded[SECOND], title="Autre", text="Tout autre chose, enfin.")
    assert keys() == {3: 1}
    with kept():
        changed(folded[FIRST], title="Autre encore", text="Encore tout autre chose.")
    assert keys() == {}


def test_erased_words_stand_for_no_others(consultation, editor, kept):
    author = factories.CitizenFactory()
    rows = [factories.ProposalFactory(consultation=consultation, author=author), written(consultation, "Une phrase.")]
    rows.append(written(consultation, "Une autre phrase."))
    with kept():
        folding.fold(into=rows[0], proposals=rows[1:], by=editor)
    assert keys() == {rows[1].number: rows[0].number, rows[2].number: rows[0].number}
    with kept():
        erase(participant=author, with_texts=True)
    assert keys() == {rows[2].number: rows[1].number}


def test_what_no_act_told_of_is_put_right_by_the_command(consultation, folded, capsys):
    Proposal.objects.filter(consultation=consultation, number=2).update(folded_under=None)
    Proposal.objects.filter(consultation=consultation, number=4).update(folded_under=folded[FIRST].pk, in_a_fold=True)
    call_command("recount_folds")
    assert capsys.readouterr().out == "2 texts put right.\n"
    assert keys() == {2: 1, 3: 1}
    call_command("recount_folds")
    assert capsys.readouterr().out == "0 texts put right.\n"


def test_act_that_is_undone_changes_nothing_in_lists(consultation, proposals, editor, kept):
    class Undone(Exception):
        pass

    def undone():
        with transaction.atomic():
            folding.fold(into=proposals[0], proposals=proposals[1:3], by=editor)
            raise Undone

    with kept() as calls, pytest.raises(Undone):
        undone()
    assert calls == []
    assert keys() == {}


def test_act_on_a_folded_text_costs_no_query_more_than_on_another(folded):
    asked = []
    for row in (folded[SECOND], folded[OTHER]):
        with CaptureQueriesContext(connection) as queries:
            row.withdraw(at=timezone.now())
        asked.append(len(queries))
    assert asked[0] == asked[1] > 0


def test_figures_say_how_many_are_folded(consultation, folded):
    figures = figures_of([consultation.pk])[consultation.pk]
    assert (figures.proposals, figures.folded) == (24, 2)
