"""Make the search index of proposals anew, from the words of their current versions."""

from typing import Any

from django.core.management.base import BaseCommand

from proposals.search import rebuild, rebuild_arguments


class Command(BaseCommand):
    help = "Make what search reads of proposals and arguments anew: after a restored backup, or when stems change."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild()} proposals and {rebuild_arguments()} arguments can be found again.")
