"""What a grouping says of its texts: groups, explanation, what belongs nowhere, re-runs."""

import numpy as np
import pytest

from synthesis.clustering import Parameters, compare, group


@pytest.fixture(scope="module")
def found(answers):
    return group(answers.texts, answers.vectors)


def test_group_finds_planted_subjects(planted):
    texts, subjects = planted
    found = group(texts, None)
    assert compare(found.nearest, subjects) == 1.0
    assert len(found.sizes) == 3


def test_group_names_planted_subjects_as_people_write_them(planted):
    texts, subjects = planted
    found = group(texts, None)
    terms = " ".join(found.terms[found.nearest[subjects.index(0)]])
    assert "vélo" in terms
    assert "gare" not in terms


def test_group_does_better_than_words_and_k_means(answers):
    """Texts about bicycles and about trains, told apart by their keyword."""
    subject = ["vélo" in text.lower() or "cyclable" in text.lower() for text in answers.texts]
    rail = ["train" in text.lower() or "gare" in text.lower() for text in answers.texts]
    kept = [place for place in range(240) if subject[place] != rail[place]]
    found = group([answers.texts[place] for place in kept], answers.vectors[kept], parameters=Parameters(groups=2))
    assert compare(found.nearest, [int(subject[place]) for place in kept]) > 0.3


def test_labels_go_from_the_largest_group(found):
    assert sorted(found.sizes.tolist(), reverse=True) == found.sizes.tolist()
    assert np.bincount(found.labels[found.labels >= 0]).tolist() == found.sizes.tolist()


def test_the_tenth_that_fits_weakest_belongs_nowhere_in_runs_that_stored_it(answers):
    found = group(answers.texts, answers.vectors, parameters=Parameters.from_dict({"unplaced_share": 0.10}))
    nowhere = found.labels < 0
    assert nowhere.sum() == len(set(answers.texts)) // 10
    assert found.fit[nowhere].max() <= np.quantile(found.fit, 0.2)
    assert (found.labels[~nowhere] == found.nearest[~nowhere]).all()


def test_every_group_keeps_three_texts_when_most_belong_nowhere(answers):
    found = group(answers.texts, answers.vectors, parameters=Parameters(groups=6, unplaced_share=0.99))
    assert found.sizes.tolist() == [3] * 6


def test_centrals_fit_best_in_their_group(found):
    for number, centrals in enumerate(found.centrals):
        members = np.flatnonzero(found.labels == number)
        assert found.fit[centrals].min() >= np.delete(found.fit[members], np.isin(members, centrals)).max()


def test_terms_are_few_distinct_and_found_in_the_texts(answers, found):
    for number, terms in enumerate(found.terms):
        own = " ".join(answers.texts[place].lower() for place in np.flatnonzero(found.labels == number))
        assert 3 <= len(terms) == len(set(terms)) <= 8
        assert [term for term in terms if term.lower() not in " ".join(own.split())] == []


def test_closeness_is_symmetric_with_ones_for_itself(found):
    np.testing.assert_array_equal(found.closeness, found.closeness.T)
    assert np.diag(found.closeness).tolist() == [1.0] * len(found.sizes)


def test_outlier_is_high_for_a_text_about_something_else(answers):
    texts = [*answers.texts, "xylophone zibeline quincaillerie"]
    elsewhere = np.random.default_rng(0).normal(scale=512**-0.5, size=(1, 512))
    vectors = np.vstack([answers.vectors, elsewhere])
    assert np.argmax(group(texts, vectors).outlier) == 240


def test_outlier_is_none_for_a_text_with_many_copies(answers):
    copies = [answers.texts[5]] * 6
    found = group([*answers.texts, *copies], np.vstack([answers.vectors, *[answers.vectors[5:6]] * 6]))
    assert found.outlier[5] == 0


def test_numbers_of_groups_go_from_broad_to_fine(answers, found):
    broad, medium, fine = (found.k_offered[level] for level in ("broad", "medium", "fine"))
    assert 1 < broad <= medium <= fine
    assert broad < fine
    assert len(found.sizes) == medium
    assert len(group(answers.texts, answers.vectors, parameters=Parameters(level="fine")).sizes) == fine


def test_modularity_is_that_of_real_groups(found):
    assert 0.3 < found.modularity < 1


def test_rerun_on_the_same_texts_gives_the_same_groups(answers, found):
    again = group(answers.texts, answers.vectors, previous=found.nearest.tolist())
    assert again.result_hash == found.result_hash


def test_rerun_with_new_texts_keeps_close_to_the_earlier_groups(answers):
    first = group(answers.texts[:200], answers.vectors[:200])
    previous = [*first.nearest.tolist(), *[-1] * 40]
    rerun = group(answers.texts, answers.vectors, previous=previous)
    fresh = group(answers.texts, answers.vectors, parameters=Parameters(groups=len(first.sizes)))
    assert len(rerun.sizes) == len(first.sizes)
    assert compare(rerun.nearest[:200], first.nearest) >= compare(fresh.nearest[:200], first.nearest)
    assert compare(rerun.nearest[:200], first.nearest) > 0.6


def test_rerun_into_another_number_of_groups_begins_anew(answers, found):
    wanted = Parameters(groups=len(found.sizes) + 1)
    again = group(answers.texts, answers.vectors, parameters=wanted, previous=found.nearest.tolist())
    assert again.result_hash == group(answers.texts, answers.vectors, parameters=wanted).result_hash


def test_languages_that_mix_do_not_part_the_groups(answers):
    """A shift common to one language must not become a group."""
    french = [place % 2 == 0 for place in range(240)]
    shifted = answers.vectors + np.where(french, 0.5, -0.5)[:, None].astype(np.float16)
    languages = ["fr" if is_french else "de" for is_french in french]
    told = group(answers.texts, shifted, languages=languages, parameters=Parameters(groups=2))
    untold = group(answers.texts, shifted, parameters=Parameters(groups=2))
    assert abs(compare(told.nearest, [int(is_french) for is_french in french])) < 0.1
    assert compare(untold.nearest, [int(is_french) for is_french in french]) > 0.9


def test_landmarks_give_nearly_the_groups_of_all(answers):
    parameters = Parameters(groups=4, landmarks=180, reduced_dimensions=64)
    found = group(answers.texts, answers.vectors, parameters=parameters)
    assert (found.nearest >= 0).all()
    whole = group(answers.texts, answers.vectors, parameters=Parameters(groups=4))
    assert compare(found.nearest, whole.nearest) > 0.3


def test_progress_is_told_from_nothing_to_all(answers):
    told: list[tuple[str, float]] = []
    found = group(answers.texts, answers.vectors, progress=lambda stage, share: told.append((stage, share)))
    assert [stage for stage, _ in told] == ["features", "groups", "explanation", "done"]
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1][1] == 1.0
    assert set(found.stages) == {"features", "groups", "explanation"}
