"""The canonical form of a corpus: distinct texts, in an order that nobody chose."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from consult.text import clean_whitespace_nfc, fold

# Signs that mean something: "+ de bus", "10 %", "-5".
_MEANING = frozenset("%+&@#")
_MINUS = re.compile(r"(?<!\w)[-\u2010-\u2015\u2212](?=\d)")


class Corpus(NamedTuple):
    """The distinct texts that hold something, in canonical order.

    Attributes
    ----------
    texts, languages
        m distinct texts (Unicode NFC, single spaces) and the language of each.
    vectors
        All vectors as they were given, shape (n, d), or None; `vectors_of` gives those of the texts.
    firsts
        Int array of shape (m,): which of the given texts stands for each.
    previous
        Int array of shape (m,): the group each had in an earlier run; -1 where it had none.
    copies
        Int array of shape (m,): how many of the given texts are this one.
    row
        Int array of shape (n,): where each given text stands here; -1 for an empty text.
    order
        Int array of shape (n,): the given texts in canonical order, the empty ones last.
    hashed
        Int array of shape (n,): the given texts in the order in which labels are hashed, which
        anyone can make again from the texts as they were written.
    """

    texts: list[str]
    languages: list[str]
    vectors: NDArray[np.floating] | None
    firsts: NDArray[np.intp]
    previous: NDArray[np.intp]
    copies: NDArray[np.intp]
    row: NDArray[np.intp]
    order: NDArray[np.intp]
    hashed: NDArray[np.intp]

    def part(self, rows: NDArray[np.intp]) -> "Corpus":
        """Give some of the m texts; `row` and `order` stay those of all."""
        return self._replace(
            texts=[self.texts[row] for row in rows.tolist()],
            languages=[self.languages[row] for row in rows.tolist()],
            firsts=self.firsts[rows],
            previous=self.previous[rows],
            copies=self.copies[rows],
        )

    def vectors_of(self, rows: NDArray[np.intp]) -> NDArray[np.float32] | None:
        """Give the vectors of p of the m texts, shape (p, d); None where there are none."""
        return None if self.vectors is None else np.asarray(self.vectors[self.firsts[rows]], dtype=np.float32)


def plain(text: str) -> str:
    """Level case, accents, punctuation and white space, so that copies of a text are equal.

    Empty for a text without a word. Signs that mean something stay.

    >>> plain("  À côté : des BUS, gratuits !"), plain("+ de bus, -5 %"), plain("...")
    ('a cote des bus gratuits', '+ de bus \u22125%', '')
    """
    signs = _MINUS.sub("\u2212", fold(text))
    level = signs.encode().translate(_LEVELLED_ASCII).decode() if signs.isascii() else signs.translate(_LEVELLED)
    found = " ".join(level.split()).replace(" %", "%")
    return found if found[:1].isalnum() or any(sign.isalnum() for sign in found) else ""


class _Levelled(dict[int, str]):
    """A table for `str.translate`, filled as signs are met: a space for punctuation, else the sign."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        punctuation = unicodedata.category(sign)[0] in "PZC" and sign not in _MEANING
        self[code] = " " if punctuation else sign
        return self[code]


_LEVELLED = _Levelled()
_LEVELLED_ASCII = bytes(ord(_LEVELLED[code]) for code in range(128)) + bytes(range(128, 256))


def _care(text: str) -> tuple[int, int]:
    """Say how carelessly a text is written: accents that others have lack, then capitals and signs.

    How many wrote it so plays no part: copies must not change which vector stands for a text.
    """
    accents = sum(sign.isalpha() and not sign.isascii() for sign in text)
    return -accents, sum(sign.isupper() or not (sign.isalnum() or sign.isspace()) for sign in text)


