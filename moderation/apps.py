from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("Moderation")

    def ready(self) -> None:
        """Adds to the pages of lower rooms."""
        from moderation import (  # noqa: F401 – their registrations are what they are for
            blanking_data,
            blanking_panels,
            data_words,
            my_data,
            panels,
            pause_data,
            pause_panels,
            watching,
        )
