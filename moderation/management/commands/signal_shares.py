"""How many texts of a list each signal would mark: what the detectors cost in false alarms, on real words."""

import argparse
import csv
import gzip
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consult.text import clean_whitespace_nfc
from moderation.floods import Sent, floods
from moderation.insults import listed_insults
from moderation.noticing import noticed_in
from moderation.signalling import LONGEST_QUOTE


class Command(BaseCommand):
    help = "Say which share of the texts of CSV files (plain or .gz) each signal marks, with the list of insults."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--column", default="text", help="the column of the texts")
        parser.add_argument("--language", default="fr", help="of the texts: fr or en")
        parser.add_argument("--show", type=int, default=0, help="so many marked pieces of each signal, to judge them")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"]:
            texts = _read(path, options["column"])
            begun = time.perf_counter()
            marked, pieces = _marked(texts, options["language"])
            flooded = floods({("text", n) for n in range(len(texts))}, _as_if_today(texts))
            marked["flood"] = len(flooded)
            spent = time.perf_counter() - begun
            self.stdout.write(f"{path.name}: {len(texts)} texts in {spent:.1f} s")
            for kind, count in marked.most_common():
                self.stdout.write(f"  {kind:<10} {count:>6}  {100 * count / len(texts):.2f} %")
                for piece in pieces.get(kind, [])[: options["show"]]:
                    self.stdout.write(f"    “{piece}”")


def _read(path: Path, column: str) -> list[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            rows = csv.DictReader(lines)
            if column not in (rows.fieldnames or []):
                raise CommandError(f"{path} has no column “{column}”: name another with --column.")
            texts = [row[column] or "" for row in rows]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    if not texts:
        raise CommandError(f"{path} holds no text.")
    return texts


def _marked(texts: list[str], language: str) -> tuple[Counter[str], dict[str, list[str]]]:
    listed, marked, pieces = listed_insults(), Counter[str](), dict[str, list[str]]()
    for text in texts:
        found = noticed_in({"text": text}, language, listed)
        marked.update({one["kind"] for one in found} | ({"any"} if found else set()))
        for one in found:
            _name, start, end = one["places"][0]
            pieces.setdefault(one["kind"], []).append(clean_whitespace_nfc(text[start:end])[:LONGEST_QUOTE])
    return marked, pieces


def _as_if_today(texts: list[str]) -> list[Sent]:
    """A list without dates is compared as if all of it had come at once: the most that could be marked."""
    now = timezone.now()
    return [Sent("text", n, n, now, text) for n, text in enumerate(texts)]
