"""A year's figures in the shape of the transparency template of Implementing Regulation (EU) 2024/2835, annex I.

The template has eleven parts, a table each, in CSV (RFC 4180, UTF-8). Parts and columns keep its names, in its order.
A cell that this site has no figure for is empty, and the column beside it says why: nothing is filled with a zero that
nobody counted. Waits are in hours.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult.cells import csv_line
from moderation.yearly import AppealFigures, GroundFigures, YearFigures

TOTAL = "TOTAL"
OTHER_TERMS = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
OTHER = 'Description of the sub-category "Other"'
HOSTING = "Only for providers of hosting services, including online platforms"
PLATFORMS = "Only for providers of online platforms"
ALL = "All"

NOTICES = (
    "Number of notices received",
    "Number of notices received from Trusted flaggers",
    "Number of specific items of information included in the total number of notices",
    "Number of specific items of information included in the total number of notices by Trusted Flaggers "
    "(Trusted Flagger notices)",
    "Median time to take action",
    "Median time to take action (Trusted Flagger notices)",
    "Number of actions taken on the basis of the law",
    "Number of actions taken on the basis of the law (Trusted Flagger notices)",
    "Number of actions taken on the basis of the terms and conditions of the service",
    "Number of actions taken on the basis of the terms and conditions of the service (Trusted Flagger notices)",
)
OWN = (
    "Number of measures taken at the provider's own initiative",
    "Number of measures taken after detection with solely automated means",
    *(f"Visibility restriction {kind}" for kind in ("Removal", "Disable", "Demoted", "Age restricted")),
    *(f"Visibility restriction {kind}" for kind in ("Interaction restricted", "Labelled", "Other")),
    *(f"Monetary restriction {kind}" for kind in ("Suspension", "Termination", "Other")),
    *(f"Provision of the service {kind}" for kind in ("Suspension", "Termination")),
    *(f"Account restriction {kind}" for kind in ("Suspension", "Termination")),
)
BY_LINE = ("Section", "Indicator", "Scope", "Value", "Contextual Information")
BEFORE = ("Applicability", "Service", "Reporting period")
Line = Sequence[Any]


class Part(NamedTuple):
    """One table of the template that this site fills in."""

    number: int
    name: str  # the template's own
    title: Any
    columns: tuple[str, ...]
    lines: Callable[[YearFigures], Iterator[Line]]


def file_lines(part: Part, figures: YearFigures) -> Iterator[str]:
    """The heading and the lines of one part. No query."""
    yield csv_line(part.columns)
    for line in part.lines(figures):
        yield csv_line(line)


def file_name(part: Part, figures: YearFigures) -> str:
    """What the file of one part is called on a reader's disk."""
    until = "" if figures.is_over else f"-{figures.until:%m-%d}"
    return f"{figures.year}{until}-{part.number}_{part.name}.csv"


def _service() -> str:
    return str(settings.WAGTAIL_SITE_NAME)


def _before(applies_to: str, figures: YearFigures) -> tuple[str, str, str]:
    return applies_to, _service(), f"{figures.year}-01-01/{figures.until.isoformat()}"


def _identification(figures: YearFigures) -> Iterator[Line]:
    """The dates of publication are those of whoever files the report."""
    for indicator, value in [
        ("Name of the service provider", ""),
        ("Date of the publication of the report", ""),
        ("Date of the publication of the latest previous report", ""),
        ("Starting date of reporting period", f"{figures.year}-01-01"),
        ("Ending date of reporting period", figures.until.isoformat()),
    ]:
        yield ALL, _service(), indicator, value


def _notices(figures: YearFigures) -> Iterator[Line]:
    whole = {
        NOTICES[0]: figures.reports,
        NOTICES[2]: figures.reports,
        NOTICES[4]: _hours(figures.report_delay),
        NOTICES[6]: sum(ground.withheld_after_report for ground in figures.grounds if ground.is_illegal),
        NOTICES[8]: sum(_acted_after_report(ground) for ground in figures.grounds if not ground.is_illegal),
    }
    yield (*_before(HOSTING, figures), TOTAL, "", *_told(NOTICES, whole, _about_notices()))
    for ground in figures.grounds:
        if not ground.reports and not _acted_after_report(ground) and ground.report_delay is None:
            continue
        cells = {
            NOTICES[0]: ground.reports,
            NOTICES[2]: ground.reports,
            NOTICES[4]: _hours(ground.report_delay),
            NOTICES[6]: ground.withheld_after_report if ground.is_illegal else 0,
            NOTICES[8]: 0 if ground.is_illegal else _acted_after_report(ground),
        }
        about = _about_notices() | _about_ground(ground, NOTICES)
        yield (*_before(HOSTING, figures), *_category(ground), *_told(NOTICES, cells, about))


