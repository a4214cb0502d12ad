import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consult.retention import apply_rules, overdue, retention_rules


class Command(BaseCommand):
    help = "Removes what has been kept for as long as it may, as the task of each night does."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="removes nothing; fails when something should have gone a day ago"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check()
            return
        for name, count in apply_rules(at=timezone.now()).items():
            self.stdout.write(f"{name}: {count} removed.")

    def _check(self) -> None:
        late = overdue(at=timezone.now())
        for name, rule in retention_rules.items():
            self.stdout.write(f"{name}: {rule.kept_for.days} days, {late.get(name, 0)} past it.")
        if late:
            raise CommandError("Some rows are past their time: does the worker run?")
