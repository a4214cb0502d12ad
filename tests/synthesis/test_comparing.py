"""Saying at the desk that ticked texts are the same idea, or not; seeing it, taking it back."""

import pytest

from consult.models import JournalEntry
from synthesis import actions, same
from synthesis.models import SameIdea
from tests import factories
from tests.synthesis.at_desk import at, said

pytestmark = pytest.mark.django_db


def say(desk, page, *numbers, are_same=True, **typed):
    shown = desk.get(page).context["shown"]
    form = {"shown": shown, "proposal": [str(number) for number in numbers], "same": "yes" if are_same else "no"}
    return desk.post(at("same_say"), {**form, **typed})


def words_of(desk, page, number):
    rows = {row.proposal.number: row for row in desk.get(page).context["rows"]}
    return [(word.other, word.same) for word in rows[number].said]


def elsewhere(run, first):
    """The number of a proposal that the machine put in another group."""
    of = dict(run.placements.values_list("version__proposal__number", "nearest"))
    return next(number for number, nearest in sorted(of.items()) if nearest != of[first])


@pytest.mark.requirement("G-4")
def test_ticked_texts_said_to_be_the_same_are_kept_together_by_the_next_run(desk, run, consultation, editor):
    other = elsewhere(run, 1)
    assert len(said(say(desk, at("proposals"), 1, other))) == 1
    found = actions.start_run(consultation=consultation, by=editor, groups=4)
    placed = found.placements.filter(version__proposal__number__in=[1, other])
    assert len(set(placed.values_list("cluster", flat=True))) == 1


@pytest.mark.requirement("G-4")
def test_ticked_texts_said_to_differ_are_kept_apart_by_the_next_run(desk, run, consultation, editor):
    of = dict(run.placements.values_list("version__proposal__number", "nearest"))
    other = next(number for number in range(2, 25) if of[number] == of[1])
    say(desk, at("proposals"), 1, other, are_same=False)
    found = actions.start_run(consultation=consultation, by=editor, groups=4)
    placed = found.placements.filter(version__proposal__number__in=[1, other])
    assert len(set(placed.values_list("nearest", flat=True))) == 2


def test_of_three_ticked_texts_each_pair_is_said_and_seen_on_each(desk, theme):
    numbers = list(theme.memberships.order_by("proposal__number").values_list("proposal__number", flat=True))[:3]
    say(desk, at("theme", 1), *numbers)
    assert SameIdea.objects.standing().filter(same=True).count() == 3
    for page in (at("theme", 1), at("proposals")):
        assert words_of(desk, page, numbers[0]) == [(numbers[1], True), (numbers[2], True)]
    batch = {row.proposal.number: row.said for row, _near in desk.get(at("read", 1)).context["rows"]}
    assert [word.other for word in batch[numbers[2]]] == numbers[:2]
    entry = JournalEntry.objects.get(event="ideas.same")
    assert entry.content == {"proposals": [f"P-{number}" for number in numbers]}


def test_list_shows_both_texts_and_takes_one_pair_back(desk, proposals):
    say(desk, at("proposals"), 1, 2)
    say(desk, at("proposals"), 3, 4, are_same=False)
    page = desk.get(at("same"))
    assert [(pair.first.number, pair.same) for pair in page.context["page_obj"]] == [(3, False), (1, True)]
    words = page.content.decode()
    assert all(proposals[place].reference in words for place in range(4))
    (pair,) = SameIdea.objects.filter(same=True)
    assert desk.post(at("same_take_back"), {"pair": pair.pk, "next": at("same")}).url == at("same")
    assert list(SameIdea.objects.standing().values_list("same", flat=True)) == [False]
    assert len(said(desk.post(at("same_take_back"), {"pair": pair.pk}))) == 2, (
        "the second time says that it was taken back"
    )


def test_last_word_is_undone_where_it_was_said(desk, proposals):
    say(desk, at("proposals"), 1, 2, 3)
    assert desk.get(at("proposals")).context["undo"]
    desk.post(at("undo"))
    assert not SameIdea.objects.standing().exists()
    assert not desk.get(at("proposals")).context["undo"]


@pytest.mark.parametrize("numbers", [(), (1,), (1, 1), (1, 999), tuple(range(1, 14))])
def test_too_few_too_many_or_not_displayed_is_said_and_changes_nothing(desk, proposals, numbers):
    assert len(said(say(desk, at("proposals"), *numbers))) == 1
    assert not SameIdea.objects.exists()


def test_nothing_is_said_of_texts_one_of_which_was_edited_meanwhile(desk, consultation, proposals):
    shown = desk.get(at("proposals")).context["shown"]
    factories.add_version(proposals[0], title="Autre", text="Tout autre chose, à présent")
    answer = desk.post(at("same_say"), {"shown": shown, "proposal": ["1", "2"], "same": "yes"})
    assert "P-1" in said(answer)[0]
    assert not SameIdea.objects.exists()


def test_contrary_of_what_stands_is_refused_with_the_pair(desk, proposals):
    say(desk, at("proposals"), 1, 2)
    answer = say(desk, at("proposals"), 1, 2, 3, are_same=False)
    assert "P-1" in said(answer)[-1]
    assert "P-2" in said(answer)[-1]
    assert SameIdea.objects.count() == 1


def test_pair_of_another_consultation_is_not_found(desk, consultation, editor):
    elsewhere = factories.open_consultation(slug="ailleurs")
    pair = [factories.ProposalFactory(consultation=elsewhere) for _ in range(2)]
    found = same.say_same(first=pair[0], second=pair[1], same=True, by=editor)
    assert desk.post(at("same_take_back"), {"pair": found.pk}).status_code == 404


@pytest.mark.requirement("L-2")
def test_list_and_deed_cost_the_same_for_one_pair_and_for_many(desk, proposals, django_assert_max_num_queries):
    def cost(*numbers):
        shown = desk.get(at("proposals")).context["shown"]
        with django_assert_max_num_queries(30) as deed:
            desk.post(at("same_say"), {"shown": shown, "proposal": [str(n) for n in numbers], "same": "yes"})
        with django_assert_max_num_queries(16) as page:
            desk.get(at("same"))
        return len(deed), len(page)

    cost(23, 24)
    assert cost(1, 2) == cost(3, 4, 5, 6, 7, 8)


def test_what_is_not_said_clearly_is_not_said(desk, run):
    refused = say(desk, at("proposals"), 1, 2, same="")
    assert [line.strip() for line in said(refused)] == ["Dites si c’est la même idée, ou non."]
    assert not SameIdea.objects.exists()
