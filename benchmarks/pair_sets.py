"""Texts of which some say the same: what finding near-duplicates is measured on."""

import random
import re
from pathlib import Path
from typing import NamedTuple

from benchmarks.reading import Unreadable, rows

_MADE = 1500  # answers among which the reworded ones hide
_REWORDED = 300  # answers that are reworded
_LEAST_WORDS = 8  # of an answer that is reworded
_LOST = 0.5  # share of the words that a rewording drops
_ARTICLE = re.compile(r"\barticles?\s+(\d+)", re.IGNORECASE)
_NO_AMENDMENTS = (
    "Pairs of amendments of one article are left out. The data holds none:"
    " give some by --extra, with the columns text,pair."
)
_GREETINGS = ("Bonjour, ", "Je pense que ", "À mon avis ", "Il faudrait ", "")


class PairSet(NamedTuple):
    """Texts, and a key that those which say the same share."""

    name: str
    texts: list[str]
    keys: list[str]


def same_contribution(data: Path) -> PairSet:
    """Read what volunteers wrote of contributions: two of one contribution are a pair."""
    found = rows(data / "egalite" / "contributions-syntheses.csv", ("document_id", "synthese"))
    kept = [row for row in found if row["synthese"].strip()]
    return PairSet("egalite", [row["synthese"].strip() for row in kept], [row["document_id"] for row in kept])


def reworded(data: Path) -> PairSet:
    """Make pairs of Grand Débat answers: an answer, and the same said another way.

    Half of the words are dropped, its halves change places, and a few words of politeness come
    before: what a campaign looks like when people make its text their own.
    """
    found = rows(data / "grand-debat" / "mobilite-3000.csv", ("text",))
    drawn = random.Random(0)
    texts = [row["text"] for row in found if row["text"].strip()]
    drawn.shuffle(texts)
    texts = texts[:_MADE]
    keys = [str(place) for place in range(len(texts))]
    long = [place for place, text in enumerate(texts) if len(text.split()) >= _LEAST_WORDS][:_REWORDED]
    again = [_said_otherwise(texts[place], drawn) for place in long]
    return PairSet("grand-debat, reworded", texts + again, keys + [keys[place] for place in long])


def same_article(data: Path) -> PairSet:
    """Read proposals on a bill whose title names an article: two of one article are a pair, its number removed.

    The nearest thing to amendments of one article that the data holds; much smaller, and longer texts.
    """
    found = rows(data / "republique-numerique" / "proposals.csv", ("title", "text"))
    named = [(row, match[1]) for row in found if (match := _ARTICLE.search(row["title"]))]
    if len({article for _, article in named}) == len(named):
        raise Unreadable("proposals.csv names no article twice.")
    texts = [f"{_ARTICLE.sub('', row['title']).strip()}. {row['text']}" for row, _ in named]
    return PairSet("republique-numerique, one article", texts, [article for _, article in named])


def _said_otherwise(text: str, drawn: random.Random) -> str:
    words = [word for word in text.split() if drawn.random() >= _LOST] or text.split()
    middle = len(words) // 2
    return drawn.choice(_GREETINGS) + " ".join([*words[middle:], *words[:middle]]).lower()


def of_folder(path: Path) -> PairSet:
    """Read a further file whose column `pair` is shared by the texts that say the same."""
    kept = [row for row in rows(path, ("text", "pair")) if row["text"].strip()]
    return PairSet(
        path.stem, [row["text"].strip() for row in kept], [row["pair"] or f"#{n}" for n, row in enumerate(kept)]
    )


def gathered(data: Path, extra: Path | None) -> tuple[list[PairSet], list[str]]:
    """Read the sets of pairs that are there, and say of the others why they are not."""
    found, problems = [], []
    known = (("egalite", same_contribution), ("republique-numerique", same_article), ("grand-debat", reworded))
    for name, read in known:
        try:
            found.append(read(data))
        except Unreadable as problem:
            problems.append(f"Pairs of {name} are left out. {problem}")
    problems.append(_NO_AMENDMENTS)
    for path in sorted(extra.glob("*.csv")) if extra is not None else ():
        try:
            found.append(of_folder(path))
        except Unreadable:
            continue  # a file of labels, which the bench of groups reads or names
    return found, problems
