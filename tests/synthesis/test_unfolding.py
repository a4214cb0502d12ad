"""Folds taken back: what an act had replaced stands again, but what was decided since."""

import pytest

from consult.models import JournalEntry
from consult.register import event_descriptions
from synthesis import folding, same
from synthesis.given import DecisionsExclude, standing_decisions
from tests.synthesis.folds import folds, let_alone, said_by, searched, withheld

pytestmark = pytest.mark.django_db


def test_folding_what_stands_for_others_takes_them_along_and_undoing_puts_them_back(consultation, proposals, editor):
    folding.fold(into=proposals[1], proposals=[proposals[2]], by=editor)
    done = folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    assert folds() == [(2, 1, False), (3, 1, False)]
    assert {said.texts for said in said_by(proposals[:3]).values()} == {3}
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(3, 2, False)]


def test_undoing_leaves_alone_what_was_decided_meanwhile(consultation, proposals, editor):
    first, second, third, fourth = proposals[:4]
    folding.fold(into=second, proposals=[first], by=editor)
    done = folding.fold(into=third, proposals=[second], by=editor)
    let_alone(consultation, first)
    folding.fold(into=fourth, proposals=[first], by=editor)
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(1, 4, False)]


def test_undoing_does_not_fold_what_a_person_let_stand_by_itself(consultation, proposals, editor):
    first, second, third = proposals[:3]
    folding.fold(into=second, proposals=[first], by=editor)
    done = folding.fold(into=third, proposals=[second], by=editor)
    let_alone(consultation, first)
    same.say_same(first=first, second=second, same=False, by=editor)
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == []


def test_undoing_two_folds_of_one_text_puts_the_first_again(consultation, proposals, editor):
    folding.fold(into=proposals[1], proposals=[proposals[0]], by=editor)
    one = folding.fold(into=proposals[2], proposals=[proposals[1]], by=editor)
    two = folding.fold(into=proposals[3], proposals=[proposals[2]], by=editor)
    folding.unfold(consultation=consultation, keys=[*one.new, *two.new], restored=[*one.replaced, *two.replaced])
    assert folds() == [(1, 2, False)]


@pytest.mark.requirement("G-6")
def test_fold_is_undone_also_once_the_text_that_stood_for_the_others_was_withheld(consultation, proposals, editor):
    first, second, third, fourth = proposals[:4]
    folding.fold(into=second, proposals=[third], by=editor)
    done = folding.fold(into=first, proposals=[second, fourth], by=editor)
    withheld(first)
    searched(consultation)
    assert folds() == [(1, 2, False), (3, 2, False), (4, 2, False)]
    assert folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced) == 3
    assert folds() == [(3, 2, False)]
    entries = list(JournalEntry.objects.order_by("-number")[:2])
    assert [entry.content["into"] for entry in entries] == ["P-2", "P-1"]
    assert entries[1].content["proposals"] == ["P-2", "P-3", "P-4"]
    with pytest.raises(folding.NotFolded):
        folding.unfold(consultation=consultation, keys=done.new)


@pytest.mark.requirement("G-6")
def test_undoing_the_fold_of_what_stands_in_leaves_together_what_others_folded(consultation, proposals, editor):
    first, second, third, fourth = proposals[:4]
    one = folding.fold(into=first, proposals=[second], by=editor)
    folding.fold(into=first, proposals=[third, fourth], by=editor)
    withheld(first)
    searched(consultation)
    late = folding.fold(into=second, proposals=[proposals[4]], by=editor)
    assert standing_decisions(consultation)["together"] == [[2, 3], [2, 4], [2, 5]]
    folding.unfold(consultation=consultation, keys=one.new)
    assert standing_decisions(consultation)["together"] == [[3, 4], [2, 5]]
    folding.unfold(consultation=consultation, keys=late.new)
    assert standing_decisions(consultation)["together"] == [[3, 4]]


@pytest.mark.requirement("G-6")
def test_register_tells_each_fold_that_undoing_puts_again_and_no_other(consultation, proposals, editor):
    one, two, three, four, five = proposals[:5]
    folding.fold(into=one, proposals=[two], by=editor)
    folding.fold(into=three, proposals=[four], by=editor)
    done = folding.fold(into=five, proposals=[one, three], by=editor)
    let_alone(consultation, four)
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(2, 1, False)]
    last, before = JournalEntry.objects.order_by("-number")[:2]
    assert (last.event, last.content) == ("texts.folded_again", {"into": "P-1", "proposals": ["P-2"]})
    assert before.event == "texts.unfolded"
    assert dict(event_descriptions.items())["texts.folded_again"](last).count("P-") == 2


def test_undoing_is_refused_in_a_sentence_where_it_would_exclude_what_was_said(consultation, proposals, editor):
    first, second, third = proposals[:3]
    folding.fold(into=second, proposals=[first], by=editor)
    done = folding.fold(into=third, proposals=[second], by=editor)
    let_alone(consultation, second)
    same.say_same(first=first, second=second, same=False, by=editor)
    with pytest.raises(DecisionsExclude, match="P-1 et P-2"):
        folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(1, 3, False)]
