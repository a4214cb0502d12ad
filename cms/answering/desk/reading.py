"""What the desk shows of answers and commitments."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone

from cms.addresses import anchor, path_of_edition
from cms.answering.lateness import editions_in_view, unanswered
from cms.answering.reading import answers_for, commitment_data, given_answers, version_data, with_steps
from cms.models import Answer, Commitment, Edition, EditionFinding, Finding, SynthesisPage
from consult.models import ConsultationPage


def syntheses() -> list[dict[str, Any]]:
    """Each synthesis in view with its last edition and how many findings wait. Six queries."""
    consultations = list(ConsultationPage.objects.readable().order_by("-first_published_at"))
    editions = editions_in_view(consultations)
    waiting = unanswered(edition for rows in editions.values() for edition in rows)
    return [
        {"edition": edition, "page": edition.page, "consultation": consultation, "waiting": len(waiting[edition.pk])}
        for consultation in consultations
        for edition in editions.get(consultation.pk, [])
    ]


def findings(page: SynthesisPage) -> dict[str, Any]:
    """The findings of the edition in view, each with what was answered. Ten queries."""
    edition = edition_of(page)
    answers = answers_for(edition)
    asked = EditionFinding.objects.filter(edition=edition).exclude(kind=Finding.Kind.EDITORIAL).order_by("number")
    return {
        "page": page,
        "edition": edition,
        "edition_url": path_of_edition(edition),
        "findings": [{"finding": row, **answers[row.key]} for row in asked],
    }


def finding(page: SynthesisPage, key: UUID) -> dict[str, Any]:
    """One finding of the edition in view, with all its answers and commitments. Eleven queries."""
    edition = edition_of(page)
    answers = answers_for(edition)
    found = EditionFinding.objects.filter(edition=edition, key=key).first()
    if found is None or key not in answers:
        raise Http404
    return {
        "finding": found,
        "data": answers[key],
        "finding_url": f"{path_of_edition(edition)}#{anchor(found.number)}",
        "versions": [version_data(row, found.statement) for row in given_answers([key])[key][1:]],
    }


def edition_of(page: SynthesisPage) -> Edition:
    """The edition in view of a page. One query."""
    edition = Edition.objects.of(page).published().select_related("corpus__consultation", "page").first()
    if edition is None:
        raise Http404
    return edition


def answer_initial(page: SynthesisPage, key: UUID) -> dict[str, Any]:
    """The form of the next answer: filled in with the one in force; else with who answered last here. Two queries."""
    last = Answer.objects.filter(key=key).order_by("-number").first()
    if last is not None:
        words = {"stance": last.stance, "reasons": last.reasons}
        return {**words, "name": last.name, "function": last.function, "after": last.number}
    other = Answer.objects.filter(page=page).order_by("-pk").first()
    return {"after": 0, "name": other.name if other else "", "function": other.function if other else ""}


def commitment_at(page: SynthesisPage, number: int) -> Commitment:
    """A commitment of a synthesis, by its number in the consultation. Three queries."""
    rows = with_steps(Commitment.objects.filter(answer__page=page, number=number))
    found: Commitment | None = rows.first()
    if found is None:
        raise Http404
    return found


def commitment_context(commitment: Commitment) -> dict[str, Any]:
    """A commitment with all that was said of it. No query."""
    return {"commitment": commitment, "data": commitment_data(commitment, timezone.localdate())}
