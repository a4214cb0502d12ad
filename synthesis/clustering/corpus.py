"""The canonical form of a corpus: distinct texts, in an order that nobody chose."""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

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
        Float32 array of shape (m, d), or None.
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
    vectors: NDArray[np.float32] | None
    previous: NDArray[np.intp]
    copies: NDArray[np.intp]
    row: NDArray[np.intp]
    order: NDArray[np.intp]
    hashed: NDArray[np.intp]


def plain(text: str) -> str:
    """Level case, accents, punctuation and white space, so that copies of a text are equal.

    Empty for a text without a word. Signs that mean something stay.

    >>> plain("  À côté : des BUS, gratuits !"), plain("+ de bus, -5 %"), plain("...")
    ('a cote des bus gratuits', '+ de bus \u22125%', '')
    """
    signs = _MINUS.sub("\u2212", fold(text))
    found = " ".join(signs.translate(_LEVELLED).split()).replace(" %", "%")
    return found if any(sign.isalnum() for sign in found) else ""


class _Levelled(dict[int, str]):
    """A table for `str.translate`, filled as signs are met: a space for punctuation, else the sign."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        punctuation = unicodedata.category(sign)[0] in "PZC" and sign not in _MEANING
        self[code] = " " if punctuation else sign
        return self[code]


_LEVELLED = _Levelled()


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
    cleaned = [clean_whitespace_nfc(text) for text in texts]
    forms = [plain(text) or text for text in cleaned] if by_words else cleaned
    groups = np.asarray(previous if previous is not None else [-1] * len(texts), dtype=np.intp)
    digests = [_digest(text) for text in forms]
    shared = Counter(forms) if by_words else Counter()

    def key(place: int) -> tuple[bool, bytes, str, int, int, str, bytes, int]:
        vector = b"" if vectors is None else vectors[place].tobytes()
        # A text that had a group comes before its copies that had none.
        rank = -int(groups[place])
        care = _care(cleaned[place]) if shared[forms[place]] > 1 else (0, 0)
        return not cleaned[place], digests[place], languages[place], *care, cleaned[place], vector, rank

    order = sorted(range(len(texts)), key=key)
    row = np.full(len(texts), -1, dtype=np.intp)
    firsts: list[int] = []
    seen: tuple[str, str] | None = None
    known: dict[int, int] = {}
    for place in order:
        if not cleaned[place]:
            continue
        if seen != (forms[place], languages[place]):
            seen = (forms[place], languages[place])
            firsts.append(place)
        row[place] = len(firsts) - 1
        known[row[place]] = max(known.get(int(row[place]), -1), int(groups[place]))
    return Corpus(
        texts=[cleaned[place] for place in firsts],
        languages=[languages[place] for place in firsts],
        vectors=None if vectors is None else np.asarray(vectors[firsts], dtype=np.float32),
        previous=np.array([known[place] for place in range(len(firsts))], dtype=np.intp),
        copies=np.bincount(row[row >= 0], minlength=len(firsts)).astype(np.intp),
        row=row,
        order=np.array(order, dtype=np.intp),
        hashed=np.array(_as_written(cleaned, languages) if by_words else order, dtype=np.intp),
    )


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _as_written(cleaned: Sequence[str], languages: Sequence[str]) -> list[int]:
    """Order texts by their own hash; those that are alike are of one group, so that their order is nothing."""
    return sorted(
        range(len(cleaned)), key=lambda place: (not cleaned[place], _digest(cleaned[place]), languages[place])
    )


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
