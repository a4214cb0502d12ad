from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from cms import cited, data_words, my_data, panels, retention, withdrawals  # noqa: F401 – they register what this room adds below, and listen
        from cms.answering import panels as answering  # noqa: F401 – the same for answers and commitments
        from cms.bundle import panels as bundle  # noqa: F401 – the same for what verifies an edition, and its PDF
        from cms.editions import telling_followers  # noqa: F401 – the same for what notices speak of
        from cms.page import opinions  # noqa: F401 – the same for opinion groups
        from cms.readings import panels as readings  # noqa: F401 – the same for public readings, second readings, opinions
