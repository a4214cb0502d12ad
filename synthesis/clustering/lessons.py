"""What people decided about texts, in canonical form: who stands where, who stands together, who apart."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthesis.clustering.hints import NONE, Hints, Pairs, Rows, hints

Kind = Literal["two_themes", "same_and_not", "one_theme"]


class Contradiction(ValueError):
    """Two decisions that cannot both be kept.

    Attributes
    ----------
    kind
        The same and in two themes; the same and not the same; in one theme and not the same.
    places
        The two texts that it shows on, as places in what was given.
    """

    def __init__(self, kind: Kind, places: tuple[int, int], sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.places = places


class TooFewGroups(ValueError):
    """So many groups cannot keep what was decided.

    Attributes
    ----------
    groups
        How many were asked for, or could be made at most.
    """

    def __init__(self, groups: int, sentence: str) -> None:
        super().__init__(sentence)
        self.groups = groups


class Lessons(NamedTuple):
    """Decisions on m distinct texts.

    Attributes
    ----------
    themes
        Int array of shape (m,): the theme that a text was placed in, itself or one that is the same, numbered from
        0 without gaps; -1 for none.
    blocks
        Int array of shape (m,): the first of the rows that are said to be the same as this one; its own without.
    apart
        Int array of shape (p, 2): firsts of blocks that are said not to be the same.
    told
        What authors said of their own texts, which decides nothing.
    """

    themes: Rows
    blocks: Rows
    apart: Rows
    told: Hints = NONE

    @property
    def number(self) -> int:
        """How many themes somebody placed a text in."""
        return int(self.themes.max(initial=-1)) + 1

    @property
    def held(self) -> NDArray[np.bool_]:
        """Bool array of shape (m,): the texts of which a person decided something, or an author said something."""
        held = self.decided
        held[self.told.own] = held[self.told.other] = True
        return held

    @property
    def decided(self) -> NDArray[np.bool_]:
        """Bool array of shape (m,): the texts of which a person decided something."""
        held = self.placed
        held[self.apart.ravel()] = True
        return held

    @property
    def placed(self) -> NDArray[np.bool_]:
        """Bool array of shape (m,): the texts that stand in a theme or with another, so that none is left out."""
        return np.asarray((self.themes >= 0) | (np.bincount(self.blocks, minlength=len(self.blocks))[self.blocks] > 1))

    def of(self, rows: Rows) -> "Lessons":
        """Give the decisions on some rows, in rising order, all held ones among them."""
        place = np.full(len(self.themes), -1, dtype=np.intp)
        place[rows] = np.arange(len(rows))
        return Lessons(self.themes[rows], place[self.blocks[rows]], place[self.apart], self.told.at(place))


def lessons(
    pinned: Sequence[int] | None,
    together: Pairs,
    apart: Pairs,
    row: Rows,
    rows: int,
    close: Pairs = (),
    different: Pairs = (),
) -> Lessons:
    """Bring decisions on n texts to their m distinct ones: what is said of a text is said of its copies.

    Parameters
    ----------
    pinned
        The theme that each text was placed in, from 0, -1 for none; or None.
    together, apart
        Pairs of places: the same, and not the same.
    row
        Shape (n,): where each text stands among the distinct ones, -1 for an empty text.
    rows
        m.
    close, different
        Pairs of places, the first of which is the text of the author who says so.

    Raises
    ------
    Contradiction
        When decisions exclude each other; the sentence names the places.
    ValueError
        When a place or a theme does not exist, or a decision is on an empty text.
    """
    pins = np.asarray(pinned if pinned is not None else [-1] * len(row), dtype=np.intp)
    _check(pins, [*together, *apart], row)
    blocks = _blocks([(int(row[a]), int(row[b])) for a, b in together], rows)
    themes = _themes(pins, row, blocks)
    for a, b in apart:
        _check_apart((a, b), blocks[row[a]] == blocks[row[b]], themes[row[a]], themes[row[b]])
    edges = sorted({tuple(sorted((int(blocks[row[a]]), int(blocks[row[b]])))) for a, b in apart})
    _, compact = np.unique(themes, return_inverse=True)
    compact = compact - int((themes < 0).any())
    decided = Lessons(compact.astype(np.intp), blocks, np.array(edges, dtype=np.intp).reshape(-1, 2))
    return decided._replace(told=hints(close, different, row, decided.decided))


def _check(pins: Rows, pairs: Pairs, row: Rows) -> None:
    if len(pins) != len(row):
        raise ValueError(f"There are {len(row)} texts and {len(pins)} pinned themes.")
    if (pins < -1).any():
        raise ValueError(f"A pinned theme is {pins.min()}: number themes from 0, and give -1 to a text without one.")
    for place in (place for pair in pairs for place in pair):
        if not 0 <= place < len(row):
            raise ValueError(f"A pair names text {place}, and there are {len(row)} texts, numbered from 0.")
    for place in sorted({*np.flatnonzero(pins >= 0).tolist(), *(place for pair in pairs for place in pair)}):
        if row[place] < 0:
            raise ValueError(f"Text {place} is empty: nothing can be decided about it.")


def _blocks(pairs: Pairs, rows: int) -> Rows:
    """Join rows that are the same, and rows that are the same as those; each block is named by its first."""
    first = np.arange(rows)

    def block(row: int) -> int:
        while first[row] != row:
            row = int(first[row])
        return row

    for a, b in sorted(pairs):
        low, high = sorted((block(a), block(b)))
        first[high] = low
    for row in range(rows):
        first[row] = first[first[row]]  # a first comes before its others, so it is settled already
    return first


def _themes(pins: Rows, row: Rows, blocks: Rows) -> Rows:
    """Give each row the theme of its block."""
    named: dict[int, int] = {}
    for place in np.flatnonzero(pins >= 0).tolist():
        other = named.setdefault(int(blocks[row[place]]), place)
        if pins[other] != pins[place]:
            same = "are copies of one text" if row[other] == row[place] else "are said to be the same"
            raise Contradiction(
                "two_themes",
                (other, place),
                f"Texts {other} and {place} {same}, and are pinned to two themes: {pins[other]} and {pins[place]}.",
            )
    themes = np.full(len(blocks), -1, dtype=np.intp)
    for block, place in named.items():
        themes[block] = pins[place]
    return themes[blocks]


def _check_apart(places: tuple[int, int], same: bool, theme: int, other: int) -> None:
    a, b = places
    if same:
        sentence = f"Texts {a} and {b} are said to be the same, or are copies, and not to be the same."
        raise Contradiction("same_and_not", places, sentence)
    if theme >= 0 and theme == other:
        sentence = f"Texts {a} and {b} stand in one theme, {theme}, and are said not to be the same."
        raise Contradiction("one_theme", places, sentence)
