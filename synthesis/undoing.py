"""Taking an act back: each text stands again where it stood, and a decision says so; nothing is deleted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from consult import journal
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal
from synthesis.deciding import BATCH, Act, Before, Deed, turn_of, write_places
from synthesis.models import Theme, ThemeDecision, ThemeMembership

PUT_BACK = "proposals.put_back"


class Undone(NamedTuple):
    """By reference: what was put back, and what was left alone since somebody decided on it meanwhile."""

    done: list[str]
    decided: list[str]


@transaction.atomic
def undo(*, consultation: ConsultationPage, at: datetime, before: Sequence[Before], by: User | None) -> Undone:
    """Put back what an act of that instant changed. Seven queries and the journal's."""
    turn_of(consultation)
    keys = [row.proposal for row in before]
    names = dict(Proposal.objects.filter(pk__in=keys, consultation=consultation).values_list("pk", "number"))
    left = ThemeMembership.objects.filter(proposal__in=keys, proposal__consultation=consultation, confirmed_at=at)
    stands = {place.proposal_id: place for place in left}
    back = [row for row in before if row.proposal in stands]
    if back:
        _put_back(back)
        _keep(consultation, back, stands, by)
    references = [f"P-{names[row.proposal]}" for row in back]
    if back:
        journal.record(PUT_BACK, consultation=consultation.slug, proposals=references)
    decided = [f"P-{names[key]}" for key in keys if key in names and key not in stands]
    return Undone(references, decided)


def _put_back(rows: Sequence[Before]) -> None:
    """The places of before; who had confirmed is read from the decisions. Three queries."""
    places = {row.proposal: row.place for row in rows if row.place is not None}
    told = ThemeDecision.objects.filter(version__proposal__in=places).order_by("pk")
    deciders = {(key, at): by for key, at, by in told.values_list("version__proposal", "at", "by")}
    merged = _merged(place.theme_id for place in places.values())
    for key, place in places.items():
        place.placed_by_id = deciders.get((key, place.confirmed_at)) if place.confirmed_at else None
        place.theme_id = merged.get(place.theme_id, place.theme_id)
    write_places([_anew(key, place) for key, place in places.items()])
    ThemeMembership.objects.filter(proposal__in=[row.proposal for row in rows if row.place is None]).delete()


def _anew(proposal: int, place: ThemeMembership) -> ThemeMembership:
    return ThemeMembership(
        proposal_id=proposal,
        theme_id=place.theme_id,
        placed_by_id=place.placed_by_id,
        by_person=place.by_person,
        confirmed_at=place.confirmed_at,
        placed_at=place.placed_at,
        reason=place.reason,
        run_id=place.run_id,
    )


def _merged(themes: Iterable[int | None]) -> dict[int | None, int | None]:
    """Where themes that were merged meanwhile lead."""
    gone = Theme.objects.filter(pk__in={key for key in themes if key}, merged_into__isnull=False)
    return dict(gone.order_by().values_list("pk", "merged_into"))


def _keep(
    consultation: ConsultationPage, rows: Sequence[Before], stood: Mapping[int, ThemeMembership], by: User | None
) -> None:
    now = timezone.now()
    ThemeDecision.objects.bulk_create(
        [
            ThemeDecision(
                consultation=consultation,
                version_id=row.version,
                deed=Deed.UNDONE,
                theme_id=row.place.theme_id if row.place else None,
                origin_id=stood[row.proposal].theme_id,
                reason=row.place.reason if row.place else "",
                together=len(rows),
                at=now,
                by=by,
            )
            for row in rows
        ],
        batch_size=BATCH,
    )


def as_data(act: Act) -> dict[str, Any]:
    """An act as a session keeps it: places of before, and no person."""
    return {"at": act.at.isoformat(), "rows": [_row_data(row) for row in act.done]}


def _row_data(row: Before) -> list[Any]:
    place = row.place
    if place is None:
        return [row.proposal, row.version]
    confirmed_at = place.confirmed_at.isoformat() if place.confirmed_at else ""
    what = [place.theme_id, place.by_person, confirmed_at, place.placed_at.isoformat(), place.reason, place.run_id]
    return [row.proposal, row.version, *what]


def from_data(data: Mapping[str, Any]) -> tuple[datetime, list[Before]]:
    """The act that :func:`as_data` kept: when, and where each text stood."""
    return datetime.fromisoformat(data["at"]), [_row_from(*row) for row in data["rows"]]


def _row_from(proposal: int, version: int, *what: Any) -> Before:
    if not what:
        return Before(proposal, version, None)
    theme, by_person, confirmed_at, placed_at, reason, run = what
    place = ThemeMembership(
        proposal_id=proposal,
        theme_id=theme,
        by_person=by_person,
        confirmed_at=datetime.fromisoformat(confirmed_at) if confirmed_at else None,
        placed_at=datetime.fromisoformat(placed_at),
        reason=reason,
        run_id=run,
    )
    return Before(proposal, version, place)
