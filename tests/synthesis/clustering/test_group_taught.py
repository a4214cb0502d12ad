"""What people decided teaches the grouping, and holds."""

import numpy as np
import pytest

from synthesis.clustering import Contradiction, Parameters, compare, group

pytestmark = pytest.mark.requirement("G-4")
FOUR = Parameters(groups=4)


def examples(number: int = 240) -> list[int]:
    """Two themes that no machine would find: the first twelve texts, in turn."""
    return [place % 2 if place < 12 else -1 for place in range(number)]


@pytest.fixture(scope="module")
def free(answers):
    return group(answers.texts, answers.vectors)


@pytest.fixture(scope="module")
def found(answers):
    return group(answers.texts, answers.vectors, pinned=examples())


def shuffled(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).permutation(240)


def test_group_without_decisions_is_as_ever(answers, free):
    again = group(answers.texts, answers.vectors, pinned=[-1] * 240, together=[], apart=[])
    assert again.result_hash == free.result_hash
    assert again.fit.tobytes() == free.fit.tobytes()


def test_group_keeps_texts_where_people_placed_them(found):
    first, second = set(found.labels[0:12:2].tolist()), set(found.labels[1:12:2].tolist())
    assert len(first) == len(second) == 1
    assert first != second
    assert -1 not in first | second


@pytest.mark.parametrize("groups", [2, 3, 12])
def test_group_keeps_texts_where_people_placed_them_whatever_the_number_of_groups(answers, groups):
    found = group(answers.texts, answers.vectors, pinned=examples(), parameters=Parameters(groups=groups))
    assert len(found.sizes) == groups
    assert len(set(found.labels[0:12:2])) == len(set(found.labels[1:12:2])) == 1
    assert found.labels[0] != found.labels[1]


def test_group_keeps_texts_where_people_placed_them_beyond_the_landmarks(answers):
    parameters = Parameters(landmarks=40, reduced_dimensions=16)
    found = group(answers.texts, answers.vectors, pinned=examples(), parameters=parameters)
    assert len(set(found.labels[0:12:2])) == len(set(found.labels[1:12:2])) == 1
    assert found.labels[0] != found.labels[1]


def test_group_keeps_texts_where_people_placed_them_after_an_earlier_run(answers, free):
    found = group(answers.texts, answers.vectors, pinned=examples(), previous=free.nearest)
    assert len(set(found.labels[0:12:2])) == len(set(found.labels[1:12:2])) == 1
    assert found.labels[0] != found.labels[1]


def test_group_after_an_earlier_run_keeps_the_groups_in_which_nobody_placed_anything(answers, free):
    pinned = [0 if place in np.flatnonzero(free.nearest == 0)[:3] else -1 for place in range(240)]
    found = group(answers.texts, answers.vectors, pinned=pinned, previous=free.nearest)
    assert len(found.sizes) == len(free.sizes)
    assert compare(found.nearest, free.nearest) > 0.5


def test_examples_of_two_themes_leave_the_other_groups_to_the_texts(answers):
    ten = Parameters(groups=10)
    free = group(answers.texts, answers.vectors, parameters=ten)
    pinned = np.full(240, -1)
    for theme in (0, 1):
        pinned[np.flatnonzero(free.nearest == theme)[:5]] = theme
    found = group(answers.texts, answers.vectors, pinned=pinned.tolist(), parameters=ten)
    assert compare(found.nearest, free.nearest) > 0.9


def test_group_takes_no_theme_for_another_when_two_are_one_to_the_machine(planted):
    texts, subjects = planted
    pinned = [place % 2 if subject == 0 else -1 for place, subject in enumerate(subjects)]
    found = group(texts, None, pinned=pinned, parameters=FOUR)
    assert len(set(found.labels[0:12:2])) == len(set(found.labels[1:12:2])) == 1
    assert len({found.labels[0], found.labels[1], found.nearest[12], found.nearest[24]}) == 4


def test_examples_draw_the_others_of_their_theme(planted):
    texts, subjects = planted
    pinned = [subject if place % 12 < 3 else -1 for place, subject in enumerate(subjects)]
    found = group(texts, None, pinned=pinned)
    assert compare(found.nearest, subjects) == 1.0


def test_examples_of_the_parts_of_a_theme_split_it_as_a_person_would(planted):
    """Without them, two groups follow the subjects; with them, what is to be done, within one subject too."""
    texts, _subjects = planted
    verbs = [["améliorer", "payer", "ouvrir"].index(text.split()[0]) for text in texts]
    pinned = [verb if place % 12 < 6 else -1 for place, verb in enumerate(verbs)]
    taught = group(texts, None, pinned=pinned, parameters=Parameters(groups=3))
    untaught = group(texts, None, parameters=Parameters(groups=3))
    rest = [place for place in range(36) if pinned[place] < 0]
    theirs = [verbs[place] for place in rest]
    assert compare(taught.nearest[rest], theirs) > compare(untaught.nearest[rest], theirs) + 0.5


def test_group_adds_none_to_the_themes_where_they_say_it_all(planted):
    texts, subjects = planted
    pinned = [subject if place % 12 < 3 else -1 for place, subject in enumerate(subjects)]
    assert len(group(texts, None, pinned=pinned).sizes) == 3


def test_group_adds_to_the_themes_what_stands_beside_them(planted):
    texts, subjects = planted
    pinned = [subject if place % 12 < 3 and subject < 2 else -1 for place, subject in enumerate(subjects)]
    found = group(texts, None, pinned=pinned)
    assert len(found.sizes) == 3
    assert compare(found.nearest, subjects) == 1.0


