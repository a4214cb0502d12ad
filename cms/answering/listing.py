"""All commitments of the organisation, by state and date, and what is late beside them."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.addresses import path_of
from cms.answering.lateness import late_in
from cms.answering.reading import commitment_data, labels_of, with_steps
from cms.answering.targets import finding_url
from cms.models import Commitment, CommitmentStep, Edition, EditionFinding
from consult.models import ConsultationPage
from consult.pages import foreign_language

A_PAGE = 50


def listing_context(*, slug: str, state: str, page: str | None, at: datetime) -> dict[str, Any]:
    """The commitments in view, those that are late first; narrowed to a consultation and a state. Thirteen queries.

    An unknown consultation or state keeps nothing rather than everything.
    """
    today = timezone.localdate(at)
    seen = Commitment.objects.in_view().with_state(today)
    consultations = list(ConsultationPage.objects.readable().order_by("-first_published_at", "pk"))
    chosen = seen.filter(consultation__slug=slug) if slug else seen
    counts = dict(chosen.order_by().values_list("state").annotate(total=Count("pk")))
    rows = by_state_and_date(chosen.filter(state=state) if state else chosen)
    shown = Paginator(rows, A_PAGE).get_page(page)
    here = [row for row in consultations if not slug or row.slug == slug]
    asked = set(seen.order_by().values_list("consultation", flat=True))
    return {
        "page_obj": shown,
        "groups": groups(list(shown), today),
        "counts": labels_of(counts),
        "texts": late_texts(here, at=at),
        "filters": filters(consultations, asked, slug=slug, state=state, total=shown.paginator.count),
        "total": sum(counts.values()),
        "narrowed": bool(slug or state),
    }


def by_state_and_date(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Late first, then under way, planned, done, dropped; in each the date that holds, the nearest first."""
    ranks = [When(state=state.value, then=Value(rank)) for rank, state in enumerate(Commitment.State)]
    ranked = rows.annotate(rank=Case(*ranks, output_field=IntegerField()))
    return with_steps(ranked).order_by("rank", "due_now", "consultation", "number")


def groups(rows: Sequence[Commitment], today: date) -> list[dict[str, Any]]:
    """Commitments under a heading for each state, each with its consultation and its finding. Two queries."""
    statements = statements_of(row.key for row in rows)
    shown = [
        {
            **commitment_data(row, today),
            "consultation": row.consultation.title,
            "consultation_url": path_of(row.consultation),
            "statement": statements.get(row.key, ""),
            "finding_url": finding_url(row.consultation.slug, row.key),
        }
        for row in rows
    ]
    return [
        {"state": state, "label": Commitment.State(state).label, "commitments": list(members)}
        for state, members in groupby(shown, key=lambda row: row["state"])
    ]


def statements_of(keys: Any) -> dict[UUID, str]:
    """The last wording of each finding that was published. One query."""
    rows = EditionFinding.objects.filter(key__in=set(keys), edition__kind=Edition.Kind.EDITION)
    return dict(rows.order_by("edition__number").values_list("key", "statement"))


def late_texts(consultations: Sequence[ConsultationPage], *, at: datetime) -> list[dict[str, Any]]:
    """Syntheses and answers that are late, in sentences. Nine queries at most."""
    return [
        {
            "sentence": thing.sentence,
            "consultation": thing.consultation.title,
            "lang": foreign_language(thing.consultation.language),
            "url": path_of(thing.edition.page if thing.edition else thing.consultation),
        }
        for thing in late_in(consultations, at=at)
        if thing.commitment is None
    ]


def filters(
    consultations: Sequence[ConsultationPage], asked: set[int], *, slug: str, state: str, total: int
) -> dict[str, Any]:
    """What narrows the list. No query."""
    named = [(row.slug, row.title) for row in consultations if row.pk in asked or row.slug == slug]
    return {
        "selects": [
            _select("consultation", _("Consultation"), _("All consultations"), named, slug),
            _select("etat", _("State"), _("All states"), Commitment.State.choices, state),
        ],
        "total": total,
    }


def _select(name: str, label: str, everything: str, choices: Sequence[tuple[str, Any]], chosen: str) -> dict[str, Any]:
    options = [{"value": value, "label": words, "selected": value == chosen} for value, words in choices]
    return {"name": name, "label": label, "options": [{"value": "", "label": everything, "selected": False}, *options]}


def news(most: int) -> list[dict[str, Any]]:
    """What was promised and said of it, the newest first, for the feed. Three queries."""
    from cms.answering.words import in_words, step_sentence

    seen = Commitment.objects.in_view().select_related("consultation")
    made: list[dict[str, Any]] = [
        {
            "commitment": row,
            "at": row.at,
            "id": "made",
            "title": _("Commitment %(reference)s, by %(day)s") % {"reference": row.reference, "day": in_words(row.due)},
            "words": row.text,
        }
        for row in seen.order_by("-at", "-pk")[:most]
    ]
    steps = CommitmentStep.objects.filter(commitment__in=Commitment.objects.in_view()).order_by("-at", "-pk")
    told: list[dict[str, Any]] = [
        {
            "commitment": step.commitment,
            "at": step.at,
            "id": f"step-{step.pk}",
            "title": step_sentence(step, step.commitment.reference),
            "words": "\n\n".join(words for words in (step.commitment.text, step.words) if words),
        }
        for step in steps.select_related("commitment__consultation")[:most]
    ]
    return sorted([*made, *told], key=lambda row: row["at"], reverse=True)[:most]


def state_counts(consultation: ConsultationPage, *, today: date) -> list[dict[str, Any]]:
    """How many commitments of a consultation stand in each state. Two queries."""
    rows = Commitment.objects.in_view().with_state(today).filter(consultation=consultation)
    return labels_of(dict(rows.order_by().values_list("state").annotate(total=Count("pk"))))
