"""Texts of several ideas: whether grouping their parts helps, and how well parts tell further groups."""

import csv
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.reading import Unreadable
from benchmarks.scores import Scores, agreement, mean
from benchmarks.sets import LabelledSet
from synthesis.clustering import Grouping, Parameters, group
from synthesis.clustering.also_in import also_in
from synthesis.clustering.features import unit_rows
from synthesis.clustering.parts import Part, parts

ANSWERS = Path("grand-debat") / "mobilite-3000.csv"
READ = Path(__file__).resolve().parents[1] / "tests" / "synthesis" / "data" / "several_ideas.csv"
# The first word of a group of mobility, and the themes of the readers that it stands for.
STANDS_FOR: Mapping[str, frozenset[str]] = {
    "pistes cyclables": frozenset({"cycling"}),
    "vélo": frozenset({"cycling"}),
    "transports en commun": frozenset({"transport"}),
    "bus": frozenset({"lines"}),
    "train": frozenset({"lines"}),
    "gratuité": frozenset({"prices"}),
    "vélo électrique": frozenset({"vehicles"}),
    "voiture": frozenset({"need"}),
    "rural": frozenset({"constraint", "rural"}),
    "solutions alternatives": frozenset({"unconvinced"}),
    "utilise": frozenset({"already"}),
    "horaires": frozenset({"hours"}),
}
JOINED = 0.25  # share of the texts of a set that are joined to another
FIRST = {
    "nmi_given_k": ("NMI", 3),
    "ari_given_k": ("ARI", 3),
    "nmi_own_k": ("NMI own k", 3),
    "ari_own_k": ("ARI own k", 3),
}
FURTHER = {"precision": ("precision", 2), "recall": ("recall", 2), "told": ("told", 0), "expected": ("expected", 0)}
Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], NDArray[np.floating]]
Labels = NDArray[np.intp]


class Split(NamedTuple):
    """The p parts of n texts: the place of the text of each, its words and its vector of length 1."""

    owners: Labels
    words: list[str]
    vectors: Vectors


def split(texts: Sequence[str], encode: Encode) -> Split:
    """Split n texts and encode their parts; a text without a word is a part of its own."""
    told = [(place, text[a:b]) for place, text in enumerate(texts) for a, b in parts(text) or [Part(0, len(text))]]
    words = [word for _, word in told]
    vectors = np.asarray(encode(words), dtype=np.float32)
    return Split(np.array([place for place, _ in told], dtype=np.intp), words, vectors)


def first_themes(labelled: LabelledSet, vectors: Vectors, encode: Encode) -> dict[str, Scores]:
    """Score the first theme of each text: of whole texts, of the means of their parts, and of parts grouped."""
    told = split(labelled.texts, encode)
    sums = np.zeros(vectors.shape)
    np.add.at(sums, told.owners, told.vectors)
    languages = [labelled.languages[owner] for owner in told.owners]

    def whole(table: Vectors, k: int | None) -> Labels:
        return group(labelled.texts, table, languages=labelled.languages, parameters=Parameters(groups=k)).nearest

    def longest(k: int | None) -> Labels:
        found = group(told.words, told.vectors, languages=languages, parameters=Parameters(groups=k)).nearest
        votes = np.zeros((len(labelled.texts), int(found.max()) + 2))
        np.add.at(votes, (told.owners, found), [len(word) for word in told.words])
        return np.asarray(votes.argmax(axis=1), dtype=np.intp)

    ways: dict[str, Callable[[int | None], Labels]] = {
        "whole texts": lambda k: whole(vectors, k),
        "mean of parts": lambda k: whole(unit_rows(sums), k),
        "half whole, half parts": lambda k: whole(unit_rows(unit_rows(sums) + vectors), k),
        "parts grouped": longest,
    }
    rows = {}
    for name, way in ways.items():
        given, own = (agreement(labelled.labels, way(k)) for k in (labelled.groups, None))
        rows[name] = {
            "nmi_given_k": given[0], "ari_given_k": given[1], "nmi_own_k": own[0], "ari_own_k": own[1],
        }  # fmt: skip
    return rows


def joined(labelled: LabelledSet, seed: int) -> tuple[LabelledSet, list[frozenset[str]]]:
    """Join a quarter of the texts, two by two, to others of another label; and say what each text then holds."""
    drawn = np.random.default_rng(seed).permutation(len(labelled.texts)).tolist()
    first, rest = drawn[: round(JOINED * len(drawn) / 2)], drawn[round(JOINED * len(drawn) / 2) :]
    texts, labels, held, languages = [], [], [], []
    for place in first:
        other = next((row for row in rest if labelled.labels[row] != labelled.labels[place]), None)
        if other is None:
            continue
        rest.remove(other)
        texts.append(". ".join(labelled.texts[row].rstrip(" .") for row in (place, other)))
        held.append(frozenset(labelled.labels[row] for row in (place, other)))
        labels.append(labelled.labels[place])
        languages.append(labelled.languages[place])
    for row in rest:
        texts.append(labelled.texts[row])
        held.append(frozenset({labelled.labels[row]}))
        labels.append(labelled.labels[row])
        languages.append(labelled.languages[row])
    return labelled._replace(texts=texts, labels=labels, languages=languages), held


