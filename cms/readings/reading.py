"""What the pages of public readings show. Rows come from here: no view asks the database by itself."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.addresses import path_of, path_of_edition
from cms.editions.statements import Statement, of_edition
from cms.models import Edition, EditionCitation, EditionFinding, PublicReading, Remark
from cms.page.findings import finding_data, sections
from cms.readings.notes import edition_after
from cms.readings.remarks import author_of
from cms.readings.sentences import gate_sentences
from consult.errors import NotYours
from consult.models import ConsultationPage
from consult.pages import foreign_language
from participants.models import User
from proposals.models import Argument
from proposals.word_diff import word_diff


def reading_at(consultation: ConsultationPage, number: int) -> PublicReading:
    """A reading that anyone may see, with its edition; or 404. One query."""
    listed = PublicReading.objects.listed(timezone.now()).filter(consultation=consultation, number=number)
    reading = listed.select_related("edition__page", "edition__corpus").first()
    if reading is None:
        raise Http404
    reading.consultation = consultation
    return reading


def finding_at(reading: PublicReading, number: int) -> EditionFinding:
    """One finding of a draft; or 404. One query."""
    finding = EditionFinding.objects.filter(edition=reading.edition_id, number=number).first()
    if finding is None:
        raise Http404
    return finding


def own_citation(finding: EditionFinding, place: int, reader: User | None) -> EditionCitation:
    """The citation of a finding in that place, from 1, for the author of its words alone. One query."""
    citations = EditionCitation.objects.select_related("version__proposal", "argument__proposal")
    citation = citations.filter(finding=finding, order=place - 1).first()
    if citation is None or reader is None or author_of(citation) != reader.pk:
        raise NotYours(_("Only the author of the cited words can say whether they were understood."))
    citation.finding = finding
    return citation


def said_before(citation: EditionCitation) -> dict[str, str]:
    """What the author of cited words has said of them so far, for the form. One query."""
    said = Remark.objects.filter(citation=citation).first()
    return {"kind": said.kind, "text": said.text} if said else {}


def reading_context(reading: PublicReading, reader: User | None) -> dict[str, Any]:
    """A draft with what is said of each finding, and what became of it. Ten queries, however many findings."""
    at = timezone.now()
    statements = of_edition(reading.edition)
    after = edition_after(reading)
    said = _remarks(reading, reader)
    rows = _findings(reading, statements, said, reader, after, at)
    counts = Counter(row.kind for row in said if row.kind != Remark.Kind.COMMENT or row.is_public)
    return {
        **frame(reading),
        "sections": sections(rows),
        "finding_count": len(rows),
        "figures": reading.edition.figures,
        "counts": {kind: counts[kind] for kind in Remark.Kind.values},
        "missing": gate_sentences(reading.edition.open_gates),
        "after": {"number": after.number, "url": path_of_edition(after)} if after and after.page.live else None,
        "changes": after is not None,
        "signed_in": reader is not None,
        "says": time_words(reading, at),
    }


def frame(reading: PublicReading, here: str = "") -> dict[str, Any]:
    """What stands around every page of a reading. No query but for the address of the consultation."""
    consultation = reading.consultation
    crumbs = [
        {"label": _("Home"), "url": "/"},
        {"label": consultation.title, "url": path_of(consultation)},
        {"label": _("Draft %(reference)s") % {"reference": reading.reference}, "url": reading.get_absolute_url()},
        {"label": here, "url": ""},
    ]
    if not here:
        crumbs = [*crumbs[:2], {**crumbs[2], "url": ""}]
    return {
        "reading": reading,
        "reading_url": reading.get_absolute_url(),
        "title": reading.edition.title,
        "lead": reading.edition.lead,
        "consultation": consultation,
        "consultation_url": path_of(consultation),
        "lang": foreign_language(consultation.language),
        "is_open": reading.is_open(timezone.now()),
        "crumbs": crumbs,
    }


def time_words(reading: PublicReading, at: datetime) -> str:
    """Whether remarks are taken, in a sentence."""
    if reading.is_open(at):
        return _("This is a draft: say what is missing or wrong in it before it is published.")
    return _(
        "The time for remarks is over. The draft stays readable, with what was said of it and what became of that."
    )


def _remarks(reading: PublicReading, reader: User | None) -> list[Remark]:
    """All that counts or is shown: published words, what was said of meanings, one's own. Two queries."""
    seen = Q(state=Remark.State.PUBLISHED) | ~Q(kind=Remark.Kind.COMMENT)
    if reader is not None:
        seen |= Q(author=reader)
    rows = Remark.objects.filter(seen, reading=reading).select_related("author").prefetch_related("answers")
    found = list(rows.order_by("number"))
    for row in found:
        row.reading = reading
    return found


