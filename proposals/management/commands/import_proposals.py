"""Bring a list of contributions in from a CSV file."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from consult.models import ConsultationPage
from proposals.importing import ImportRefused, ImportResult, import_list
from proposals.importing.parsing import FIELDS, Unreadable, open_text, read_mapping, read_rows
from proposals.importing.vectors import encode_import, leave_to_tasks, versions_of
from proposals.importing.writing import Progress

MOST_ERRORS_SHOWN = 50


class Command(BaseCommand):
    help = "Import proposals from a CSV file (plain or gzipped, UTF-8): all of them or none, and none twice."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--consultation", required=True, help="The address (slug) of the consultation.")
        parser.add_argument(
            "--map",
            required=True,
            dest="mapping",
            help=f"Which column holds what: text=COLUMN,title=COLUMN,… among {', '.join(FIELDS)}.",
        )
        parser.add_argument("--source", help="Shown in the author's place; the name of the file by default.")
        parser.add_argument("--licence", help="Shown beside the source; “not stated” by default.")
        parser.add_argument("--delimiter", default=",", help="What stands between two cells; a comma by default.")
        parser.add_argument("--dry-run", action="store_true", help="Check all and keep nothing.")
        parser.add_argument("--skip-bad-lines", action="store_true", help="Import the good lines, report the others.")
        parser.add_argument("--no-vectors", action="store_true", help="Leave the sentence vectors to the task worker.")

    def handle(self, *args: Any, **options: Any) -> None:
        consultation = ConsultationPage.objects.filter(slug=options["consultation"]).first()
        if consultation is None:
            raise CommandError(_("No consultation has the address “%s”.") % options["consultation"])
        if len(options["delimiter"]) != 1:
            raise CommandError(_("The delimiter is one character."))
        try:
            result = self._import(consultation, options)
        except OSError as error:
            raise CommandError(_("The file cannot be opened: %s") % error) from error
        except Unreadable as error:
            raise CommandError(str(error)) from error
        except ImportRefused as refusal:
            if not any(error.line for error in refusal.errors):  # it is no line that is at fault
                raise CommandError(str(refusal)) from refusal
            self._show(refusal.errors)
            count = len(refusal.errors)
            raise CommandError(_("Nothing was imported: %d lines have to be mended.") % count) from refusal
        self._report(result, dry_run=options["dry_run"])
        if result.record is not None:
            self._encode(result, later=options["no_vectors"])

    def _import(self, consultation: ConsultationPage, options: dict[str, Any]) -> ImportResult:
        with open_text(options["file"]) as lines:
            rows = list(
                read_rows(
                    lines,
                    read_mapping(options["mapping"]),
                    delimiter=options["delimiter"],
                    zone=timezone.get_default_timezone(),
                )
            )
        with self._bar(len(rows), _("Proposals")) as progress:
            return import_list(
                consultation=consultation,
                rows=rows,
                source=options["source"] or options["file"].name,
                licence=options["licence"] or _("licence not stated"),
                progress=progress,
                dry_run=options["dry_run"],
                skip_bad_lines=options["skip_bad_lines"],
            )

    def _encode(self, result: ImportResult, *, later: bool) -> None:
        assert result.record is not None
        if later:
            leave_to_tasks(result.record)
            return
        with self._bar(len(versions_of(result.record)), _("Sentence vectors")) as progress:
            encode_import(result.record, progress=progress)

    @contextmanager
    def _bar(self, total: int, label: str) -> Iterator[Progress]:
        with tqdm(total=total, desc=label, file=self.stderr, disable=None) as bar:
            yield bar.update

    def _report(self, result: ImportResult, *, dry_run: bool) -> None:
        self._show(result.errors)
        sentence = (
            _("Dry run, nothing kept: %(created)d to import, %(already)d already there, %(bad)d lines left out.")
            if dry_run
            else _("%(created)d imported, %(already)d already there, %(bad)d lines left out.")
        )
        counts = {"created": result.created, "already": result.already, "bad": len(result.errors)}
        self.stdout.write(sentence % counts)

    def _show(self, errors: Any) -> None:
        for error in errors[:MOST_ERRORS_SHOWN]:
            self.stderr.write(str(error))
        if len(errors) > MOST_ERRORS_SHOWN:
            self.stderr.write(_("… and %d more.") % (len(errors) - MOST_ERRORS_SHOWN))
