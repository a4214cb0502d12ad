"""The bench of grouping: `python -m benchmarks.grouping --data DIR`; docs/grouping.md says what it measures."""

import argparse
import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import arrivals, ideas, nothing, pair_sets, pairs, sets, stability, tables, taught
from benchmarks.child import BASE, Failed, measured
from benchmarks.embedding import Embedded, embed
from benchmarks.methods import DRAWN, METHODS
from benchmarks.reading import Unreadable, rows
from benchmarks.scores import Scores, mean, scored
from synthesis.clustering import environment

RESULTS = BASE / "benchmarks" / "results" / "grouping.json"
CACHE = BASE / "var" / "benchmarks"
BERTOPIC = BASE / ".venv-bertopic" / "bin" / "python"
PARTS = ("scores", "stability", "arrivals", "taught", "pairs", "ideas", "nothing")
Rows = dict[str, dict[str, Scores]]


def say(line: str = "") -> None:
    """Print at once, also where the output is a file."""
    print(line, flush=True)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """Read the command's arguments."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.grouping", description=__doc__)
    asked.add_argument("--data", type=Path, required=True, help="the folder of the project's data")
    asked.add_argument("--extra", type=Path, help="a folder of further CSVs: text,label (or text,pair)")
    asked.add_argument(
        "--sets", type=_names, help=f"only these, with commas: {', '.join(sets.SOURCES)}, or a file of --extra"
    )
    asked.add_argument("--methods", type=_names, default=list(METHODS), help=f"only these: {', '.join(METHODS)}")
    asked.add_argument("--out", type=Path, default=RESULTS, help="the file that is written")
    asked.add_argument("--cache", type=Path, default=CACHE, help="the folder that keeps sentence vectors")
    asked.add_argument("--seeds", type=int, default=5, help="seeds and draws, from 0 (5)")
    for part in PARTS:
        asked.add_argument(f"--{part}", action="store_true", help=f"only the part {part}; all parts without any")
    told = asked.parse_args(given)
    unknown = [name for name in told.methods if name not in METHODS]
    if unknown:
        asked.error(f"No method is called {', '.join(unknown)}: choose among {', '.join(METHODS)}.")
    if told.seeds < 1:
        asked.error(f"--seeds is {told.seeds}: it must be at least 1.")
    return told


def _names(told: str) -> list[str]:
    return [name.strip() for name in told.split(",") if name.strip()]


def interpreter(method: str) -> str | None:
    """Give the Python that runs a method; None where it is not installed."""
    if method != "bertopic" or importlib.util.find_spec("bertopic"):
        return sys.executable
    return str(BERTOPIC) if BERTOPIC.exists() else None


class Bench:
    """One run of the bench: what it read, and what it has found so far."""

    def __init__(self, told: argparse.Namespace) -> None:
        self.told = told
        self.seeds = range(told.seeds)
        self.problems: list[str] = []
        self.embedding: dict[str, dict[str, float]] = {}
        self.results: dict[str, Any] = {}

    def problem(self, sentence: str) -> None:
        """Say what could not be done, and go on."""
        self.problems.append(sentence)
        say(f"! {sentence}")

    def vectors(self, name: str, texts: Sequence[str]) -> Embedded:
        """Encode a set, and say what that cost."""
        embedded = embed(texts, self.told.cache)
        if embedded.seconds is None:
            say(f"  {len(texts)} vectors, kept from before")
        else:
            self.embedding[name] = {"texts": len(texts), "seconds": embedded.seconds}
            say(f"  {len(texts)} texts encoded in {embedded.seconds:.1f} s")
        return embedded

    def usable(self) -> dict[str, str]:
        """Give the methods that can run, each with its Python."""
        found = {name: interpreter(name) for name in self.told.methods}
        for name in [name for name, python in found.items() if python is None]:
            self.problem(f"{name} is not installed: `make bertopic` installs it in an environment of its own.")
        return {name: python for name, python in found.items() if python}

    def scores(self, found: Sequence[sets.LabelledSet]) -> None:
        """Score every method on every set."""
        counted: Rows = {}
        parts: Rows = {}
        usable = self.usable()
        for labelled in found:
            say(f"\n{title(labelled)}")
            vectors = self.vectors(labelled.name, labelled.texts).vectors
            rows: dict[str, Scores] = {}
            for method, python in usable.items():
                seeds = self.seeds if method in DRAWN else range(1)
                try:
                    told = (labelled.texts, labelled.languages, vectors, labelled.groups, seeds)
                    rows[method] = scored(labelled.labels, measured(method, *told, python=python))
                except Failed as problem:
                    self.problem(f"Set {labelled.name}: {problem}")
            say(tables.table("", rows))
            (counted if labelled.counted else parts)[labelled.name] = rows
        self.results |= {"sets": counted, "mean": means(counted), "parts": parts, "mean_of_parts": means(parts)}
        say(tables.table(f"\nMean of {len(counted)} sets", self.results["mean"]))
        say(compared(counted | parts))
        if parts:
            say(tables.table(f"\nMean of {len(parts)} parts and other readings of these sets", means(parts)))

    def stability(self, found: Sequence[sets.LabelledSet]) -> None:
        """Measure how far our groups stay."""
        rows: dict[str, Scores] = {}
        say("\nStability of ours")
        for labelled in (one for one in found if one.counted):
            rows[labelled.name] = stability.stability(
                labelled, self.vectors(labelled.name, labelled.texts).vectors, self.seeds
            )
        self.results["stability"] = {"sets": rows, "mean": mean(list(rows.values()))}
        say(tables.table("", rows | {"mean": mean(list(rows.values()))}, stability.COLUMNS, "set"))

    def arrivals(self, found: Sequence[sets.LabelledSet]) -> None:
        """Measure how well what comes after a run is placed."""
        say("\nTexts that come after a run")
        rows = {
            one.name: arrivals.arrivals(one, self.vectors(one.name, one.texts).vectors, self.seeds)
            for one in found
            if one.counted
        }
        self.results["arrivals"] = {"sets": rows, "mean": mean(list(rows.values()))}
        say(tables.table("", rows | {"mean": mean(list(rows.values()))}, arrivals.COLUMNS, "set"))

    def taught(self, found: Sequence[sets.LabelledSet]) -> None:
        """Measure what pinned texts teach."""
        rows: Rows = {}
        for labelled in (one for one in found if one.counted):
            say(f"\nTaught by {taught.PINNED} texts a theme: {labelled.name}")
            vectors = self.vectors(labelled.name, labelled.texts).vectors
            try:
                rows[labelled.name] = taught.taught(labelled, vectors, self.seeds)
            except ValueError as problem:
                self.problem(f"Set {labelled.name} could not be taught: {problem}")
                continue
            say(tables.table("", rows[labelled.name], taught.COLUMNS))
        if "ours" not in taught.methods():
            self.problem("`group` takes no pinned texts yet: only the starts from means are scored.")
        self.results["taught"] = {"sets": rows, "mean": means(rows)}
        say(tables.table(f"\nTaught: mean of {len(rows)} sets", means(rows), taught.COLUMNS))

    def pairs(self) -> None:
        """Measure how well texts that say the same are found."""
        rows: Rows = {}
        found, problems = pair_sets.gathered(self.told.data, self.told.extra)
        for sentence in problems:
            self.problem(sentence)
        for one in found:
            say(f"\nPairs: {one.name}, {len(one.texts)} texts")
            rows[one.name] = pairs.pairs(one, self.vectors(f"pairs of {one.name}", one.texts).vectors)
            say(tables.table("", rows[one.name], pairs.COLUMNS))
        self.results["pairs"] = rows

    def ideas(self, found: Sequence[sets.LabelledSet]) -> None:
        """Measure what parts of texts bring: to their first theme, and as further ones."""
        firsts: Rows = {}
        further: Rows = {}

        def encode(texts: Sequence[str]) -> NDArray[np.float16]:
            return embed(texts, self.told.cache).vectors

        for labelled in (one for one in found if one.counted):
            firsts[labelled.name] = ideas.first_themes(labelled, encode(labelled.texts).astype(np.float32), encode)
            say(tables.table(f"\nFirst theme: {labelled.name}", firsts[labelled.name], ideas.FIRST))
            draws = [ideas.further_of_joined(labelled, encode, seed) for seed in self.seeds]
            further[f"{labelled.name}, joined"] = ideas.means_of(draws)
        try:
            answers = {row["id"]: row["text"] for row in rows(self.told.data / ideas.ANSWERS, ("id", "text"))}
            for half in ("develop", "held out", ""):
                further[f"mobility, {half or 'both halves'}"] = ideas.further_of_read(answers, encode, half)
        except Unreadable as problem:
            self.problem(f"The answers that a reader labelled are left out. {problem}")
        for name, scores in further.items():
            say(tables.table(f"\nFurther themes: {name}", scores, ideas.FURTHER))
        self.results["ideas"] = {"first": firsts, "mean": means(firsts), "further": further}
        say(tables.table(f"\nFirst theme: mean of {len(firsts)} sets", means(firsts), ideas.FIRST))

    def nothing(self) -> None:
        """Measure how well answers that propose nothing are told."""
        self.results["nothing"] = nothing.nothing()
        say(tables.table("\nAnswers that propose nothing", self.results["nothing"], nothing.COLUMNS, "answers"))


def title(labelled: sets.LabelledSet) -> str:
    """Say what a set holds."""
    once = sum(labelled.labels.count(label) == 1 for label in set(labelled.labels))
    more = f", {once} of them of one text" if once else ""
    return f"{labelled.name}: {len(labelled.texts)} texts, {labelled.groups} groups{more}"


def means(rows: Rows) -> dict[str, Scores]:
    """Give the mean of each method over the sets that it could run on."""
    names = list(dict.fromkeys(method for found in rows.values() for method in found))
    of = {name: [found[name] for found in rows.values() if name in found] for name in names}
    return {name: mean(found) | {"sets": len(found)} for name, found in of.items()}


def compared(rows: Rows) -> str:
    """Say where ours is at least as good as the plain baseline at the given k (G-8); nothing without both."""
    both = {name: found for name, found in rows.items() if {"ours", "tfidf"} <= set(found)}
    if not both:
        return ""
    behind = [
        f"{name} ({figure.split('_')[0].upper()})"
        for name, found in both.items()
        for figure in ("nmi_given_k", "ari_given_k")
        if found["ours"][figure] < found["tfidf"][figure]
    ]
    return "At the given k, ours is " + (
        f"below TF-IDF + k-means on {', '.join(behind)}." if behind else "nowhere below TF-IDF + k-means."
    )


def main(given: Sequence[str] | None = None) -> int:
    """Run the bench; gives 1 where nothing at all could be measured."""
    told = arguments(given)
    bench = Bench(told)
    wanted = [part for part in PARTS if getattr(told, part)] or list(PARTS)
    found = sets.gathered(told.data, told.extra, told.sets)
    for sentence in found.problems:
        bench.problem(sentence)
    for part in ("scores", "stability", "arrivals", "taught", "ideas"):
        if part in wanted and found.sets:
            getattr(bench, part)(found.sets)
    if "pairs" in wanted:
        bench.pairs()
    if "nothing" in wanted:
        bench.nothing()
    bench.results |= {"problems": bench.problems, "embedding": bench.embedding, "environment": environment()}
    told.out.parent.mkdir(parents=True, exist_ok=True)
    told.out.write_text(json.dumps(bench.results, ensure_ascii=False, indent=2) + "\n")
    say(f"\nWritten to {told.out}")
    return 0 if found.sets or bench.results.get("pairs") else 1


if __name__ == "__main__":
    raise SystemExit(main())