@pytest.mark.parametrize("pinned", [None, examples()])
def test_group_keeps_together_and_apart_what_people_said(answers, free, pinned):
    other = next(place for place in range(30, 240) if free.nearest[place] != free.nearest[20])
    alike = next(place for place in range(30, 240) if free.nearest[place] == free.nearest[25])
    found = group(answers.texts, answers.vectors, pinned=pinned, together=[(20, other)], apart=[(alike, 25)])
    assert found.labels[20] == found.labels[other] >= 0
    assert found.nearest[25] != found.nearest[alike]


def test_group_keeps_apart_as_many_texts_as_there_are_groups(answers):
    apart = [(a, b) for a in range(4) for b in range(a)]
    found = group(answers.texts, answers.vectors, apart=apart, parameters=FOUR)
    assert len(set(found.nearest[:4].tolist())) == 4


def test_group_refuses_to_keep_apart_more_texts_than_there_are_groups(answers):
    apart = [(a, b) for a in range(5) for b in range(a)]
    with pytest.raises(ValueError, match="4 groups cannot hold all that people decided"):
        group(answers.texts, answers.vectors, apart=apart, parameters=FOUR)


def test_text_that_is_the_same_as_a_placed_one_goes_with_it(answers):
    found = group(answers.texts, answers.vectors, pinned=examples(), together=[(1, 100), (100, 200)])
    assert found.labels[200] == found.labels[100] == found.labels[1]


@pytest.mark.requirement("G-1")
def test_group_with_decisions_does_not_depend_on_order(answers, found):
    together, apart = [(30, 31), (31, 90)], [(40, 41)]
    whole = group(answers.texts, answers.vectors, pinned=examples(), together=together, apart=apart)
    for seed in range(5):
        order = shuffled(seed)
        now = np.argsort(order)
        again = group(
            [answers.texts[place] for place in order],
            answers.vectors[order],
            pinned=[examples()[place] for place in order],
            together=[(int(now[b]), int(now[a])) for a, b in reversed(together)],
            apart=[(int(now[b]), int(now[a])) for a, b in apart],
        )
        assert again.labels.tolist() == whole.labels[order].tolist()
        assert again.result_hash == whole.result_hash


@pytest.mark.requirement("G-5")
@pytest.mark.parametrize("pinned_too", [True, False])
def test_copies_of_a_placed_text_go_with_it_and_change_no_boundary(answers, found, pinned_too):
    texts = [*answers.texts, *[answers.texts[3]] * 200]
    vectors = np.vstack([answers.vectors, np.repeat(answers.vectors[3:4], 200, axis=0)])
    copied = group(texts, vectors, pinned=[*examples(), *[1 if pinned_too else -1] * 200])
    assert compare(copied.nearest[:240], found.nearest) == 1.0
    assert set(copied.labels[240:]) == {copied.labels[3]}


def refused(answers, **decisions) -> Contradiction:
    with pytest.raises(Contradiction) as caught:
        group(answers.texts, answers.vectors, **decisions)
    return caught.value


def test_two_themes_of_texts_said_to_be_the_same_are_refused(answers):
    error = refused(answers, pinned=examples(), together=[(0, 50), (50, 1)])
    assert str(error) == "Texts 0 and 1 are said to be the same, and are pinned to two themes: 0 and 1."
    assert error.places == (0, 1)


def test_two_themes_of_copies_are_refused(answers):
    texts = [*answers.texts, f"  {answers.texts[0]} "]
    vectors = np.vstack([answers.vectors, answers.vectors[:1]])
    with pytest.raises(Contradiction, match="Texts 0 and 240 are copies of one text, and are pinned to two themes"):
        group(texts, vectors, pinned=[*examples(), 1])


def test_texts_both_the_same_and_not_are_refused(answers):
    error = refused(answers, together=[(20, 21), (21, 22)], apart=[(22, 20)])
    assert "Texts 22 and 20 are said to be the same, or are copies, and not to be the same." in str(error)


def test_texts_of_one_theme_that_are_not_the_same_are_refused(answers):
    error = refused(answers, pinned=examples(), apart=[(0, 2)])
    assert str(error) == "Texts 0 and 2 stand in one theme, 0, and are said not to be the same."


@pytest.mark.parametrize(
    ("decisions", "sentence"),
    [
        ({"pinned": [0]}, "240 texts and 1 pinned themes"),
        ({"pinned": [-2] * 240}, "number themes from 0"),
        ({"apart": [(0, 240)]}, "text 240"),
        ({"together": [(-1, 3)]}, "text -1"),
        ({"pinned": list(range(5)) + [-1] * 235, "parameters": FOUR}, "4 groups .* in 5 themes"),
    ],
)
def test_decisions_that_make_no_sense_are_refused_in_a_sentence(answers, decisions, sentence):
    with pytest.raises(ValueError, match=sentence):
        group(answers.texts, answers.vectors, **decisions)


def test_decision_on_an_empty_text_is_refused():
    with pytest.raises(ValueError, match="Text 1 is empty"):
        group(["un vélo", "  ", "un train"], None, pinned=[-1, 0, -1])


@pytest.mark.requirement("G-7")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_few_texts_with_decisions_give_a_result(number):
    texts = ["un vélo", "un train", "le bus"][:number]
    found = group(texts, None, pinned=list(range(number)))
    assert sorted(found.labels.tolist()) == list(range(number))


@pytest.mark.requirement("G-7")
def test_placed_text_of_which_nothing_is_known_stays_in_its_theme(planted):
    texts, subjects = planted
    pinned = [subject if place % 12 < 3 else -1 for place, subject in enumerate(subjects)]
    found = group([*texts, "…"], None, pinned=[*pinned, 2])
    assert found.labels[36] == found.labels[24]
