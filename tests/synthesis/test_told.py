"""What authors answered on close proposals is given to the next run, and weighs less than what people decide."""

from uuid import uuid4

import pytest
from django.utils import timezone

from participants.my_data import erase
from proposals.models import Comparison
from synthesis import actions, replay, same
from synthesis.clustering import compare, hints
from synthesis.deciding import read_elsewhere as shown
from synthesis.told import told_by_authors
from tests import factories
from tests.synthesis.test_synthesis_given import again, nearest_of, two_of_one_cluster, two_of_two_clusters

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G-4")]


def answered(newer, older, answer, words="le dimanche"):
    """What the author of the newer one said while they wrote it."""
    return Comparison.objects.create(
        writing=uuid4(), older=older, newer=newer, author=newer.author, answer=answer,
        words=words if answer == "close" else "", at=timezone.now(),
    )  # fmt: skip


def groups_of(run, proposals):
    return [nearest_of(run, row) for row in proposals]


@pytest.fixture
def loud(monkeypatch):
    """Authors' words that outweigh the texts: two dozen short texts have none between two groups."""
    monkeypatch.setattr(hints, "CLOSE", 5.0)
    monkeypatch.setattr(hints, "DIFFERENT", 5.0)


def test_close_brings_the_authors_text_to_the_other_and_moves_no_other(consultation, run, proposals, editor, loud):
    first, second = two_of_two_clusters(run, proposals)
    others = [row for row in proposals if row != second]
    answered(second, first, "close")
    found = again(consultation, editor)
    assert found.decisions["told_close"] == [[second.number, first.number]]
    assert nearest_of(found, second) == nearest_of(found, first)
    assert compare(groups_of(found, others), groups_of(run, others)) == 1


def test_different_parts_the_authors_text_from_the_other(consultation, run, proposals, editor, loud):
    first, second = two_of_one_cluster(run, proposals)
    others = [row for row in proposals if row != second]
    answered(second, first, "different")
    found = again(consultation, editor)
    assert found.decisions["told_different"] == [[second.number, first.number]]
    assert nearest_of(found, second) != nearest_of(found, first)
    assert compare(groups_of(found, others), groups_of(run, others)) == 1


def test_the_same_made_no_text_and_says_nothing_to_a_run(consultation, run, proposals, editor):
    row = answered(proposals[1], proposals[0], "different")
    Comparison.objects.filter(pk=row.pk).update(answer="same", newer=None)
    assert told_by_authors(consultation) == {}
    assert again(consultation, editor).result_hash == run.result_hash


def test_what_an_editor_says_of_both_holds_against_the_author(consultation, run, proposals, editor, loud):
    first, second = two_of_one_cluster(run, proposals)
    answered(second, first, "different")
    same.say_same(first=first, second=second, same=True, by=editor)
    found = again(consultation, editor)
    assert nearest_of(found, second) == nearest_of(found, first)


def test_what_an_editor_confirmed_holds_against_the_author(consultation, run, theme, editor, loud):
    first, second, *_rest = [place.proposal for place in theme.memberships.order_by("proposal__number")]
    answered(second, first, "different")
    actions.confirm_members(theme=theme, proposals=[first, second], by=editor, shown=shown([first, second]))
    found = again(consultation, editor)
    assert nearest_of(found, second) == nearest_of(found, first)


def test_one_author_who_says_different_of_all_stops_no_run_and_parts_no_other(
    consultation, run, proposals, editor, loud
):
    *others, hostile = proposals
    for other in others:
        answered(hostile, other, "different")
    found = again(consultation, editor)
    assert len(found.decisions["told_different"]) == len(others)
    assert compare(groups_of(found, others), groups_of(run, others)) == 1


@pytest.mark.requirement("G-1")
def test_a_run_is_replayed_with_what_authors_said_then(consultation, run, proposals, editor, loud):
    first, second = two_of_two_clusters(run, proposals)
    row = answered(second, first, "close")
    found = again(consultation, editor)
    assert found.result_hash != run.result_hash
    row.delete()
    assert replay.replay(found).same_result
    found.decisions = {**found.decisions, "told_close": []}
    assert not replay.replay(found).same_result


def withheld(proposal):
    proposal.withhold(ground="Hors du sujet", at=timezone.now())


def erased(proposal):
    proposal.versions.all().blank(at=timezone.now())


def withdrawn(proposal):
    type(proposal).objects.filter(pk=proposal.pk).update(withdrawn_at=timezone.now())


def suspended(proposal):
    """The author of this one alone."""
    proposal.author = factories.CitizenFactory(is_active=False)
    proposal.save(update_fields=["author"])


@pytest.mark.requirement("G-6")
@pytest.mark.parametrize("which", ["newer", "older"])
@pytest.mark.parametrize("gone", [withheld, erased, withdrawn, suspended])
def test_answers_on_what_a_run_does_not_read_are_not_given(consultation, proposals, gone, which):
    older, newer = proposals[:2]
    answered(newer, older, "close")
    answered(proposals[3], proposals[2], "different")
    gone(newer if which == "newer" else older)
    assert told_by_authors(consultation) == {"told_different": [[4, 3]]}


@pytest.mark.requirement("P-4")
def test_an_erased_account_whose_texts_stay_leaves_its_link(consultation, proposals):
    answered(proposals[1], proposals[0], "close")
    erase(participant=proposals[1].author)
    assert told_by_authors(consultation) == {"told_close": [[2, 1]]}


def test_only_so_many_answers_are_given_those_on_the_latest_texts(
    consultation, proposals, monkeypatch, django_assert_num_queries
):
    for place in range(1, 5):
        answered(proposals[place], proposals[0], "close")
    monkeypatch.setattr("synthesis.told.MOST", 2)
    with django_assert_num_queries(1):
        assert told_by_authors(consultation) == {"told_close": [[4, 1], [5, 1]]}
