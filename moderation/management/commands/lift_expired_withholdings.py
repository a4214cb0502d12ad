"""Show again what was withheld until a date that has come."""

from typing import Any

from django.core.management.base import BaseCommand

from moderation.actions import lift_expired


class Command(BaseCommand):
    help = "Lift every withholding whose term is over, as the scheduled task does."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{lift_expired()} withholdings lifted.")