def canonical(
    texts: Sequence[str],
    languages: Sequence[str],
    vectors: NDArray[np.floating] | None,
    previous: Sequence[int] | None,
    *,
    by_words: bool = False,
) -> Corpus:
    """Put n texts into canonical form, independent of the order in which they are given.

    Texts that differ by white space only are one text, so that many copies of a text weigh no more
    than one when boundaries are drawn; `by_words`, those too that differ by case, accents and
    punctuation (`plain`), of which the most carefully written stands for all. The order is that of
    the SHA-256 of each text, which is also a sample drawn without choosing: the first 4,000 serve
    as landmarks.
    """
    cleaned = [_same_if_equal(clean_whitespace_nfc(text), text) for text in texts]
    groups = np.asarray(previous if previous is not None else [-1] * len(texts), dtype=np.intp)
    digests = np.array([_digest((plain(text) or text) if by_words else text) for text in cleaned], dtype="S32")
    codes = np.unique(np.array(languages, dtype=str), return_inverse=True)[1]
    full = np.array([bool(text) for text in cleaned], dtype=bool)

    def key(place: int) -> tuple[str, int, int, str, bytes, int]:
        vector = b"" if vectors is None else vectors[place].tobytes()
        care = _care(cleaned[place]) if by_words else (0, 0)
        # A text that had a group comes before its copies that had none.
        return languages[place], *care, cleaned[place], vector, -int(groups[place])

    order = np.lexsort((digests, ~full))
    _settle(order, digests, key)
    texts_first = order[: int(full.sum())]
    new = np.ones(len(texts_first), dtype=bool)
    same_words = digests[texts_first[1:]] == digests[texts_first[:-1]]
    new[1:] = ~(same_words & (codes[texts_first[1:]] == codes[texts_first[:-1]]))
    row = np.full(len(texts), -1, dtype=np.intp)
    row[texts_first] = np.cumsum(new) - 1
    firsts = texts_first[new]
    known = np.full(len(firsts), -1, dtype=np.intp)
    np.maximum.at(known, row[texts_first], groups[texts_first])
    return Corpus(
        texts=[cleaned[place] for place in firsts.tolist()],
        languages=[languages[place] for place in firsts.tolist()],
        vectors=vectors,
        firsts=firsts,
        previous=known,
        copies=np.bincount(row[row >= 0], minlength=len(firsts)).astype(np.intp),
        row=row,
        order=order,
        hashed=_as_written(cleaned, codes, full) if by_words else order,
    )


def _digest(form: str) -> bytes:
    return hashlib.sha256(form.encode("utf-8", "surrogatepass")).digest()


def _as_written(cleaned: Sequence[str], languages: NDArray[np.intp], full: NDArray[np.bool]) -> NDArray[np.intp]:
    """Order texts by their own hash; those that are alike are of one group, so that their order is nothing."""
    digests = np.array([_digest(text) for text in cleaned], dtype="S32")
    return np.lexsort((languages, digests, ~full))


def _same_if_equal(cleaned: str, text: str) -> str:
    """Keep one of two equal texts in memory."""
    return text if cleaned == text else cleaned


def _settle(order: NDArray[np.intp], digests: NDArray[np.bytes_], key: Callable[[int], Any]) -> None:
    """Put those of one digest, which stand together in `order`, in the order of a key."""
    sorted_ = digests[order]
    bounds = np.flatnonzero(np.concatenate([[True], sorted_[1:] != sorted_[:-1], [True]])) if len(order) else [0]
    for start in np.flatnonzero(np.diff(bounds) > 1).tolist():
        among = slice(int(bounds[start]), int(bounds[start + 1]))
        order[among] = sorted(order[among].tolist(), key=key)


def labels_hash(labels: NDArray[np.intp], order: NDArray[np.intp]) -> str:
    """Give the SHA-256 of labels, taken in the order of their texts that `Corpus.hashed` gives."""
    return hashlib.sha256(",".join(map(str, labels[order].tolist())).encode()).hexdigest()


def corpus_hash(items: Sequence[tuple[str, str]]) -> str:
    """Give the SHA-256 of a corpus, whatever the order of its list.

    Parameters
    ----------
    items
        (id, fingerprint of the text) of each text.

    >>> corpus_hash([("b", "2"), ("a", "1")]) == corpus_hash([("a", "1"), ("b", "2")])
    True
    """
    listed = json.dumps(sorted(items), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(listed.encode()).hexdigest()
