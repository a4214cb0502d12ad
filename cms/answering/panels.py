"""What answers and commitments add to other pages: a proposal's, a consultation's; and to the register."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.answering import hooks as hooks  # the desk's place in the admin
from cms.answering import my_data as my_data  # registers what one can take away
from cms.answering.actions import ANSWERED, COMMITTED, STEPPED
from cms.answering.lateness import late_in
from cms.answering.listing import state_counts
from cms.answering.reading import answer_rows, answers_for
from cms.answering.words import in_words
from cms.cited import CITED_PROPOSAL, citations_in
from cms.models import Answer, CommitmentStep, Edition, EditionFinding, Finding
from cms.page.above import syntheses_in_view
from cms.page.additions import finding_additions
from consult.models import ConsultationPage, JournalEntry
from consult.panels import ConsultationPanel, consultation_panels
from consult.register import event_descriptions
from proposals.models import Proposal
from proposals.panels import ProposalPanel, Reader, proposal_panels


@finding_additions.register("answer")
def answers_of_findings(edition: Edition) -> Mapping[str, Mapping[str, Any]]:
    """On the page of an edition, under each finding. Seven queries."""
    return {str(key): {"answer": data} for key, data in answers_for(edition).items()}


def answers(proposals: Sequence[Proposal], reader: Reader) -> Mapping[int, Any]:
    """By proposal, the answers to the findings that cite it or an argument on it. Ten queries; one without a synthesis.

    Proposals come with their consultation, and are of one on the pages that show panels.
    """
    public = [proposal for proposal in proposals if proposal.is_published]
    found: dict[int, list[dict[str, Any]]] = {}
    for consultation in {proposal.consultation_id: proposal.consultation for proposal in public}.values():
        own = [proposal.pk for proposal in public if proposal.consultation_id == consultation.pk]
        cited = _citing(own, consultation)
        findings = _last_wordings({key for keys in cited.values() for key in keys})
        data = answer_rows(findings.values(), consultation) if findings else {}
        for proposal, keys in cited.items():
            rows = [{**data[key], "statement": findings[key].statement} for key in keys if key in data]
            if rows:
                found[proposal] = rows
    return found


def _citing(proposals: Sequence[int], consultation: ConsultationPage) -> dict[int, list[UUID]]:
    """By proposal, the keys of the findings in view that cite it or an argument on it. Three queries."""
    beneath = [page.pk for page in syntheses_in_view(consultation)]
    if not beneath:
        return {}
    citations = citations_in(beneath)
    found: dict[int, dict[UUID, None]] = defaultdict(dict)
    for path in CITED_PROPOSAL:
        rows = citations.filter(**{f"{path}__in": proposals}).order_by("finding__number", "order")
        for proposal, key in rows.values_list(F(path), "finding__key"):
            found[proposal][key] = None
    return {proposal: list(keys) for proposal, keys in found.items()}


def _last_wordings(keys: set[UUID]) -> dict[UUID, EditionFinding]:
    """The findings in their last wording; the editors' own words are left out. One query."""
    if not keys:
        return {}
    rows = EditionFinding.objects.filter(key__in=keys, edition__kind=Edition.Kind.EDITION)
    return {row.key: row for row in rows.exclude(kind=Finding.Kind.EDITORIAL).order_by("edition__number")}


proposal_panels.register("answers", order=20)(
    ProposalPanel(gather=answers, template="cms/answering/_fate.html", place="fate")
)


def promises(consultation: ConsultationPage, request: HttpRequest) -> dict[str, Any] | None:
    """What is late in a consultation, and where its commitments stand; None without either. Five queries at least."""
    at = timezone.now()
    late = late_in([consultation], at=at)
    counts = state_counts(consultation, today=timezone.localdate(at))
    if not late and not counts:
        return None
    address = f"{reverse('answers:commitments')}?{urlencode({'consultation': consultation.slug})}"
    return {"late": [thing.sentence for thing in late], "counts": counts, "url": address}


consultation_panels.register("promises", order=20)(
    ConsultationPanel(template="cms/answering/_promises.html", gather=promises, place="main")
)


@event_descriptions.register(ANSWERED)
def describe_answer(entry: JournalEntry) -> str:
    stance = {"stance": Answer.Stance(entry.content["stance"]).label}
    if entry.content["answer"] == 1:
        return _("The institution answered a finding: %(stance)s.") % stance
    return _("The institution changed its answer to a finding: %(stance)s.") % stance


@event_descriptions.register(COMMITTED)
def describe_commitment(entry: JournalEntry) -> str:
    due = parse_date(entry.content["due"])
    assert due is not None  # written by make_commitment
    return _("The institution made commitment %(reference)s, by %(day)s.") % {
        "reference": entry.content["commitment"],
        "day": in_words(due),
    }


@event_descriptions.register(STEPPED)
def describe_step(entry: JournalEntry) -> str:
    return _("Commitment %(reference)s: %(step)s.") % {
        "reference": entry.content["commitment"],
        "step": CommitmentStep.Kind(entry.content["step"]).label,
    }