def _findings(
    reading: PublicReading,
    statements: Sequence[Statement],
    said: Iterable[Remark],
    reader: User | None,
    after: Edition | None,
    at: datetime,
) -> list[dict[str, Any]]:
    lang = foreign_language(reading.consultation.language)
    by_finding: dict[int, list[Remark]] = defaultdict(list)
    for remark in said:
        by_finding[remark.finding_id].append(remark)
    later = {row.key: row for row in EditionFinding.objects.filter(edition=after)} if after else {}
    return [
        {
            **finding_data(statement, lang),
            "reading": {
                **_counts(by_finding[statement.finding.pk]),
                "remarks": [remark_data(row, reader) for row in by_finding[statement.finding.pk] if shown(row, reader)],
                "own_words": _own_words(reading, statement, reader) if reading.is_open(at) else [],
                "comment_url": _address(reading, "comment", statement.number) if reading.is_open(at) else "",
                "after": _wording_after(statement, later.get(statement.finding.key)) if after else None,
            },
        }
        for statement in statements
    ]


def _counts(said: Sequence[Remark]) -> dict[str, int]:
    kinds = Counter(row.kind for row in said)
    return {"meant": kinds[Remark.Kind.MEANT], "not_meant": kinds[Remark.Kind.NOT_MEANT]}


def shown(row: Remark, reader: User | None) -> bool:
    """Words that are published, answers to what needs no words, and what oneself has said."""
    return row.is_public or bool(row.answers.all()) or (reader is not None and row.author_id == reader.pk)


def remark_data(row: Remark, reader: User | None) -> dict[str, Any]:
    """A remark as the public reads it; the author sees where their own stands. No query."""
    own = reader is not None and row.author_id == reader.pk
    return {
        "id": f"remarque-{row.number}",
        "reference": row.reference,
        "kind": row.kind,
        "label": row.get_kind_display(),
        "text": row.text if row.is_public or own else "",
        "author": row.author.public_name if row.author else _("Erased account"),
        "date": row.said_at,
        "state": row.get_state_display() if own and row.state != Remark.State.PUBLISHED else "",
        "why": row.why if own else "",
        "lang": foreign_language(row.reading.consultation.language),
        "answers": [{"kept": given.kept, "words": given.words, "date": given.at} for given in row.answers.all()],
    }


def _own_words(reading: PublicReading, statement: Statement, reader: User | None) -> list[dict[str, str]]:
    """The reader's own words that a finding cites, and where to say whether they were understood. No query."""
    if reader is None:
        return []
    return [
        {
            "reference": _reference(citation),
            "url": _address(reading, "meaning", statement.number, place),
        }
        for place, citation in enumerate(statement.citations, start=1)
        if isinstance(citation, EditionCitation) and author_of(citation) == reader.pk
    ]


def _reference(citation: EditionCitation) -> str:
    source = citation.argument or citation.version
    assert source is not None  # a constraint of the table
    return source.reference if isinstance(source, Argument) else source.proposal.reference


def _wording_after(statement: Statement, later: EditionFinding | None) -> dict[str, Any]:
    """How a finding stands in the edition that followed: the same, changed, or left out."""
    if later is None:
        return {"state": "out"}
    if later.statement == statement.finding.statement:
        return {"state": "same"}
    return {"state": "changed", "pieces": word_diff(statement.finding.statement, later.statement)}


def _address(reading: PublicReading, name: str, *args: int) -> str:
    return reverse(f"cms_readings:{name}", args=[reading.consultation.slug, reading.number, *args])
