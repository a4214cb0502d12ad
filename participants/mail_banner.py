"""A warning on the home of the admin while the mail server takes no mails."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from participants.models import Mail, WaitingCode


def refused() -> dict[str, Any]:
    """How many mails and codes were tried and have not left, since when the first of them waits. Two queries."""
    mails = Mail.objects.filter(sent_at=None, claimed_at=None, attempts__gt=0)
    codes = WaitingCode.objects.filter(expires_at__gt=timezone.now())
    found = [rows.aggregate(count=Count("pk"), since=Min("created_at")) for rows in (mails, codes)]
    return {
        "count": sum(row["count"] for row in found),
        "since": min((row["since"] for row in found if row["since"]), default=None),
    }


class MailsWaiting(Component):
    """Nothing at all when no mail waits."""

    order = 10
    template_name = "participants/admin/mails_waiting.html"

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        self.found = refused()
        return super().render_html(parent_context) if self.found["count"] else ""

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self.found


def add_mails_waiting(request: HttpRequest, panels: list[Any]) -> None:
    """First of the panels."""
    panels.append(MailsWaiting())
