"""Does a grouping run again and says whether it gives the same groups."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from synthesis.models import GroupingRun
from synthesis.replay import Replay, replay

NAMED = 20  # references that a line names before it says how many more there are


class Command(BaseCommand):
    """Exits 0 with the same groups, or where an erased text, another processor or version explains the others."""

    help = (
        "Group the stored texts and vectors of a run again, with its parameters, and compare the hashes. "
        "Exits 1 when a text, a vector or a fingerprint changed, or when the groups differ without a reason."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "id", type=int, help="The run's number among all runs, as `replay_run` lists them.", nargs="?"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["id"] is None:
            self.list_runs()
            return
        run = GroupingRun.objects.done().select_related("consultation", "previous").filter(pk=options["id"]).first()
        if run is None:
            raise CommandError(f"No finished run has the number {options['id']}. Without a number, runs are listed.")
        found = replay(run)
        for line in said(found):
            self.stdout.write(line)
        if found.tampered or found.unexplained:
            sys.exit(1)

    def list_runs(self) -> None:
        for run in GroupingRun.objects.done().select_related("consultation").order_by("pk"):
            named = f"{run.consultation.slug} {run.reference}"
            self.stdout.write(f"{run.pk}\t{named}\t{run.corpus_size} texts\t{run.finished_at:%Y-%m-%d}")


def said(found: Replay) -> list[str]:
    """What a replay found, a line each."""
    run = found.run
    lines = [f"Run {run.reference} of {run.consultation.slug}: {run.corpus_size} texts, corpus {run.corpus_hash[:16]}…"]
    if not found.same_corpus:
        lines.append("The fingerprints are not those that the run read: the corpus has another hash.")
    if found.altered:
        lines.append(f"Texts that no longer match their fingerprint: {_named(found.altered)}.")
    if found.vectors_changed:
        lines.append(f"Sentence vectors that are not those that the run read: {_named(found.vectors_changed)}.")
    if found.erased:
        lines.append(f"Replayable but for {len(found.erased)} erased: {_named(found.erased)}.")
    if found.same_result:
        lines.append(f"The same groups: {found.result_hash}.")
        return lines
    lines.append(f"Stored result {run.result_hash}, result today {found.result_hash}.")
    if not found.same_machine:
        lines.append("The run was made with other libraries or on another processor, where last bits differ.")
    if not found.same_code:
        lines.append("The run was made by another version of the code that groups.")
    lines.append(f"Agreement of both on the texts that are left (adjusted Rand index): {found.agreement:.4f}.")
    return lines


def _named(references: Sequence[str]) -> str:
    more = len(references) - NAMED
    return ", ".join(references[:NAMED]) + (f" and {more} more" if more > 0 else "")
