"""manage.py load_demo: the demonstration's consultations; run again, it adds nothing twice."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from cms.demonstration import load
from cms.demonstration.people import is_a_real_site
from cms.demonstration.progress import Steps


class Command(BaseCommand):
    help = "Load the demonstration: three consultations on real contributions. Run again, it adds nothing twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sample", type=int, default=0, help="only so many contributions of each list")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CONSULT_DEMO:
            raise CommandError(
                "load_demo makes accounts that anyone can sign in to: it runs only with the demonstration's settings."
            )
        if is_a_real_site():
            raise CommandError(
                "This database holds accounts or consultations, and nothing of the demonstration: it is a real site's. "
                "Name another in CONSULT_DATABASE, or unset it."
            )
        with translation.override("fr"):  # the language of what is written into the database
            load(Steps(self.stderr), sample=options["sample"])