def _about_notices() -> dict[str, str]:
    trusted = _("Not counted: the form does not tell trusted flaggers from other readers.")
    about = {name: trusted for name in NOTICES if "rusted" in name}
    return about | {
        NOTICES[0]: _(
            "Each report of a reader, whether it names the law or the charter; the lines below tell them apart."
        ),
        NOTICES[2]: _("A report names one text."),
        NOTICES[4]: _in_hours(),
        NOTICES[6]: _("Texts withheld after a report, or on appeal by who reported, by the ground of the decision."),
        NOTICES[8]: _(
            "Texts withheld or marked as off-topic after a report, or on appeal by who reported, by the ground."
        ),
    }


def _acted_after_report(ground: GroundFigures) -> int:
    return ground.withheld_after_report + ground.marked_after_report


def _own_illegal(figures: YearFigures) -> Iterator[Line]:
    return _own(figures, [ground for ground in figures.grounds if ground.is_illegal])


def _own_terms(figures: YearFigures) -> Iterator[Line]:
    return _own(figures, [ground for ground in figures.grounds if not ground.is_illegal])


def _own(figures: YearFigures, grounds: list[GroundFigures]) -> Iterator[Line]:
    yield (*_before(ALL, figures), TOTAL, "", *_told(OWN, _own_cells(grounds), _about_own()))
    for ground in grounds:
        if ground.withheld_by_reading or ground.marked_by_reading:
            cells = _own_cells([ground])
            about = _about_own() | _about_ground(ground, OWN)
            yield (*_before(ALL, figures), *_category(ground), *_told(OWN, cells, about))


def _own_cells(grounds: list[GroundFigures]) -> dict[str, Any]:
    withheld = sum(ground.withheld_by_reading for ground in grounds)
    marked = sum(ground.marked_by_reading for ground in grounds)
    unreadable = sum(ground.unreadable_by_reading for ground in grounds)
    return {
        OWN[0]: withheld + marked,
        OWN[1]: sum(ground.noticed for ground in grounds),
        "Visibility restriction Disable": unreadable,
        "Visibility restriction Labelled": marked,
        "Visibility restriction Other": withheld - unreadable,
    }


def _about_own() -> dict[str, str]:
    never = _("Does not exist on this site.")
    about = {name: never for name in OWN if not name.startswith(("Number", "Account"))}
    return about | {
        OWN[0]: _("Texts withheld or marked as off-topic after a moderator’s own reading, no report coming first."),
        OWN[1]: _("A program had noticed something and put the text earlier in the queue; a person decided."),
        "Visibility restriction Disable": _("Only the author and moderators can read the text."),
        "Visibility restriction Labelled": _("Marked as off-topic: read by everyone, and by no grouping."),
        "Provision of the service Suspension": _("Not counted here: the yearly report counts pauses of authors."),
        "Visibility restriction Other": _("Out of lists and search; on its own page the text is read on demand."),
        "Account restriction Suspension": _("Not counted here: this file counts decisions on texts."),
        "Account restriction Termination": _("Not counted here: this file counts decisions on texts."),
    }


def _appeals(figures: YearFigures) -> Iterator[Line]:
    section = "Internal complaints mechanism"
    for indicator, counted in [
        ("Number of complaints submitted to the internal-complaints mechanism", figures.appeals),
        (
            "Complaint regarding a decision to remove or disable access to or restrict visibility of information",
            figures.against_withholding,
        ),
        (
            "Complaint regarding a decision not to take action on a notice submitted in accordance with Article 16",
            figures.against_keeping,
        ),
    ]:
        for scope, value, about in _complaints(counted):
            yield (*_before(PLATFORMS, figures), section, indicator, scope, value, about)
    for section, indicator, about in [
        (
            "Out-of-court dispute settlement bodies",
            "Number of disputes submitted to out-of-court dispute settlement bodies",
            _("Not counted: such a body writes to the organisation, not to this site."),
        ),
        (
            "Suspensions imposed on repeated offenders",
            "Number of suspensions enacted for the provision of manifestly illegal content",
            _("Not counted here: this file counts decisions on texts."),
        ),
    ]:
        yield (*_before(PLATFORMS, figures), section, indicator, "Total number", "", about)


