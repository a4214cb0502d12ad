"""manage.py setup_site: makes a new installation ready, and can be run again."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from cms.site_setup import set_up_site


class Command(BaseCommand):
    help = (
        "Make the home page, the site, the groups with their permissions, the first consent text, the charter and the "
        "articles. What is there already is left as it is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="", help="the first organiser's address: an account with every right")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        if email:
            try:
                validate_email(email)
            except ValidationError as error:
                raise CommandError(f"“{email}” is not an e-mail address.") from error
        made = set_up_site(organiser_email=email)
        for line in made:
            self.stdout.write(f"made: {line}")
        if not made:
            self.stdout.write("Nothing to do: the site is ready.")
