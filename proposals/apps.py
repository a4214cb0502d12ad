from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = _("Proposals")

    def ready(self) -> None:
        """What this room adds to the pages of lower rooms is registered by being imported."""
        from proposals import (  # noqa: F401 – each registers what it adds; so do those below
            consultation_panels,
            convincing_data,
            data_words,
            erasing_texts,
            exposure_panel,
            my_data,
            register,
            retention,
            space,
        )
        from proposals.amending import my_data as amending_data  # noqa: F401 – it registers
        from proposals.amending import register as amending_register  # noqa: F401 – it registers
        from proposals.amending import space as amending_space  # noqa: F401 – it registers
        from proposals.drafts import my_data as my_drafts  # noqa: F401 – it registers
        from proposals.entering import own_data as entering_data  # noqa: F401 – it registers
        from proposals.entering import register as entering_register  # noqa: F401 – it registers
        from proposals.following import buttons as follow_buttons  # noqa: F401 – it registers
        from proposals.following import targets as follow_targets  # noqa: F401 – it registers
        from proposals.similar import links, own_data  # noqa: F401 – it registers
        from proposals.withdrawing import register as withdrawing_register  # noqa: F401 – it registers
