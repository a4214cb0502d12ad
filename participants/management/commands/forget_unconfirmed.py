from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from participants.cleaning import remove_unconfirmed


class Command(BaseCommand):
    help = "Removes accounts that were begun a day ago or longer and whose owner never entered the code."

    def handle(self, *args: Any, **options: Any) -> None:
        count = remove_unconfirmed(at=timezone.now())
        self.stdout.write(f"{count} unconfirmed account{'' if count == 1 else 's'} removed.")
