"""What was promised and how it goes, as an Atom feed."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from cms.answering.listing import news
from cms.answering.targets import commitment_url

ITEMS = 50


class CommitmentsFeed(Feed):  # type: ignore[type-arg]  # not subscriptable at run time
    """The newest commitments and steps of all consultations. Three queries."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Commitments")

    def subtitle(self) -> str:
        return _("What the institution has committed itself to, and how it goes.")

    def link(self) -> str:
        return reverse("answers:commitments")

    def feed_guid(self) -> str:
        return reverse("answers:feed")

    def items(self) -> list[dict[str, Any]]:
        return news(ITEMS)

    def item_title(self, item: dict[str, Any]) -> str:
        return f"{item['title']} – {item['commitment'].consultation.title}"

    def item_description(self, item: dict[str, Any]) -> str:
        return str(item["words"])

    def item_link(self, item: dict[str, Any]) -> str:
        return commitment_url(item["commitment"].consultation.slug, item["commitment"])

    def item_guid(self, item: dict[str, Any]) -> str:
        commitment = item["commitment"]
        return f"urn:consult:{commitment.consultation.translation_key}:{commitment.reference}:{item['id']}"

    def item_updateddate(self, item: dict[str, Any]) -> datetime:
        at: datetime = item["at"]
        return at

    def item_pubdate(self, item: dict[str, Any]) -> datetime:
        at: datetime = item["at"]
        return at
