"""The labelled sets: texts that people sorted, from the project's data and from a folder given."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.reading import Unreadable, rows

LEAST_TEXTS = 8  # below, a score says nothing
LEAST_OF_QUESTION = 20  # texts of one question from which it is a set of its own
_RARE = 5  # rows from which a category of the German set counts
_SEPARATOR = "|"


class LabelledSet(NamedTuple):
    """Texts and the group that people put each in.

    Attributes
    ----------
    name
        As the tables show it.
    texts, labels, languages
        One each a text; no text and no label is empty.
    counted
        Whether it enters the mean; a part of another set, or another reading of it, does not.
    """

    name: str
    texts: list[str]
    labels: list[str]
    languages: list[str]
    counted: bool

    @property
    def groups(self) -> int:
        """How many groups people made."""
        return len(set(self.labels))


class Found(NamedTuple):
    """The sets that are there, and a sentence for each that is not."""

    sets: list[LabelledSet]
    problems: list[str]


def labelled(
    name: str, told: list[tuple[str, str]], languages: list[str] | str = "fr", *, counted: bool = True
) -> LabelledSet:
    """Make a set of (text, label) pairs; a pair whose text or label is empty is left out.

    Raises
    ------
    Unreadable
        When fewer than eight texts or fewer than two groups remain.
    """
    spoken = [languages] * len(told) if isinstance(languages, str) else languages
    kept = [
        (text.strip(), label.strip(), language)
        for (text, label), language in zip(told, spoken, strict=True)
        if text.strip() and label.strip()
    ]
    groups = len({label for _, label, _ in kept})
    if len(kept) < LEAST_TEXTS or groups < 2:
        raise Unreadable(
            f"{name} has {len(kept)} labelled texts in {groups} groups:"
            f" at least {LEAST_TEXTS} texts and 2 groups are needed."
        )
    texts, labels, language_of = (list(column) for column in zip(*kept, strict=True))
    return LabelledSet(name, texts, labels, language_of, counted)


def _annotation(name: str) -> Callable[[Path], list[LabelledSet]]:
    def read(data: Path) -> list[LabelledSet]:
        found = rows(data / "grande-annotation" / f"{name}.csv", ("text", "label"))
        whole = labelled(name, [(row["text"], row["label"]) for row in found])
        return [whole, *_questions(whole)]

    return read


def _questions(whole: LabelledSet) -> Iterator[LabelledSet]:
    """Part a set by the question that its labels start with, where there are several."""
    question = [label.split(_SEPARATOR)[0] if _SEPARATOR in label else "" for label in whole.labels]
    for asked, number in sorted(Counter(question).items()):
        told = [
            pair for pair, of in zip(zip(whole.texts, whole.labels, strict=True), question, strict=True) if of == asked
        ]
        if LEAST_OF_QUESTION <= number < len(question) and len({label for _, label in told}) > 1:
            yield labelled(f"{whole.name}: {asked.strip()}", told, counted=False)


def _ottensen(data: Path) -> list[LabelledSet]:
    """Read the German set, whose rows have several categories, in two ways.

    Each row takes its rarest category (of those of at least five rows), since "moving traffic"
    stands on two rows of three. Beside it, the rows that have exactly one category when the two
    means of transport above the others are not counted: no row has exactly one otherwise.
    """
    found = rows(data / "cimt" / "ottensen-thematic.csv.gz", ("title", "text", "motorized transport"))
    categories = [name for name in found[0] if name not in {"document_id", "title", "text", "url"}]
    held = [[name for name in categories if row[name] == "1"] for row in found]
    uses = Counter(name for names in held for name in names)
    texts = [f"{row['title']}. {row['text']}" for row in found]
    rarest = [min((n for n in names if uses[n] >= _RARE), key=lambda n: (uses[n], n), default="") for names in held]
    below = [[name for name in names if "motorized" not in name] for names in held]
    single = [names[0] if len(names) == 1 else "" for names in below]
    return [
        labelled("ottensen", list(zip(texts, rarest, strict=True)), "de"),
        labelled("ottensen: one category", list(zip(texts, single, strict=True)), "de", counted=False),
    ]


def _egalite(data: Path) -> list[LabelledSet]:
    found = rows(data / "egalite" / "contributions-syntheses.csv", ("theme", "synthese"))
    return [labelled("egalite: two questions", [(row["synthese"], row["theme"]) for row in found], counted=False)]


SOURCES: Mapping[str, Callable[[Path], list[LabelledSet]]] = {
    "gda_DC13": _annotation("gda_DC13"),
    "gdn_fisc": _annotation("gdn_fisc"),
    "gdn_cat": _annotation("gdn_cat"),
    "ottensen": _ottensen,
    "egalite": _egalite,
}


def _extra(path: Path, taken: set[str]) -> list[LabelledSet]:
    if "pair" in rows(path, ("text",))[0]:
        return []  # a file of pairs, which `pair_sets` reads
    found = rows(path, ("text", "label"))
    name = f"{path.stem} (extra)" if path.stem in taken else path.stem
    languages = [row.get("language", "").strip() or "fr" for row in found]
    return [labelled(name, [(row["text"], row["label"]) for row in found], languages)]


def gathered(data: Path, extra: Path | None, only: list[str] | None = None) -> Found:
    """Read all sets, or those named in `only`; what cannot be read is told in a sentence, and left out."""
    found = Found([], [])
    wanted = [(name, partial(read, data)) for name, read in SOURCES.items()]
    if extra is not None and not extra.is_dir():
        found.problems.append(f"The folder {extra} given by --extra is absent.")
    for path in sorted(extra.glob("*.csv")) if extra is not None else ():
        wanted.append((path.stem, partial(_extra, path, set(SOURCES))))
    for name in only or ():
        if name not in {known for known, _ in wanted}:
            known_names = ", ".join(known for known, _ in wanted)
            found.problems.append(f"No set is called {name!r}: choose among {known_names}.")
    for name, read in wanted:
        if only and name not in only:
            continue
        try:
            found.sets.extend(read())
        except Unreadable as problem:
            found.problems.append(f"Set {name} is left out. {problem}")
    return found
