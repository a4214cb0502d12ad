"""The journal hears of each synthesis that goes out of view, whoever took it: form, schedule, bulk or script."""

from typing import Any

from wagtail.signals import page_unpublished

from cms.editions.publishing import record_withdrawal
from cms.models import SynthesisPage


def _withdrawn(sender: Any, instance: SynthesisPage, **kwargs: Any) -> None:
    record_withdrawal(page=instance)


# The expiry of a schedule and a page above reach no method of ours: Wagtail's signal is what they share.
page_unpublished.connect(_withdrawn, sender=SynthesisPage, dispatch_uid="synthesis unpublished")
