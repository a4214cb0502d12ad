from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from proposals.drafts.forgetting import KEPT_FOR, remove_old_drafts


class Command(BaseCommand):
    help = f"Deletes drafts that nobody has saved for {KEPT_FOR.days} days."

    def handle(self, *args: Any, **options: Any) -> None:
        count = remove_old_drafts(at=timezone.now())
        self.stdout.write(f"{count} draft{'' if count == 1 else 's'} deleted.")
