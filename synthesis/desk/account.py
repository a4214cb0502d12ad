"""How the texts of a consultation fare at the desk: confirmed, not read, set aside and why."""

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from synthesis.models import SetAside, ThemeDecision, ThemeMembership


class Account(NamedTuple):
    """Published texts: each is counted once."""

    confirmed: int
    not_read: int
    in_no_theme: int
    set_aside: int
    reasons: list[tuple[str, int]]

    @property
    def read(self) -> int:
        return self.confirmed + self.set_aside

    @property
    def left(self) -> int:
        return self.not_read + self.in_no_theme


def account_of(consultation: ConsultationPage, total: int) -> Account:
    """Of ``total`` published texts; reasons by their label, those that occur. One query."""
    held = Q(confirmed_at__isnull=False)
    rows = (
        ThemeMembership.objects.filter(
            proposal__consultation=consultation, proposal__state="published", proposal__off_topic_at=None
        )
        .order_by()
        .values_list("reason")
        .annotate(held=Count("pk", filter=held), machine=Count("pk", filter=~held))
    )
    counts = {reason: (held, machine) for reason, held, machine in rows}
    confirmed, not_read = counts.get("", (0, 0))
    reasons = [(str(reason.label), counts[reason][0]) for reason in SetAside if reason in counts]
    set_aside = sum(number for _label, number in reasons)
    return Account(confirmed, not_read, max(total - confirmed - not_read - set_aside, 0), set_aside, reasons)


def set_aside_from(consultation: ConsultationPage) -> dict[int, int]:
    """How many texts that are set aside now stood in each theme before, by its key. One query."""
    place = "version__proposal__theme_membership__"
    decided = ThemeDecision.objects.filter(
        consultation=consultation,
        deed=ThemeDecision.Deed.SET_ASIDE,
        origin__isnull=False,
        version__proposal__state="published",
        version__proposal__off_topic_at=None,
        **{f"{place}theme__isnull": True, f"{place}confirmed_at": F("at")},
    )
    rows = decided.order_by().values_list(Coalesce("origin__merged_into", "origin")).annotate(total=Count("pk"))
    return dict(rows)


def in_words(time: timedelta | None) -> str:
    """A length of time as one says it; nothing where there is none."""
    if time is None:
        return ""
    seconds = round(time.total_seconds())
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": seconds}
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": f"{minutes:02}"}
