"""A template set once for each shape of its data, and filled in with the words that differ.

A page of a hundred findings sets the same component a hundred times: what differs is mostly words and counts that the
component shows as they are. These are the *slots*. Data of one shape, slots aside, are set once; the others are that
markup with their own words in its place. What is set is what the component alone would set, to the letter.
"""

import re
import secrets
from collections.abc import Collection, Hashable, Iterator, Mapping
from html import escape
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

SLOT = object()  # stands for words in a shape
PLAIN = range(1, 1_000)  # whole numbers that are written alike in all languages, with a filter or without


class Prepared:
    """One template for one page, in one language. No query.

    ``slots`` are the names of texts that the template shows as they are: without a filter, a comparison or a
    choice around them; whether one is empty is part of the shape. ``counts`` are names of whole numbers of which it
    asks no more than whether they are 0; below 1,000 they are slots too. ``unused`` are names that the template does
    not look at.
    """

    def __init__(
        self, template: str, *, slots: Collection[str], counts: Collection[str] = (), unused: Collection[str] = ()
    ) -> None:
        self._template = get_template(template)
        self._slots, self._counts, self._unused = frozenset(slots), frozenset(counts), frozenset(unused)
        self._shapes: dict[Hashable, list[str]] = {}
        self._token = f"t{secrets.token_hex(8)}"  # nobody's text holds it, and it looks like no number

    def __call__(self, **data: Any) -> SafeString:
        """The template, set with these data."""
        words: list[str] = []
        shape = self._shape("", data, words)
        try:
            pieces = self._shapes.get(shape)
        except TypeError:  # a value that has no hash: set on its own
            return mark_safe(self._template.render(data))  # noqa: S308 – escaped by the template
        if pieces is None:
            pieces = self._shapes[shape] = self._pieces(data)
        filled = list(pieces)
        filled[1::2] = [words[int(place)] for place in pieces[1::2]]
        return mark_safe("".join(filled))  # noqa: S308 – the template's own markup, and words escaped below

    def _shape(self, name: str, value: Any, words: list[str]) -> Hashable:
        """What the data are, slots aside; their words go to ``words``, escaped. Called for each leaf: kept quick."""
        if isinstance(value, str):
            if value and name in self._slots:
                words.append(value if isinstance(value, SafeString) else escape(value))
                return SLOT
            return value
        if isinstance(value, dict):
            unused, shape = self._unused, self._shape
            return tuple([(key, shape(key, inner, words)) for key, inner in value.items() if key not in unused])
        if isinstance(value, list):
            return tuple([self._shape(name, inner, words) for inner in value])
        if name in self._counts and type(value) is int and value in PLAIN:
            words.append(str(value))
            return SLOT
        return value  # type: ignore[no-any-return]  # whatever it is: it stands for itself

    def _pieces(self, data: Mapping[str, Any]) -> list[str]:
        """The markup, cut at its slots: text, place of the words, text, place of the words, text."""
        counted = iter(range(1_000_000))
        set_once = self._template.render({key: self._marked(key, value, counted) for key, value in data.items()})
        return re.split(rf"{self._token}-(\d+)-", set_once)

    def _marked(self, name: str, value: Any, counted: Iterator[int]) -> Any:
        """The same data with a mark in place of each slot, in the order of ``_shape``."""
        if isinstance(value, str):
            return f"{self._token}-{next(counted)}-" if value and name in self._slots else value
        if isinstance(value, dict):
            return {key: self._marked(key, inner, counted) for key, inner in value.items() if key not in self._unused}
        if isinstance(value, list):
            return [self._marked(name, inner, counted) for inner in value]
        if name in self._counts and type(value) is int and value in PLAIN:
            return f"{self._token}-{next(counted)}-"
        return value
