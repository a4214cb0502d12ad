"""The wording that is close, as pieces of a text of which some are marked: pure functions, escaped by templates."""

import unicodedata
from typing import NamedTuple

from consult.search_words import search_stem
from consult.stopwords import stop_words
from consult.text import locate_words
from proposals.similar.index import stems_of
from proposals.similar.sentences import sentences_of

EXCERPT = 240  # characters


class Piece(NamedTuple):
    """A piece of a text, and whether it is close to what is typed."""

    text: str
    marked: bool


def marked_words(text: str, typed: set[str], language: str) -> list[Piece]:
    """Mark the words of a text whose stems were typed.

    >>> marked_words("Plus de trains, le soir", {"train"}, "fr")
    [Piece(text='Plus de ', marked=False), Piece(text='trains', marked=True), Piece(text=', le soir', marked=False)]
    """
    whole = unicodedata.normalize("NFC", text)
    stopped = stop_words(language)
    pieces, done = [], 0
    for word in locate_words(whole):
        if word.folded in stopped or search_stem(word.folded, language) not in typed:
            continue
        pieces += [Piece(whole[done : word.start], False), Piece(whole[word.start : word.end], True)]
        done = word.end
    return [piece for piece in [*pieces, Piece(whole[done:], False)] if piece.text]


def marked_excerpt(text: str, typed: str, language: str, closest: int | None) -> list[Piece]:
    """Give what a person needs to see of a text: from its closest sentence on, with the close wording marked.

    Parameters
    ----------
    typed
        What is being written.
    closest
        Place of the sentence that is closest in meaning; None where nobody knows, and the one with most of the
        typed words counts. Where it holds none of these words, all of it is marked.
    """
    stems = set(stems_of(typed, language))
    sentences = sentences_of(unicodedata.normalize("NFC", text))
    if not sentences:
        return []
    held = [len(stems.intersection(stems_of(sentence, language))) for sentence in sentences]
    place = closest if closest is not None and closest < len(sentences) else held.index(max(held))
    pieces = [Piece("… ", False)] if place else []
    length = 0
    for number, sentence in enumerate(sentences[place:], start=place):
        if number > place and length + len(sentence) > EXCERPT:
            return [*pieces, Piece("…", False)]
        shown, cut = (sentence, "") if len(sentence) <= EXCERPT else (sentence[:EXCERPT].rpartition(" ")[0], "…")
        found = marked_words(shown, stems, language)
        if number == place and closest is not None and not any(piece.marked for piece in found):
            found = [Piece(shown, True)]
        pieces += [*found, Piece(f"{cut} ", False)]
        length += len(sentence)
    return pieces
