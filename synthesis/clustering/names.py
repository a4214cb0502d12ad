"""A short name proposed for each group, from the words of its own texts; a person decides.

A name is a phrase of two to five words as people wrote it, its articles and prepositions kept inside. The
best is the one that says most of its group and least of the others: its share of the group's texts, times the
logarithm of how much greater that is than its share of all (the contribution of the phrase to the divergence
of Kullback and Leibler, *On information and sufficiency*, 1951), more for phrases of several full words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from consult.text import Word, clean_whitespace_nfc, locate_words, stem
from synthesis.clustering.stopwords import stop_words

LONGEST = 5  # words of a name
_FULL = 3  # full words of a name, at most
_LONGEST_WORD = 18  # letters; a longer one is a web address or a slip of the finger
_FEWEST = 3  # texts of a group that must hold its phrase, and
_SHARE = 0.03  # the share of them
_BONUS = 0.25  # for each full word after the first
_ELIDED = ("l'", "d'", "l’", "d’")
_AND = {"fr": "et", "en": "and"}
_FRENCH_JOINS = "a au aux avec d de des du en entre l la le les par pour sans sur"
_ENGLISH_JOINS = "a an by for from in of on the to with without"
_JOINS = {"fr": frozenset(_FRENCH_JOINS.split()), "en": frozenset(_ENGLISH_JOINS.split())}
# Full words that say nothing by themselves at either end of a name.
_FRENCH_WEAK = """
autre autres beaucoup cas chose choses deja divers diverse diversement diverses facon falloir fois general grand
grande grands heures kilometres maniere minute minutes moment nombreuses nombreux possible truc utilise utiliser
vraie vraies vrai vrais
"""
_ENGLISH_WEAK = """
also case general good great hours kind lot many minutes misc miscellaneous new people thing things use various way
"""
_WEAK = {"fr": _FRENCH_WEAK.split(), "en": _ENGLISH_WEAK.split()}


_Forms = dict[tuple[str, ...], Counter[tuple[str, ...]]]  # how a group writes a phrase, by its key


class _Phrase(NamedTuple):
    key: tuple[str, ...]  # stems of its full words
    written: tuple[str, ...]  # folded, joining words among them


def group_names(texts: Sequence[str], labels: NDArray[np.intp], languages: Sequence[str] | str = "fr") -> list[str]:
    """Name each of k groups of n texts.

    Parameters
    ----------
    labels
        Shape (n,): the group of each text, from 0; -1 for a text of no group.
    languages
        Language of each text, or of all.

    Returns
    -------
    list of str
        k names in sentence case, no two alike. Where no phrase is common enough in a group, its two best
        words joined by "et" or "and", or its only word; empty for a group without any word.

    Raises
    ------
    ValueError
        When the arguments do not agree in length.

    >>> bus = ["Des bus gratuits le soir", "des bus gratuits", "bus gratuits partout"]
    >>> train = ["rouvrir la gare", "Rouvrir la gare du village", "il faut rouvrir la gare"]
    >>> group_names(bus + train, np.array([0, 0, 0, 1, 1, 1]))
    ['Bus gratuits', 'Rouvrir la gare']
    """
    spoken = [languages] * len(texts) if isinstance(languages, str) else list(languages)
    for name, given in (("labels", labels), ("languages", spoken)):
        if len(given) != len(texts):
            raise ValueError(f"There are {len(texts)} texts and {len(given)} {name}.")
    groups = [_Group({}, Counter(), Counter()) for _ in range(int(labels.max(initial=-1)) + 1)]
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label, language in zip(map(clean_whitespace_nfc, texts), labels.tolist(), spoken, strict=True):
        if label >= 0:
            groups[label].hear(text, language, spellings)
    names: list[str] = []
    used: set[tuple[str, ...]] = set()
    for group, ranked in zip(groups, _ranked(groups), strict=True):
        names.append(_named(ranked, _Words(group.forms, spellings), group.joined(), used, names))
    return names


class _Group(NamedTuple):
    """What the texts of a group say: how they write each phrase, in how many it is, and their languages."""

    forms: _Forms
    counted: Counter[tuple[str, ...]]
    languages: Counter[str]

    def hear(self, text: str, language: str, spellings: dict[str, Counter[str]]) -> None:
        found = locate_words(text)
        self.languages[language.split("-")[0].lower()] += 1
        for word in found:
            spellings[word.folded][text[word.start : word.end]] += 1
        # A text speaks once for a phrase, however often it repeats it.
        phrases = dict.fromkeys(_phrases(text, found, language))
        for phrase in phrases:
            self.forms.setdefault(phrase.key, Counter())[phrase.written] += 1
        self.counted.update({phrase.key for phrase in phrases})

    def joined(self) -> str:
        """What two words are joined by, in the language that most texts are in."""
        most = min(self.languages, key=lambda one: (-self.languages[one], one), default="fr")
        return _AND.get(most, "/")


class _Words(NamedTuple):
    forms: _Forms
    spellings: dict[str, Counter[str]]

    def written(self, key: tuple[str, ...]) -> str:
        """Write a phrase in its commonest form, each word in its commonest spelling."""
        form = min(self.forms[key], key=lambda one: (-self.forms[key][one], one))
        spelt = [_spelt(self.spellings[word]) if word in self.spellings else word for word in form]
        return " ".join(spelt).replace("’ ", "’").replace(" - ", "-")


class _Ranked(NamedTuple):
    phrases: list[tuple[str, ...]]  # common enough to be a name, best first
    words: list[tuple[str, ...]]  # single words, best first


@cache
def _weak(tongue: str) -> frozenset[str]:
    return frozenset(stem(word, tongue) for word in _WEAK.get(tongue, ()))


def _phrases(text: str, found: Sequence[Word], language: str) -> Iterator[_Phrase]:
    """Find single full words, and runs of up to five words between two full ones, not cut by punctuation."""
    tongue = language.split("-")[0].lower()
    joins, weak, stopped = _JOINS.get(tongue, frozenset()), _weak(tongue), stop_words(language)
    full = [
        word.folded not in stopped and 2 < len(word.folded) <= _LONGEST_WORD and word.folded.isalpha() for word in found
    ]
    for start, first in enumerate(found):
        if not full[start] or stem(first.folded, language) in weak:
            continue
        stems, written = [stem(first.folded, language)], [first.folded]
        yield _Phrase(tuple(stems), tuple(written))
        for place in range(start + 1, min(len(found), start + LONGEST)):
            word, before = found[place], found[place - 1]
            gap = text[before.end : word.start]
            elided = gap.strip().lower() in _ELIDED
            if not (gap.isspace() or gap == "-" or elided) or not (full[place] or word.folded in joins):
                break
            if elided:
                written.append(gap.strip().lower()[0] + "’")
            elif gap == "-":
                written.append("-")
            written.append(word.folded)
            if full[place]:
                stems.append(stem(word.folded, language))
                if len(stems) > _FULL or len(set(stems)) < len(stems):
                    break
                if stems[-1] not in weak:
                    yield _Phrase(tuple(stems), tuple(written))


def _ranked(groups: Sequence[_Group]) -> Iterator[_Ranked]:
    total = sum((group.counted for group in groups), Counter[tuple[str, ...]]())
    everyone = max(sum(group.languages.total() for group in groups), 1)
    for group in groups:
        count, size = group.counted, group.languages.total()
        scores = {
            key: number / size * float(np.log(number / size / (total[key] / everyone))) * (1 + _BONUS * (len(key) - 1))
            for key, number in count.items()
        }
        fewest = max(min(_FEWEST, (size + 1) // 2), _SHARE * size)
        best = sorted(scores, key=lambda key: (-scores[key], -count[key], key))
        phrases = [key for key in best if len(key) > 1 and count[key] >= fewest]
        yield _Ranked(_lengthened(phrases, count), [key for key in best if len(key) == 1])


def _lengthened(phrases: list[tuple[str, ...]], count: Counter[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Put before a phrase the longer one that holds it in two thirds of its texts."""
    found: dict[tuple[str, ...], None] = {}
    for key in phrases:
        longer = [other for other in phrases if len(other) > len(key) and set(key) < set(other)]
        whole = [other for other in longer if 3 * count[other] >= 2 * count[key]]
        found |= dict.fromkeys([*whole[:1], key])
    return list(found)


def _named(ranked: _Ranked, words: _Words, joined: str, used: set[tuple[str, ...]], names: Sequence[str]) -> str:
    """Take the best phrase that names no other group; else two words that do not together; else one."""
    for key in ranked.phrases:
        if tuple(sorted(key)) not in used:
            used.add(tuple(sorted(key)))
            return _sentence(words.written(key))
    best = ranked.words[:12]
    for second in range(1, len(best)):
        for first in range(second):
            pair = _sentence(f"{words.written(best[first])} {joined} {words.written(best[second])}")
            if pair not in names:
                return pair
    return next((one for key in best if (one := _sentence(words.written(key))) not in names), "")


def _spelt(spellings: Counter[str]) -> str:
    """Choose a spelling; a capital stays only where hardly anybody leaves it out, as in an acronym or a name."""
    by_letters: Counter[str] = Counter()
    for spelling, uses in spellings.items():
        by_letters[spelling.lower()] += uses
    letters = min(by_letters, key=lambda one: (-by_letters[one], one))
    same = {spelling: uses for spelling, uses in spellings.items() if spelling.lower() == letters}
    if not same or 5 * same.get(letters, 0) >= by_letters[letters]:
        return letters
    return min(same, key=lambda one: (-same[one], one))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
