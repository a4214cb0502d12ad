"""What authors said of their own text tips the balance for it, moves no other, and yields to what people decided."""

import numpy as np
import pytest

from synthesis.clustering import Parameters, compare, group
from synthesis.clustering.hints import CLOSE, DIFFERENT, NONE, hints

pytestmark = pytest.mark.requirement("G-4")
NOBODY = np.zeros(4, dtype=bool)
EACH = np.arange(4)
GROUPS = np.array([0, 0, 1, 1])
OTHERS = np.arange(240) != 7
LOOSE = 0.7  # what is learnt from more texts moves some of them


def closeness_of(own: list[float]) -> np.ndarray:
    """Four texts, of which the first has this closeness with each of three groups."""
    table = np.eye(3)[[0, 0, 1, 1]]
    table[0] = own
    return table


def tipped(own, close=(), different=()):
    return hints(close, different, EACH, NOBODY).tipped(GROUPS, closeness_of(own)).tolist()


def test_close_draws_a_text_into_the_group_of_the_other_from_nearby():
    assert tipped([0.5, 0.5 - 0.9 * CLOSE, 0], close=[(0, 2)]) == [1, 0, 1, 1]


def test_close_does_not_draw_from_afar_however_often_it_is_said():
    assert tipped([0.5, 0.5 - 1.1 * CLOSE, 0], close=[(0, 2), (0, 3)]) == GROUPS.tolist()


def test_different_parts_what_another_group_suits_nearly_as_well():
    assert tipped([0.5, 0.5 - 0.9 * DIFFERENT, 0], different=[(0, 1)]) == [1, 0, 1, 1]
    assert tipped([0.5, 0.5 - 1.1 * DIFFERENT, 0], different=[(0, 1)]) == GROUPS.tolist()


def test_different_from_all_says_nothing():
    everything = [(0, 1), (0, 2), (0, 3)]
    assert tipped([0.5, 0.5 - 0.9 * DIFFERENT, -1], different=everything) == GROUPS.tolist()


def test_a_group_is_never_left_empty_for_an_authors_word():
    said = hints([(0, 2)], [], EACH, NOBODY)
    alone = np.array([0, 1, 1, 1])
    assert said.tipped(alone, np.full((4, 2), 0.5)).tolist() == alone.tolist()


def test_a_text_close_to_one_that_was_drawn_follows_it():
    """0 is close to 1, and that one to 2."""
    table = np.array([[0.5, 0.45], [0.5, 0.45], [0, 1], [1, 0]])
    assert hints([(0, 1), (1, 2)], [], EACH, NOBODY).tipped(np.array([0, 0, 1, 0]), table).tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("row", "decided"),
    [
        pytest.param([0, 1, 2, 0], [False] * 3, id="somebody else wrote the same words"),
        pytest.param([0, 1, 2, 3], [True, False, False, False], id="people decided on it"),
        pytest.param([-1, 0, 1, 2], [False] * 3, id="the text is empty"),
        pytest.param([0, 1, -1, 2], [False] * 3, id="the other is empty"),
        pytest.param([0, 1, 0, 2], [False] * 3, id="both have the same words"),
    ],
)
def test_what_an_author_may_not_tip_is_left_out(row, decided):
    assert len(hints([(0, 2)], [], np.array(row), np.array(decided)).own) == 0


def test_a_text_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="names a text that is not there: there are 4"):
        hints([(0, 4)], [], EACH, NOBODY)


def test_nothing_said_changes_nothing():
    assert NONE.tipped(GROUPS, closeness_of([0, 9, 0])) is GROUPS


@pytest.fixture(scope="module")
def free(answers):
    return group(answers.texts, answers.vectors, parameters=Parameters(groups=6))


def between_two(answers, free) -> tuple[int, int]:
    """A text that "close" brings into the group of another, as the first of some that are tried."""
    for own in range(240):
        other = next(place for place in range(240) if free.nearest[place] != free.nearest[own])
        found = again(answers, close=[(own, other)])
        if found.nearest[own] == found.nearest[other]:
            return own, other
    raise AssertionError("no text was drawn")


def again(answers, **said):
    return group(answers.texts, answers.vectors, parameters=Parameters(groups=6), **said)


def test_close_tells_in_a_grouping_and_a_persons_word_holds_against_it(answers, free):
    own, other = between_two(answers, free)
    assert free.nearest[own] != free.nearest[other]
    held = again(answers, close=[(own, other)], apart=[(own, other)])
    assert held.nearest[own] != held.nearest[other]
    pinned = [0 if place == own else 1 if place == other else -1 for place in range(240)]
    placed = again(answers, close=[(own, other)], pinned=pinned)
    assert placed.nearest[own] != placed.nearest[other]


def test_one_author_who_says_different_of_all_wrecks_nothing(answers, free):
    hostile = [(7, place) for place in range(240) if place != 7]
    found = again(answers, different=hostile)
    assert compare(found.nearest[OTHERS], free.nearest[OTHERS]) > 0.98
    with pytest.raises(ValueError, match="6 groups cannot hold all"):  # as decisions of people
        again(answers, apart=[(a, b) for a in range(7) for b in range(a)])


def test_beyond_the_landmarks_one_author_wrecks_nothing_either(answers):
    parameters = Parameters(groups=6, landmarks=60)
    free = group(answers.texts, answers.vectors, parameters=parameters)
    for reach in (50, 240):  # with all of them, none is left to be placed
        hostile = [(7, place) for place in range(reach) if place != 7]
        found = group(answers.texts, answers.vectors, parameters=parameters, different=hostile)
        assert compare(found.nearest[OTHERS], free.nearest[OTHERS]) > LOOSE


def test_ten_texts_of_one_author_close_to_one_of_another_do_not_move_it(answers, free):
    """Decided by people, they are of one group, whichever it is."""
    mine = [place for place in range(1, 240) if free.nearest[place] != free.nearest[0]][:10]
    found = again(answers, close=[(place, 0) for place in mine])
    rest = np.setdiff1d(np.arange(240), mine)
    assert compare(found.nearest[rest], free.nearest[rest]) > 0.98


@pytest.mark.requirement("G-1")
def test_authors_words_do_not_depend_on_the_order_of_texts(answers):
    close, different = [(20, 3), (31, 20), (40, 3)], [(50, 51), (50, 52)]
    whole = again(answers, close=close, different=different)
    order = np.random.default_rng(1).permutation(240)
    now = np.argsort(order)
    turned = group(
        [answers.texts[place] for place in order],
        answers.vectors[order],
        parameters=Parameters(groups=6),
        close=[(int(now[a]), int(now[b])) for a, b in reversed(close)],
        different=[(int(now[a]), int(now[b])) for a, b in reversed(different)],
    )
    assert turned.result_hash == whole.result_hash
