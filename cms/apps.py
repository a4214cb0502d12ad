from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from cms import panels, withdrawals  # noqa: F401 – they register what this room adds to lower pages, and listen
