"""Texts that say the same: copies fold by themselves, and a person folds the others."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.models import JournalEntry
from synthesis import actions, fold_search, folding, same
from synthesis.given import DecisionsExclude, standing_decisions
from synthesis.models import Cluster, FoldedText, FoldSearch
from tests import factories
from tests.synthesis.folds import COPY, REWORDED, folds, groups, open_folds, said_by, searched, withheld, written

pytestmark = pytest.mark.django_db


def test_copies_fold_by_themselves_and_rewordings_wait_for_a_person(consultation, reworded):
    copy = written(consultation, COPY)
    search = searched(consultation)
    assert folds() == [(copy.number, 1, True)]
    assert groups(consultation) == [[1, reworded.number]] or groups(consultation) == [[reworded.number, 1]]
    assert search.compared == search.texts == 26
    assert JournalEntry.objects.get(event="texts.copies_folded").content == {"texts": 1, "groups": 1}


def test_each_grouping_is_followed_by_a_search(consultation, reworded, editor):
    actions.start_run(consultation=consultation, by=editor, groups=4)
    assert FoldSearch.objects.get().state == "done"
    assert len(groups(consultation)) == 1


def test_copy_that_a_person_took_back_does_not_fold_by_itself_again(consultation, proposals):
    written(consultation, COPY)
    searched(consultation)
    folding.unfold(consultation=consultation, keys=[FoldedText.objects.get().pk])
    searched(consultation)
    assert folds() == []


def test_text_said_not_to_be_the_same_does_not_fold_by_itself_once_it_is_a_copy(consultation, reworded, editor):
    same.say_same(first=consultation.proposals.get(number=1), second=reworded, same=False, by=editor)
    factories.add_version(reworded, title=COPY[:40], text=COPY)
    searched(consultation)
    assert folds() == []


def test_copies_said_not_to_be_the_same_are_refused_with_a_way_on_and_grouping_still_works(
    consultation, proposals, editor
):
    copy = written(consultation, COPY)
    with pytest.raises(same.SameWords, match=copy.reference):
        same.say_same(first=proposals[0], second=copy, same=False, by=editor)
    same.say_same(first=proposals[1], second=copy, same=False, by=editor)
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    assert (run.state, run.error) == ("done", "")


def test_edited_text_stands_by_itself(consultation, proposals):
    copy = written(consultation, COPY)
    searched(consultation)
    factories.add_version(copy, title="Autre", text="Tout autre chose, à présent")
    assert folds() == []
    assert said_by([proposals[0], copy]) == {}


def test_text_is_folded_anew_once_the_one_that_stood_for_it_was_edited(consultation, proposals, editor):
    folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    factories.add_version(proposals[0], title="Autre", text="Tout autre chose, à présent")
    folding.fold(into=proposals[1], proposals=[proposals[2]], by=editor)
    assert folds() == [(3, 2, False)]
    done = folding.fold(into=proposals[3], proposals=[proposals[1]], by=editor)
    assert folds() == [(2, 4, False), (3, 4, False)]
    folding.unfold(consultation=consultation, keys=done.new, restored=done.replaced)
    assert folds() == [(3, 2, False)], "what fell with the edit is not put back"


def test_copies_fold_anew_once_the_one_that_stood_for_them_was_edited(consultation, proposals):
    copies = [written(consultation, COPY) for _copy in range(3)]
    searched(consultation)
    factories.add_version(proposals[0], title="Autre", text="Tout autre chose, à présent")
    assert folds() == []
    searched(consultation)
    assert folds() == [(copy.number, copies[0].number, True) for copy in copies[1:]]
    late = written(consultation, COPY)
    searched(consultation)
    assert folds()[-1] == (late.number, copies[0].number, True)


@pytest.mark.requirement("G-6")
def test_decision_outlives_the_text_that_stood_for_the_others(consultation, proposals, editor):
    first, second, third, fourth = proposals[:4]
    folding.fold(into=first, proposals=[second, third], by=editor)
    assert standing_decisions(consultation)["together"] == [[1, 2], [1, 3]]
    withheld(first)
    assert standing_decisions(consultation)["together"] == [[2, 3]]
    assert said_by([second])[second.pk].numbers == [2, 3]
    folding.fold(into=third, proposals=[fourth], by=editor)
    assert standing_decisions(consultation)["together"] == [[2, 3], [2, 4]]
    assert said_by([fourth])[fourth.pk].numbers == [2, 3, 4]
    assert folds() == [(1, 2, False), (3, 2, False), (4, 2, False)], "the first joins them, should it come back"


@pytest.mark.requirement("G-6")
@pytest.mark.requirement("G-6")
def test_fold_outlives_the_suspension_of_who_wrote_the_text_that_stood_for_the_others(consultation, proposals, editor):
    """No grouping reads the leader; the others stay together, as a person wants."""
    leader = written(consultation, REWORDED)
    folding.fold(into=leader, proposals=[proposals[0], proposals[12]], by=editor)
    assert standing_decisions(consultation)["together"] == [[1, leader.number], [13, leader.number]]
    type(leader.author).objects.filter(pk=leader.author.pk).update(is_active=False)
    assert standing_decisions(consultation)["together"] == [[1, 13]]
    run = actions.start_run(consultation=consultation, by=editor, groups=4)
    run.refresh_from_db()
    places = run.placements.filter(version__proposal__number__in=(1, 13, leader.number))
    assert len(places) == 2
    assert len({place.nearest_id for place in places}) == 1
    type(leader.author).objects.filter(pk=leader.author.pk).update(is_active=True)
    assert standing_decisions(consultation)["together"] == [[1, leader.number], [13, leader.number]]


@pytest.mark.requirement("G-6")
def test_copies_fold_under_one_in_view_once_the_first_is_withheld(consultation, proposals, editor):
    copies = [written(consultation, COPY) for _copy in range(2)]
    searched(consultation)
    folding.fold(into=proposals[0], proposals=[proposals[5]], by=editor)
    withheld(proposals[0])
    late = written(consultation, COPY)
    searched(consultation)
    assert folds() == [(1, 25, True), (6, 25, False), (26, 25, True), (late.number, 25, True)]
    assert copies[0].number == 25
    assert standing_decisions(consultation)["together"] == [[6, 25]]


@pytest.fixture
def folded_then_leading(consultation, proposals):
    """A copy that was folded under P-1 until that was edited, and now stands for the two others; then withheld."""
    copies = [written(consultation, COPY) for _copy in range(3)]
    searched(consultation)
    factories.add_version(proposals[0], title="Autre", text="Tout autre chose, à présent")
    searched(consultation)
    FoldedText.objects.filter(version=copies[0].current).update(undone_at=None)  # as searches of before left it
    withheld(copies[0])
    return copies


@pytest.mark.requirement("G-6")
def test_search_folds_anew_under_another_once_what_stood_for_it_was_folded_before(consultation, folded_then_leading):
    first, second, third = folded_then_leading
    searched(consultation)
    assert folds() == [(first.number, second.number, True), (third.number, second.number, True)]


@pytest.mark.requirement("G-6")
def test_person_folds_in_a_group_whose_leader_was_folded_before(proposals, editor, folded_then_leading):
    first, second, third = folded_then_leading
    folding.fold(into=third, proposals=[proposals[4]], by=editor)
    assert folds() == [(5, second.number, False), *((copy.number, second.number, True) for copy in (first, third))]


def test_text_that_comes_to_stand_for_others_has_no_open_fold_of_its_own_left(consultation, proposals, editor):
    copies = [written(consultation, COPY) for _copy in range(2)]
    folding.fold(into=proposals[2], proposals=[proposals[1]], by=editor)
    searched(consultation)
    for edited in (proposals[0], proposals[2]):
        factories.add_version(edited, title="Autre", text=f"Tout autre chose, à présent : {edited.number}")
    searched(consultation)
    folding.fold(into=proposals[1], proposals=[proposals[3]], by=editor)
    assert folds() == [(4, 2, False), (copies[1].number, copies[0].number, True)]
    assert (open_folds(proposals[1]), open_folds(copies[0])) == (0, 0)


def test_text_folded_under_a_folded_one_stands_under_its_leader(proposals, editor):
    folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    folding.fold(into=proposals[1], proposals=[proposals[2]], by=editor)
    assert folds() == [(2, 1, False), (3, 1, False)]
    with pytest.raises(folding.Refused):
        folding.fold(into=proposals[2], proposals=[proposals[1]], by=editor)


def test_fold_against_what_was_said_is_refused_and_changes_nothing(proposals, editor):
    same.say_same(first=proposals[0], second=proposals[1], same=False, by=editor)
    with pytest.raises(DecisionsExclude):
        folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    assert folds() == []


@pytest.fixture
def excluding(consultation, theme, proposals, editor):
    """P-1 and P-2 are the same, and a person moved them to two themes."""
    other = actions.adopt_theme(cluster=Cluster.objects.filter(theme=None).first(), name="Deux", by=editor)
    same.say_same(first=proposals[0], second=proposals[1], same=True, by=editor)
    for proposal, place in zip(consultation.proposals.order_by("number")[:2], (theme, other), strict=True):
        actions.move_proposal(proposal=proposal, theme=place, by=editor)


def test_what_excludes_already_keeps_nobody_from_deciding_on_other_texts(proposals, excluding, editor):
    done = folding.fold(into=proposals[5], proposals=[proposals[6]], by=editor)
    same.say_same(first=proposals[7], second=proposals[8], same=True, by=editor)
    assert len(done.new) == 1
    with pytest.raises(DecisionsExclude, match="P-6 et P-7"):
        same.say_same(first=proposals[5], second=proposals[6], same=False, by=editor)
    with pytest.raises(DecisionsExclude, match="P-1 et P-2"):
        folding.fold(into=proposals[5], proposals=[proposals[1]], by=editor)


def test_many_texts_are_compared_within_the_groups_of_the_latest_grouping(consultation, run, reworded, monkeypatch):
    monkeypatch.setattr(fold_search, "MOST", 12)
    search = searched(consultation)
    assert search.compared <= 24
    assert search.texts == 25
    assert [like for group in groups(consultation) for like in group] == [], "the new text is in no group yet"


def test_database_itself_refuses_a_text_folded_twice(proposals, editor):
    folding.fold(into=proposals[0], proposals=[proposals[1]], by=editor)
    row = FoldedText.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        FoldedText.objects.create(version=row.version, into=proposals[2].current, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        FoldedText.objects.create(version=proposals[3].current, into=proposals[3].current, at=timezone.now())