def further_of_joined(labelled: LabelledSet, encode: Encode, seed: int) -> dict[str, Scores]:
    """Score further groups on texts joined by us, at the number of groups found.

    A group stands for the commonest label of its single texts.
    """
    made, held = joined(labelled, seed)
    vectors = np.asarray(encode(made.texts), dtype=np.float32)
    found = group(made.texts, vectors, languages=made.languages)
    stands: dict[int, frozenset[str]] = {}
    for number in range(len(found.sizes)):
        members = [next(iter(held[row])) for row in np.flatnonzero(found.nearest == number) if len(held[row]) == 1]
        stands[number] = frozenset(name for name, _ in Counter(members).most_common(1))
    asked = {row: labels for row, labels in enumerate(held) if len(labels) > 1}
    return further(made.texts, vectors, made.languages, found, asked, stands, encode)


def further_of_read(answers: Mapping[str, str], encode: Encode, half: str = "") -> dict[str, Scores]:
    """Score further groups on the answers that a reader labelled; `half` is "develop", "held out" or both.

    Raises
    ------
    Unreadable
        When none of the labelled answers is among those given.
    """
    with READ.open(encoding="utf-8", newline="") as file:
        read = [row for row in csv.DictReader(file) if half in ("", row["half"])]
    if not any(row["id"] in answers for row in read):
        raise Unreadable(f"{ANSWERS.name} holds none of the answers of {READ.name}.")
    texts, place = list(answers.values()), {key: row for row, key in enumerate(answers)}
    vectors = np.asarray(encode(texts), dtype=np.float32)
    found = group(texts, vectors)
    stands = {
        number: STANDS_FOR.get(terms[0] if terms else "", frozenset()) for number, terms in enumerate(found.terms)
    }
    asked = {place[row["id"]]: frozenset(row["themes"].split()) for row in read if row["id"] in place}
    return further(texts, vectors, ["fr"] * len(texts), found, asked, stands, encode)


def further(
    texts: Sequence[str],
    vectors: Vectors,
    languages: Sequence[str],
    found: Grouping,
    asked: Mapping[int, frozenset[str]],
    stands: Mapping[int, frozenset[str]],
    encode: Encode,
) -> dict[str, Scores]:
    """Score further groups against the themes of some texts.

    Expected are the groups that stand for a theme of the text, but its own. `parts` is what the site tells;
    `whole text` the second nearest group mean of as many texts, those with the highest cosine; `first group`
    says how often the very group of a text stands for one of its themes: what parts can hope for.
    """
    told = split([texts[row] for row in asked], encode)
    owners = [list(asked)[owner] for owner in told.owners]
    several = [part for part, owner in enumerate(owners) if owners.count(owner) > 1]
    also = also_in(
        texts, vectors, found.labels, found.nearest, [owners[part] for part in several], told.vectors[several],
        languages=languages,
    )  # fmt: skip
    by_parts = {(owners[several[one.part]], one.group) for one in also}
    means = unit_rows(
        np.array([vectors[found.nearest == number].mean(axis=0) for number in stands]) - vectors.mean(axis=0)
    )
    cosines = unit_rows(vectors - vectors.mean(axis=0)) @ means.T
    second = []
    for row in asked:
        others = [(float(cosines[row, number]), number) for number in stands if number != found.nearest[row]]
        second.append((max(others), row))
    by_whole = {(row, number) for (_, number), row in sorted(second, reverse=True)[: len(by_parts)]}
    expected = {
        (row, number)
        for row, themes in asked.items()
        for number, names in stands.items()
        if names & themes and number != found.nearest[row]
    }
    fits = [bool(stands.get(int(found.nearest[row]), frozenset()) & themes) for row, themes in asked.items()]
    return {
        "first group": {"precision": float(np.mean(fits)), "told": float(len(fits))},
        "parts": _scored(by_parts, expected),
        "whole text": _scored(by_whole, expected),
    }


def _scored(told: set[tuple[int, int]], expected: set[tuple[int, int]]) -> Scores:
    right = len(told & expected)
    return {
        "precision": right / max(len(told), 1),
        "recall": right / max(len(expected), 1),
        "told": float(len(told)),
        "expected": float(len(expected)),
    }


def means_of(rows: Sequence[dict[str, Scores]]) -> dict[str, Scores]:
    """Give the mean of each method over several rows of scores."""
    return {name: mean([row[name] for row in rows]) for name in rows[0]} if rows else {}
