"""Where a contribution stands before a synthesis that does not cite it: one rule for its page and for the bar."""

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from proposals.models import Proposal
from synthesis.models import GroupingRun, Placement, ThemeMembership


def with_standing(proposals: QuerySet[Proposal]) -> QuerySet[Any]:
    """Adds ``standing``: what a person decided comes first, then what the last run that ended did. No query."""
    place = ThemeMembership.objects.filter(proposal=OuterRef("pk"))
    runs = GroupingRun.objects.done().filter(consultation=OuterRef("consultation"))
    of_the_last = Subquery(
        GroupingRun.objects.done()
        .filter(consultation=OuterRef("version__proposal__consultation"))
        .order_by("-number")
        .values("pk")[:1]
    )
    read = Placement.objects.filter(version__proposal=OuterRef("pk"), run=of_the_last)
    return proposals.annotate(
        standing=Case(
            When(Exists(place.filter(theme__isnull=True)), then=Value("set_aside")),
            When(Exists(place.filter(confirmed_at__isnull=False)), then=Value("in_theme")),
            When(Exists(place), then=Value("grouped")),
            When(Exists(read.filter(cluster__isnull=False)), then=Value("grouped")),
            When(Exists(read), then=Value("unsorted")),
            When(Exists(runs), then=Value("too_late")),
            default=Value("no_run"),
            output_field=CharField(),
        )
    )


def reason(standing: str) -> str:
    """Why the synthesis does not cite it, on its own page."""
    return {
        "in_theme": _("A person read it in its theme, which the synthesis sums up by other texts."),
        "set_aside": _("A person read it and left it out of all themes."),
        "grouped": _("It was grouped by the machine with texts that resemble it; the synthesis cites others of them."),
        "unsorted": _("It resembles no group of texts: it is still to be sorted."),
        "too_late": _("It was not among the texts that were gathered for the grouping."),
        "no_run": _("No grouping of the texts has been made."),
    }[standing]


def part_labels() -> dict[str, str]:
    """The parts of the bar of a synthesis, in their order."""
    return {
        "cited": _("cited in this synthesis"),
        "in_theme": _("in a theme, confirmed by a person"),
        "grouped": _("grouped by the machine, not read by a person yet"),
        "set_aside": _("read by a person and left out of all themes"),
        "unsorted": _("to be sorted: they resemble no group"),
        "too_late": _("arrived after the texts were gathered"),
        "no_run": _("not sorted: no grouping of the texts has been made"),
        "withheld": _("withheld by moderation"),
    }
