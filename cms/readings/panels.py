"""What this part adds to other pages: to consultations, editions, the synthesis desk and the register."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.desk.panels import DeskPanel, desk_panels
from cms.gates import Draft
from cms.models import Edition, PublicReading
from cms.page.additions import EditionPanel, edition_panels, finding_additions
from cms.readings import my_data  # noqa: F401 – registers the export and the erasure
from cms.readings.desk_reading import row_of
from cms.readings.guarantor import SIGNED, opinions_on
from cms.readings.notes import notes_on, reading_notes, readings_before
from cms.readings.opening import OPENED
from cms.readings.remarks import ANSWERED, LOOKED_AT
from cms.readings.results import second_reading_of
from cms.readings.second import DONE, DRAWN
from consult.models import ConsultationPage, JournalEntry
from consult.panels import ConsultationPanel, consultation_panels
from consult.register import event_descriptions


def readings(consultation: ConsultationPage, request: HttpRequest) -> list[dict[str, Any]] | None:
    """The drafts of a consultation that anyone may read, open ones first; None without any. One query."""
    at = timezone.now()
    listed = PublicReading.objects.listed(at).filter(consultation=consultation).select_related("edition")
    rows = [_row(reading, is_open=reading.is_open(at)) for reading in listed.order_by("-closes_at")]
    return rows or None


def _row(reading: PublicReading, *, is_open: bool) -> dict[str, Any]:
    return {
        "title": reading.edition.title,
        "reference": reading.reference,
        "url": reading.get_absolute_url(),
        "is_open": is_open,
        "opens_at": reading.opens_at,
        "closes_at": reading.closes_at,
    }


consultation_panels.register("public_readings", order=20)(
    ConsultationPanel(template="cms/readings/_of_consultation.html", gather=readings, place="main")
)


@finding_additions.register("reading", order=20)
def notes(edition: Edition) -> dict[str, dict[str, Any]]:
    """What readers of the draft said of each finding. Four queries."""
    return {key: {"reading_notes": data} for key, data in reading_notes(edition).items()}


def drafts_of(edition: Edition) -> dict[str, Any] | None:
    """The drafts that led to an edition, with what they brought in all. Four queries."""
    drafts = readings_before(edition)
    if not drafts:
        return None
    counted = list(notes_on(drafts).values())
    return {
        "drafts": [_draft(reading) for reading in drafts],
        **{name: sum(row[name] for row in counted) for name in ("meant", "not_meant", "comments", "kept")},
    }


def _draft(reading: PublicReading) -> dict[str, Any]:
    return {
        "reference": reading.reference,
        "url": reading.get_absolute_url(),
        "opens_at": reading.opens_at,
        "closes_at": reading.closes_at,
    }


edition_panels.register("public_reading", order=20)(
    EditionPanel(template="cms/readings/_drafts_of_edition.html", gather=drafts_of, place="main")
)
edition_panels.register("second_reading", order=30)(
    EditionPanel(template="cms/readings/_second_reading.html", gather=second_reading_of, place="main")
)


def opinions(edition: Edition) -> list[dict[str, Any]] | None:
    """Seven queries at most."""
    return opinions_on(edition) or None


edition_panels.register("opinions", order=40)(
    EditionPanel(template="cms/readings/_opinions.html", gather=opinions, place="main")
)


def of_desk(draft: Draft, request: HttpRequest) -> dict[str, Any] | None:
    """Drafts, samples and opinions of the synthesis at hand, on its desk. Seven queries."""
    return {**row_of(draft.page, request.user), "desk_url": ""}


desk_panels.register("readings", order=50)(DeskPanel(template="cms/readings/_on_desk.html", gather=of_desk))


@event_descriptions.register(OPENED)
def describe_opening(entry: JournalEntry) -> str:
    count = entry.content["findings"]
    return ngettext(
        "The draft of a synthesis, of %(n)d finding, was opened to all (%(reading)s).",
        "The draft of a synthesis, of %(n)d findings, was opened to all (%(reading)s).",
        count,
    ) % {"n": count, "reading": entry.content["reading"]}


@event_descriptions.register(LOOKED_AT)
def describe_look(entry: JournalEntry) -> str:
    if entry.content["published"]:
        sentence = _("A remark on a draft was published (%(remark)s).")
    else:
        sentence = _("A remark on a draft was not published (%(remark)s).")
    return sentence % {"remark": entry.content["remark"]}


@event_descriptions.register(ANSWERED)
def describe_answer(entry: JournalEntry) -> str:
    if entry.content["kept"]:
        sentence = _("A remark on a draft was kept (%(remark)s).")
    else:
        sentence = _("A remark on a draft was not kept (%(remark)s).")
    return sentence % {"remark": entry.content["remark"]}


@event_descriptions.register(DRAWN)
def describe_draw(entry: JournalEntry) -> str:
    return _("A sample was drawn for a second reading: %(texts)d contributions and %(pairs)d citations.") % {
        "texts": entry.content["texts"],
        "pairs": entry.content["pairs"],
    }


@event_descriptions.register(DONE)
def describe_end(entry: JournalEntry) -> str:
    return _("A second reading came to its end.")


@event_descriptions.register(SIGNED)
def describe_signature(entry: JournalEntry) -> str:
    return _("A guarantor signed an opinion on a synthesis.")
