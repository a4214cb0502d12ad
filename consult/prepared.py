"""A template set once for each shape of its data, and filled in with the words that differ.

A page of a hundred findings sets the same component a hundred times: what differs is mostly words and counts that the
component shows as they are. These are the *slots*. Data of one shape, slots aside, are set once; the others are that
markup with their own words in its place. What is set is what the component alone would set, to the letter.

The markup of a shape is kept beside the template that Django keeps compiled, and goes with it: it is the template, set
as far as it can be without anyone's words.
"""

import re
import secrets
from collections.abc import Collection, Hashable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

SLOT = object()  # stands for words in a shape
PLAIN = range(1, 1_000)  # whole numbers that are written alike in all languages, with a filter or without
WITH_NONE = range(1_000)
TOKEN = f"t{secrets.token_hex(8)}"  # nobody's text holds it, and it looks like no number
MOST_SHAPES = 1_000  # of one template in one language: a few dozen are met


class Markup(NamedTuple):
    """Markup cut at its slots: text, slot, text, slot, text; and for each slot, which of the words stands there."""

    pieces: list[str]
    places: list[int]


Shapes = dict[Hashable, Markup]
kept_shapes: WeakKeyDictionary[Any, dict[Hashable, Shapes]] = WeakKeyDictionary()


def shapes_of(template: Any, *how: Hashable) -> Shapes:
    """What was set of a compiled template in the present language; ``how`` its data are taken apart."""
    shapes = kept_shapes.setdefault(template, {}).setdefault((get_language(), *how), {})
    if len(shapes) > MOST_SHAPES:
        shapes.clear()
    return shapes


class Prepared:
    """One template for one page, in one language. No query.

    ``slots`` are the names of texts that the template shows as they are: without a filter, a comparison or a
    choice around them; whether one is empty is part of the shape. ``counts`` are names of whole numbers of which it
    asks no more than whether they are 0; below 1,000 they are slots too. Of ``numbers`` it does not even ask that.
    ``unused`` are names that the template does not look at.
    """

    def __init__(
        self,
        template: str,
        *,
        slots: Collection[str],
        counts: Collection[str] = (),
        numbers: Collection[str] = (),
        unused: Collection[str] = (),
    ) -> None:
        self._template = get_template(template)
        self._slots, self._unused = frozenset(slots), frozenset(unused)
        self._plain = dict.fromkeys(counts, PLAIN) | dict.fromkeys(numbers, WITH_NONE)
        compiled = vars(self._template)["template"]  # the one that its loader keeps
        self._shapes = shapes_of(compiled, self._slots, frozenset(self._plain.items()), self._unused)

    def __call__(self, **data: Any) -> SafeString:
        """The template, set with these data."""
        words: list[str] = []
        shape = self._shape_of(data, words)
        try:
            known = self._shapes.get(shape)
        except TypeError:  # a value that has no hash: set on its own
            return SafeString(self._template.render(data))  # escaped by the template
        if known is None:
            known = self._shapes[shape] = self._set_once(data)
        filled = known.pieces.copy()
        filled[1::2] = [words[place] for place in known.places]
        return mark_safe("".join(filled))  # noqa: S308 – the template's own markup, and words escaped below

    def _shape_of(self, data: Mapping[str, Any], words: list[str]) -> Hashable:
        """What the data are, slots aside; their words go to ``words``, escaped.

        It sees every leaf of every component of a page: words, most of them, are dealt with on the spot.
        """
        slots, plain = self._slots, self._plain
        if not self._unused.isdisjoint(data):
            data = {name: value for name, value in data.items() if name not in self._unused}
        shape: list[Hashable] = [tuple(data)]
        for name, value in data.items():
            kind = type(value)
            if kind is str:
                if value and name in slots:
                    words.append(escape(value))
                    value = SLOT
            elif kind is int:
                if name in plain and value in plain[name]:
                    words.append(str(value))
                    value = SLOT
            elif kind is not bool and value is not None:
                value = self._shape(name, value, words)
            shape.append(value)
        return tuple(shape)

    def _shape(self, name: str, value: Any, words: list[str]) -> Hashable:
        """The same of one value."""
        if isinstance(value, dict):
            return self._shape_of(value, words)
        if isinstance(value, str):
            if value and name in self._slots:
                words.append(value if isinstance(value, SafeString) else escape(value))
                return SLOT
            return value if type(value) is str else (SafeString, value)  # else equal to the same words unescaped
        if isinstance(value, list):
            return tuple([self._shape(name, inner, words) for inner in value])
        if type(value) is int and value in self._plain.get(name, ()):
            words.append(str(value))
            return SLOT
        return value  # type: ignore[no-any-return]  # whatever it is: it stands for itself

    def _set_once(self, data: Mapping[str, Any]) -> Markup:
        """The markup, cut at its slots."""
        counted = iter(range(1_000_000))
        marked = self._template.render({key: self._marked(key, value, counted) for key, value in data.items()})
        pieces = re.split(rf"{TOKEN}-(\d+)-", marked)
        return Markup(pieces, [int(place) for place in pieces[1::2]])

    def _marked(self, name: str, value: Any, counted: Iterator[int]) -> Any:
        """The same data with a mark in place of each slot, in the order of ``_shape``."""
        if isinstance(value, str):
            return f"{TOKEN}-{next(counted)}-" if value and name in self._slots else value
        if isinstance(value, dict):
            return {key: self._marked(key, inner, counted) for key, inner in value.items() if key not in self._unused}
        if isinstance(value, list):
            return [self._marked(name, inner, counted) for inner in value]
        if type(value) is int and value in self._plain.get(name, ()):
            return f"{TOKEN}-{next(counted)}-"
        return value
