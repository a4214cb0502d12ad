"""The first synthesis: findings written by hand, each citing real answers to the letter."""

from typing import Any

from django.db import transaction

from cms.demonstration.files import written
from cms.demonstration.mobility import answers_by_id
from cms.models import Citation, Finding, SynthesisPage
from cms.spans import find_span
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal


@transaction.atomic
def publish_synthesis(consultation: ConsultationPage, editor: User) -> SynthesisPage | None:
    """Publish it once. On a sample, findings whose answers were left out are left out too."""
    script = written("synthesis.toml")
    found: SynthesisPage | None = SynthesisPage.objects.child_of(consultation).filter(slug=script["slug"]).first()
    if found is not None:
        return found
    answers = answers_by_id(consultation)
    page = SynthesisPage(
        slug=script["slug"],
        title=script["title"],
        lead=script["lead"].strip(),
        how_made=script["how_made"].strip(),
        owner=editor,
        live=False,
    )
    page.findings = [
        finding
        for order, told in enumerate(script["finding"])
        if (finding := _finding(told, order, answers)) is not None
    ]
    consultation.add_child(instance=page)
    page.save_revision(user=editor).publish(user=editor)
    return page


def _finding(told: dict[str, Any], order: int, answers: dict[str, Proposal]) -> Finding | None:
    cited = [cite for cite in told.get("citation", []) if cite["proposal"] in answers]
    if not cited and told["kind"] != Finding.Kind.EDITORIAL:
        return None
    finding = Finding(kind=told["kind"], statement=told["statement"], comment=told.get("comment", ""), sort_order=order)
    finding.citations = [_citation(cite, place, answers[cite["proposal"]]) for place, cite in enumerate(cited)]
    return finding


def _citation(cite: dict[str, str], place: int, proposal: Proposal) -> Citation:
    span = find_span(proposal.text, cite["words"])
    if span is None:
        raise ValueError(f"“{cite['words']}” does not stand in {proposal.reference} to the letter.")
    start, end = span
    return Citation(version=proposal.current, words=proposal.text[start:end], start=start, end=end, sort_order=place)
