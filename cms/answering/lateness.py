"""What is late, computed from dates: a synthesis, answers, commitments. Nobody types it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from cms.answering.words import in_words
from cms.models import Answer, Commitment, Edition, EditionFinding, Finding, SynthesisPage
from consult.models import ConsultationPage, Phase


class Late(NamedTuple):
    """One thing that is late: ``since`` is the last day on which it was in time."""

    kind: str  # synthesis, answers or commitment
    consultation: ConsultationPage
    since: date
    edition: Edition | None = None
    unanswered: int = 0
    commitment: Commitment | None = None

    @property
    def sentence(self) -> str:
        day = {"day": in_words(self.since)}
        if self.kind == "synthesis":
            return _("The synthesis was expected by %(day)s: it is not published yet.") % day
        if self.kind == "answers":
            return ngettext(
                "%(n)d finding has no answer yet: the answers were expected by %(day)s.",
                "%(n)d findings have no answer yet: the answers were expected by %(day)s.",
                self.unanswered,
            ) % {**day, "n": self.unanswered}
        assert self.commitment is not None  # the third kind has one
        return _("Commitment %(reference)s was due on %(day)s: it is late.") % {
            **day,
            "reference": self.commitment.reference,
        }


def expected(consultations: Iterable[ConsultationPage | int]) -> dict[tuple[int, str], datetime]:
    """When the last phase of each kind closes, by consultation and kind. One query."""
    rows = Phase.objects.filter(
        consultation__in=list(consultations), kind__in=[Phase.Kind.SYNTHESISE, Phase.Kind.ANSWER]
    ).order_by()
    closing = rows.values_list("consultation", "kind").annotate(last=Max("closes_at"))
    return {(consultation, kind): last for consultation, kind, last in closing}


def last_day(closes_at: datetime) -> date:
    """A phase that closes at midnight lasts until the evening before."""
    return timezone.localdate(closes_at - timedelta(microseconds=1))


def late_in(consultations: Sequence[ConsultationPage], *, at: datetime) -> list[Late]:
    """What is late in these consultations at an instant. Two queries, and seven where a phase has closed."""
    closed = {which: closes_at for which, closes_at in expected(consultations).items() if closes_at <= at}
    found = _late_texts(consultations, closed) if closed else []
    return found + late_commitments(consultations, today=timezone.localdate(at))


def late_commitments(consultations: Sequence[ConsultationPage], *, today: date) -> list[Late]:
    """The commitments in view whose date has passed, the oldest date first. Two queries."""
    rows = Commitment.objects.in_view().with_state(today).filter(consultation__in=consultations, state="late")
    by_key = {consultation.pk: consultation for consultation in consultations}
    return [
        Late("commitment", by_key[row.consultation_id], row.due_now, commitment=row)
        for row in rows.order_by("due_now", "consultation", "number")
    ]


def _late_texts(consultations: Sequence[ConsultationPage], closed: dict[tuple[int, str], datetime]) -> list[Late]:
    editions = editions_in_view(consultations)
    missing = unanswered(edition for rows in editions.values() for edition in rows)
    found: list[Late] = []
    for consultation in consultations:
        standing = editions.get(consultation.pk, [])
        written = closed.get((consultation.pk, Phase.Kind.SYNTHESISE))
        if written is not None and not standing:
            found.append(Late("synthesis", consultation, last_day(written)))
        answered = closed.get((consultation.pk, Phase.Kind.ANSWER))
        for edition in standing if answered is not None else []:
            if missing[edition.pk] and answered is not None:
                found.append(Late("answers", consultation, last_day(answered), edition, len(missing[edition.pk])))
    return found


def editions_in_view(consultations: Sequence[ConsultationPage]) -> dict[int, list[Edition]]:
    """By consultation, the last edition of each synthesis in view. Three queries."""
    by_path = {consultation.path: consultation.pk for consultation in consultations}
    pages = {page.pk: page for page in SynthesisPage.objects.published() if page.path[: -Page.steplen] in by_path}
    last: dict[int, Edition] = {}
    for edition in Edition.objects.published().filter(page__in=pages).order_by("number"):
        edition.page = pages[edition.page_id]
        last[edition.page_id] = edition
    found: dict[int, list[Edition]] = defaultdict(list)
    for key, page in pages.items():
        if key in last:
            found[by_path[page.path[: -Page.steplen]]].append(last[key])
    return dict(found)


def unanswered(editions: Iterable[Edition]) -> dict[int, list[UUID]]:
    """By edition, the findings that wait for an answer; the editors' own words ask for none. Two queries."""
    found: dict[int, list[UUID]] = {edition.pk: [] for edition in editions}
    rows = EditionFinding.objects.filter(edition__in=found).exclude(kind=Finding.Kind.EDITORIAL)
    asked = list(rows.order_by("edition", "number").values_list("edition", "key"))
    answered = set(Answer.objects.filter(key__in={key for _edition, key in asked}).values_list("key", flat=True))
    for edition, key in asked:
        if key not in answered:
            found[edition].append(key)
    return found
