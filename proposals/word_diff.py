"""What changed between two wordings, word by word, for reading."""

import re
from collections import Counter
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, ADDED, REMOVED = "same", "added", "removed"
MOST_PAIRS = 60_000  # of equal words to weigh against each other: a text of 5,000 characters has a fifth of that
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]+")  # every character belongs to one


class Piece(NamedTuple):
    """A stretch of words of one kind: same, added or removed."""

    kind: str
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """The way from one text to another: same and added make the new one, same and removed the old one.

    Where so many words repeat that comparing them would take long, all between the common beginning
    and the common end counts as rewritten.

    >>> [tuple(piece) for piece in word_diff("Un train le soir.", "Un bus le soir.")]
    [('same', 'Un '), ('removed', 'train'), ('added', 'bus'), ('same', ' le soir.')]
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    shortest = min(len(before), len(after))
    start = next((n for n in range(shortest) if before[n] != after[n]), shortest)
    most = shortest - start
    end = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    pieces = [
        Piece(SAME, "".join(before[:start])),
        *_middle(before[start : len(before) - end], after[start : len(after) - end]),
        Piece(SAME, "".join(before[len(before) - end :])),
    ]
    return [piece for piece in pieces if piece.text]


def _middle(before: list[str], after: list[str]) -> list[Piece]:
    counts = Counter(after)
    if sum(counts[word] for word in before if not word.isspace()) > MOST_PAIRS:
        return [Piece(REMOVED, "".join(before)), Piece(ADDED, "".join(after))]
    pieces = []
    # Spaces are everywhere: they tie no two places together.
    for tag, i, j, k, m in SequenceMatcher(str.isspace, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(before[i:j])))
        else:
            pieces += [Piece(REMOVED, "".join(before[i:j])), Piece(ADDED, "".join(after[k:m]))]
    return pieces
