"""Answers and commitments as pages show them: plain data, in a bounded number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.addresses import anchor, path_of_edition
from cms.answering.lateness import expected, last_day
from cms.answering.targets import commitment_url, finding_urls
from cms.answering.words import end_sentence
from cms.models import Answer, Commitment, CommitmentStep, Edition, EditionFinding, Finding
from cms.models import SynthesisPage as Synthesis
from consult.errors import NotYours
from consult.models import ConsultationPage, Phase
from consult.pages import foreign_language

# What ``version_data`` reads: an edition is a large row, of which it needs the number.
OF_AN_ANSWER = (
    *("key", "number", "stance", "reasons", "name", "function", "at"),
    *("finding__statement", "finding__edition__number"),
)


def answers_for(edition: Edition) -> dict[UUID, dict[str, Any]]:
    """For each finding of an edition, by key, what ``components/_answer.html`` needs. Six queries, however many.

    Five where its findings were read with it. Needs ``corpus``, whose consultation is the seventh where it was not read
    with it. The editors' own words ask for no answer and are not in it.
    """
    rows = [finding for finding in edition.findings.all() if finding.kind != Finding.Kind.EDITORIAL]
    return answer_rows(rows, edition.corpus.consultation)


def answer_rows(
    findings: Iterable[EditionFinding], consultation: ConsultationPage, *, whole: bool = False
) -> dict[UUID, dict[str, Any]]:
    """The same for chosen findings of one consultation. Five queries, and one for the findings.

    ``whole`` adds to each commitment all that was said of it (``steps``).
    """
    by_key = {finding.key: finding for finding in findings}
    given, promised = given_answers(by_key), commitments_of(by_key, consultation, whole=whole)
    told = commitment_data if whole else standing_data
    closes_at = expected([consultation]).get((consultation.pk, Phase.Kind.ANSWER))
    at = timezone.now()
    today, lang, url_of = timezone.localdate(at), foreign_language(consultation.language), finding_urls(consultation)
    day, over = last_day(closes_at) if closes_at else None, bool(closes_at and closes_at <= at)
    return {
        key: {
            "key": str(key),
            "url": url_of(key),
            "lang": lang,
            "expected": day,
            "late": over and key not in given,
            "answer": version_data(given[key][0], finding.statement) if key in given else None,
            "versions": len(given.get(key, ())),
            "commitments": [told(row, today) for row in promised.get(key, ())],
        }
        for key, finding in by_key.items()
    }


def given_answers(keys: Iterable[UUID]) -> dict[UUID, list[Answer]]:
    """By finding, its answers, the one in force first; each with the wording that it was given on. One query."""
    found: dict[UUID, list[Answer]] = defaultdict(list)
    answers = Answer.objects.filter(key__in=list(keys)).select_related("finding__edition").only(*OF_AN_ANSWER)
    for answer in answers.order_by("-number"):
        found[answer.key].append(answer)
    return found


def commitments_of(
    keys: Iterable[UUID], consultation: ConsultationPage, *, whole: bool
) -> dict[UUID, list[Commitment]]:
    """By finding of a consultation, its commitments with their steps; ``whole`` with what proves them. Two queries."""
    found: dict[UUID, list[Commitment]] = defaultdict(list)
    rows = Commitment.objects.filter(key__in=list(keys), consultation=consultation)
    for commitment in rows.prefetch_related(steps_in_order() if whole else "steps").order_by("number"):
        commitment.consultation = consultation  # read already: a Wagtail page is a large row
        found[commitment.key].append(commitment)
    return found


def with_steps(commitments: QuerySet[Any]) -> QuerySet[Any]:
    """The same, each with its consultation and with its steps in order. One query more."""
    return commitments.select_related("consultation").prefetch_related(steps_in_order())


def steps_in_order() -> Prefetch[Any, Any]:
    """What was said of commitments, the first first."""
    return Prefetch("steps", CommitmentStep.objects.select_related("shown_page", "document").order_by("pk"))


def version_data(answer: Answer, statement: str) -> dict[str, Any]:
    """One answer; ``wording`` is the one that it was given on where it is not the one that is shown. No query."""
    given_on = answer.finding
    differs = given_on.statement != statement
    return {
        "number": answer.number,
        "stance": answer.stance,
        "stance_label": answer.get_stance_display(),
        "reasons": answer.reasons,
        "name": answer.name,
        "function": answer.function,
        "date": answer.at,
        "edition": given_on.edition.number,
        "wording": given_on.statement if differs else "",
    }


def commitment_data(commitment: Commitment, today: date) -> dict[str, Any]:
    """A commitment for ``components/_commitment.html``. Needs ``with_steps``; no query otherwise."""
    return {**standing_data(commitment, today), "steps": [step_data(step) for step in commitment.steps.all()]}


def standing_data(commitment: Commitment, today: date) -> dict[str, Any]:
    """The same without what was said of it. Needs ``consultation`` and ``steps``; no query otherwise."""
    standing = commitment.standing_on(today)
    return {
        "reference": commitment.reference,
        "number": commitment.number,
        "url": commitment_url(commitment.consultation.slug, commitment),
        "lang": foreign_language(commitment.consultation.language),
        "text": commitment.text,
        "state": standing.state.value,
        "state_label": standing.state.label,
        "due": standing.due,
        "first_due": commitment.due if standing.moved else None,
        "sentence": end_sentence(standing),
        "made": commitment.at,
    }


def step_data(step: CommitmentStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "label": step.get_kind_display(),
        "words": step.words,
        "due": step.due,
        "shown": step.shown,
        "at": step.at,
    }


def finding_in_view(slug: str, key: UUID) -> EditionFinding:
    """A finding in its last wording, whose synthesis anyone may read; else it does not exist. Two queries."""
    rows = EditionFinding.objects.filter(
        key=key, edition__kind=Edition.Kind.EDITION, edition__page__in=Synthesis.objects.published()
    ).exclude(kind=Finding.Kind.EDITORIAL)
    rows = rows.filter(edition__corpus__consultation__slug=slug).select_related(
        "edition__page", "edition__corpus__consultation"
    )
    found = rows.order_by("-edition__number").first()
    if found is None:
        raise NotYours(_("There is no such finding in view."))
    return found


def finding_context(finding: EditionFinding) -> dict[str, Any]:
    """A finding with its answer, the earlier ones and its commitments. Seven queries."""
    edition = finding.edition
    consultation = edition.corpus.consultation
    answers = given_answers([finding.key])[finding.key]
    newest = Edition.objects.of(edition.page).published().first()
    return {
        "finding": finding,
        "consultation": consultation,
        "lang": foreign_language(consultation.language),
        "edition": edition,
        "edition_url": f"{path_of_edition(edition)}#{anchor(finding.number)}",
        "gone": newest is not None and newest.pk != edition.pk,
        "answer": answer_rows([finding], consultation, whole=True)[finding.key],
        "versions": [version_data(answer, finding.statement) for answer in answers[1:]],
    }


def labels_of(states: Mapping[str, int]) -> list[dict[str, Any]]:
    """How many commitments stand in each state, those that are late first; empty states are left out."""
    return [
        {"state": state.value, "label": state.label, "count": states[state]}
        for state in Commitment.State
        if states.get(state)
    ]
