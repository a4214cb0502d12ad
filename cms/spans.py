"""A citation is its version to the letter, after Unicode NFC and white space. Pure functions."""

import re
import unicodedata


def find_span(text: str, words: str) -> tuple[int, int] | None:
    """Where ``words`` stand in ``text``: ``(start, end)`` in characters of ``text``, or None.

    Both are compared after Unicode NFC, any run of white space counting as one space; nothing else
    is forgiven.

    >>> find_span("Plus de  trains,\\nle soir.", "de trains, le")
    (5, 18)
    >>> find_span("Plus de trains.", "de train s") is None
    True
    """
    pieces = unicodedata.normalize("NFC", words).split()
    if not pieces:
        return None
    composed, origins = compose(text)
    match = re.search(r"\s+".join(re.escape(piece) for piece in pieces), composed)
    if match is None:
        return None
    return origins[match.start()], origins[match.end()]


def compose(text: str) -> tuple[str, list[int]]:
    """``text`` in NFC, and for each of its characters, and its end, the index where it began in ``text``."""
    composed: list[str] = []
    origins: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        cluster = unicodedata.normalize("NFC", text[start:end])
        composed.append(cluster)
        origins.extend([start] * len(cluster))
        start = end
    origins.append(len(text))
    return "".join(composed), origins