def _complaints(counted: AppealFigures) -> list[tuple[str, Any, str]]:
    return [
        ("Total number", counted.made, _("Appeals made in the period; the answers are those given in it.")),
        ("Decisions upheld", counted.upheld, ""),
        ("Decisions partially reversed", "", _("Does not exist on this site: a decision stands or is overturned.")),
        ("Decisions reversed", counted.overturned, ""),
        ("Median time", _hours(counted.median_delay), _in_hours()),
    ]


def _automated(figures: YearFigures) -> Iterator[Line]:
    section = "Use of automated means for content moderation"
    answered = figures.reports_answered - figures.reports_answered_by_term
    nothing = _("Nothing is decided by a program: the database refuses a withholding that no moderator decided.")
    by_term = _("Answered when a withholding until a date ended: nobody decided, and the text can be read again.")
    no_rate = _("Does not apply: no program decides, so that there is no decision of one to be right or wrong.")
    for indicator, value, about in [
        ("Number of measures solely taken by automated means", figures.withheld_by_nobody, nothing),
        ("Number of measures not taken by automated means", figures.withheld + figures.off_topic, ""),
        ("Number of notices solely processed by automated means", figures.reports_answered_by_term, by_term),
        ("Number of notices not processed by automated means", answered, ""),
        *((f"Accuracy of the automated means - {rate}", "", no_rate) for rate in ("Accuracy", "Precision", "Recall")),
    ]:
        yield (*_before(ALL, figures), section, indicator, "Total number", value, about)


def _category(ground: GroundFigures) -> tuple[str, str]:
    """The template's own category, which only whoever files the report can choose for an article of the law."""
    return "" if ground.is_illegal else OTHER_TERMS, ground.title


def _about_ground(ground: GroundFigures, columns: Sequence[str]) -> dict[str, str]:
    if not ground.is_illegal:
        return {}
    return {columns[0]: _("To be placed in a category of the template by whoever files the report.")}


def _told(columns: Sequence[str], cells: dict[str, Any], about: dict[str, str]) -> list[Any]:
    return [cells.get(name, "") for name in columns] + [about.get(name, "") for name in columns]


def _hours(wait: timedelta | None) -> Any:
    return "" if wait is None else round(wait.total_seconds() / 3600, 2)


def _in_hours() -> str:
    return _("In hours.")


def _headings(first: str, columns: Sequence[str], about: str = "Contextual information on") -> tuple[str, ...]:
    return (*BEFORE, first, OTHER, *columns, *(f"{about} {name}" for name in columns))


_TERMS = "Category of incompatibility with the provider's terms and conditions"
_INFORMATION = "Contextual Information on"
PARTS = {
    part.number: part
    for part in [
        Part(
            1,
            "report_identification",
            gettext_lazy("Identification"),
            ("Applicability", "Service", "Indicator", "Value"),
            _identification,
        ),
        Part(
            4,
            "notices",
            gettext_lazy("Reports of readers (article 16)"),
            _headings("Category of illegal content", NOTICES),
            _notices,
        ),
        Part(
            5,
            "own_initiative_illegal",
            gettext_lazy("Own readings: against the law"),
            _headings("Category of illegal content", OWN, _INFORMATION),
            _own_illegal,
        ),
        Part(
            6,
            "own_initiative_TC",
            gettext_lazy("Own readings: against the charter"),
            _headings(_TERMS, OWN, _INFORMATION),
            _own_terms,
        ),
        Part(7, "appeals_and_recidivism", gettext_lazy("Appeals"), (*BEFORE, *BY_LINE), _appeals),
        Part(8, "automated_means", gettext_lazy("Automated means"), (*BEFORE, *BY_LINE), _automated),
    ]
}
# The parts of the template that this site does not fill in, and why.
LEFT_OUT = [
    (
        2,
        gettext_lazy("the names of categories are those of the template: an article of the charter keeps its own name"),
    ),
    (3, gettext_lazy("orders of authorities reach the organisation, not this site")),
    (9, gettext_lazy("the persons who moderate are counted for very large platforms only")),
    (10, gettext_lazy("this site does not follow its readers, and so cannot count them")),
    (11, gettext_lazy("the description in words is for the organisation to write")),
]
