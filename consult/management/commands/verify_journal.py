"""Recompute the chain of the public journal and say where it breaks."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consult.journal import first_break, first_lost_head
from consult.models import JournalEntry, JournalHead


class Command(BaseCommand):
    help = "Verify the public journal; exits 1 and names the first bad entry when the chain is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        entries = JournalEntry.objects.order_by("number")
        broken = first_break(entries.iterator(chunk_size=2_000)) or first_lost_head(JournalHead.objects.order_by("day"))
        if broken:
            raise CommandError(f"The journal is broken at entry {broken.number}: {broken.reason}.")
        last = entries.last()
        if last is None:
            self.stdout.write("The journal is empty.")
        else:
            self.stdout.write(f"The journal holds: {last.number} entries, head {last.hash}.")
