from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SynthesisConfig(AppConfig):
    name = "synthesis"
    verbose_name = _("Synthesis")

    def ready(self) -> None:
        """Registers what this room adds to the lower ones."""
        from synthesis import data_words, fold_keys, following, further, my_data, panels, register, tasks  # noqa: F401  they register
