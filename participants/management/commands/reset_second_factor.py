"""For who runs the site: somebody of the team lost their telephone and their recovery codes."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from participants.models import User
from participants.second_factor import take_away

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Takes a second factor away. Make sure first, by another way than e-mail, of who is asking."""

    help = "Takes away the second factor of an account and ends its sessions; at the next sign-in they set up another."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the account's address")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["email"].strip().lower()
        user = User.objects.filter(email=address).first()
        if user is None:
            raise CommandError(f"No account has the address {address}: look at its spelling.")
        if not take_away(user=user):
            raise CommandError(f"{address} has no second factor. Their sessions were ended all the same.")
        logger.warning("The second factor of account %s was taken away by reset_second_factor.", user.pk)
        self.stdout.write(f"Taken away, and every session of {address} ended. They set up another at the next sign-in.")
