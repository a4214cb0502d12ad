"""The three consultations of the demonstration, as pages with their phases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cms.demonstration import texts
from cms.demonstration.files import key_of
from cms.models import ArticlePage, HomePage
from consult.models import ConsultationPage, Phase

OPENED_BEFORE = timedelta(days=12)  # the load, so that arguments have dates in the past
OPEN_FOR = timedelta(days=60)  # after each load
SHORTEST = timedelta(days=45)  # with less time left, a load prolongs the phase
AFTERWARDS = timedelta(days=30)  # for the synthesis, and as much for the answer
ALL_RIGHTS = {"may_submit": True, "may_argue": True, "may_take_position": True}


@dataclass(frozen=True)
class Closed:
    """A consultation of the past: what its page says, and when it was open."""

    page: dict[str, str]
    opens_at: datetime
    closes_at: datetime


def closed_consultation(past: Closed) -> ConsultationPage:
    """Find or make the page of a consultation that is over."""
    return _page(past.page, [_collect(past.opens_at, past.closes_at)])


@transaction.atomic
def open_consultation(now: datetime) -> ConsultationPage:
    """Find or make «Se déplacer autrement», and see to it that its phase stays open for a while."""
    closes_at = _at_hour(now + OPEN_FOR, 18)
    page = _page(texts.MOBILITY, _phases(_at_hour(now - OPENED_BEFORE, 8), closes_at))
    phase = page.phases.filter(may_submit=True).order_by("opens_at").first()
    if phase is not None and phase.closes_at - now < SHORTEST:
        page.phases = _phases(phase.opens_at, closes_at)
        page.save_revision().publish()
    return page


def _phases(opens_at: datetime, closes_at: datetime) -> list[Phase]:
    answer_at = closes_at + AFTERWARDS
    return [
        Phase(kind=Phase.Kind.DELIBERATE, opens_at=opens_at, closes_at=closes_at, sort_order=0, **ALL_RIGHTS),
        Phase(kind=Phase.Kind.SYNTHESISE, opens_at=closes_at, closes_at=answer_at, sort_order=1),
        Phase(kind=Phase.Kind.ANSWER, opens_at=answer_at, closes_at=answer_at + AFTERWARDS, sort_order=2),
    ]


def _collect(opens_at: datetime, closes_at: datetime) -> Phase:
    return Phase(kind=Phase.Kind.DELIBERATE, opens_at=opens_at, closes_at=closes_at, **ALL_RIGHTS)


def _page(fields: dict[str, str], phases: Sequence[Phase]) -> ConsultationPage:
    found: ConsultationPage | None = ConsultationPage.objects.filter(slug=fields["slug"]).first()
    if found is not None:
        return found
    page = ConsultationPage(**fields, translation_key=key_of("consultation", fields["slug"]))
    page.phases = list(phases)
    home = HomePage.objects.get()
    home.add_child(instance=page)
    page.save_revision().publish()
    published: ConsultationPage = ConsultationPage.objects.get(pk=page.pk)
    return published


def explain() -> None:
    """Make the article that says what is real and what was invented, once."""
    home = HomePage.objects.get()
    if not ArticlePage.objects.child_of(home).filter(slug=texts.ARTICLE["slug"]).exists():
        home.add_child(instance=ArticlePage(**texts.ARTICLE))


def _at_hour(at: datetime, hour: int) -> datetime:
    """The same day at a full hour of the site's own time."""
    return timezone.make_aware(datetime.combine(timezone.localtime(at).date(), time(hour))).astimezone(UTC)
