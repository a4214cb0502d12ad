"""The first synthesis: findings written by hand, each citing real answers to the letter."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.demonstration.files import key_of, written
from cms.demonstration.mobility import answers_by_id
from cms.models import Citation, Finding, SynthesisDesk, SynthesisPage, ThemeSetAside
from consult.models import ConsultationPage
from participants.models import User
from proposals.models import Proposal
from synthesis.freezing import freeze_corpus
from synthesis.models import Theme

SAMPLE = "Écrite à partir de toutes les réponses, cette synthèse est montrée ici sur un échantillon."


def is_sample(script: dict[str, Any], answers: dict[str, Proposal]) -> bool:
    """Whether answers that the synthesis cites were left out: a gate may be red for that alone, and it says so."""
    return any(cite["proposal"] not in answers for finding in script["finding"] for cite in finding.get("citation", []))


@transaction.atomic
def publish_synthesis(consultation: ConsultationPage, editor: User) -> SynthesisPage:
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
    consultation.add_child(instance=page)
    corpus = freeze_corpus(consultation=consultation, by=editor)
    SynthesisDesk.objects.create(page=page, corpus=corpus, public_reason=SAMPLE if is_sample(script, answers) else "")
    for order, told in enumerate(script["finding"]):
        _write_finding(page, told, order, answers, editor)
    _leave_out(page, consultation, script["set_aside"], editor)
    page.save_revision(user=editor).publish(user=editor)
    return page


def _leave_out(
    page: SynthesisPage, consultation: ConsultationPage, left_out: list[dict[str, str]], editor: User
) -> None:
    """Set themes aside with their reasons; those that a sample has not are left out of it too."""
    reasons = {told["theme"]: told["reason"] for told in left_out}
    themes = Theme.objects.standing().filter(consultation=consultation, name__in=reasons)
    ThemeSetAside.objects.bulk_create(
        ThemeSetAside(page=page, theme=theme, reason=reasons[theme.name], at=timezone.now(), by=editor)
        for theme in themes
    )


def _write_finding(
    page: SynthesisPage, told: dict[str, Any], order: int, answers: dict[str, Proposal], editor: User
) -> None:
    cited = [cite for cite in told.get("citation", []) if cite["proposal"] in answers]
    if all(cite.get("contrary") for cite in cited) and told["kind"] != Finding.Kind.EDITORIAL:
        return
    finding = Finding.objects.create(
        page=page,
        key=key_of("constat", told["statement"]),
        kind=told["kind"],
        section=told.get("section", ""),
        statement=told["statement"],
        comment=told.get("comment", ""),
        no_contrary=told.get("no_contrary", False),
        sort_order=order,
        added_by=editor,
    )
    for place, cite in enumerate(cited):
        citation = _citation(cite, place, answers[cite["proposal"]])
        citation.finding, citation.added_by = finding, editor
        citation.save()


def _citation(cite: dict[str, str], place: int, proposal: Proposal) -> Citation:
    assert proposal.current is not None  # it is published
    role = Citation.Role.CONTRARY if cite.get("contrary") else Citation.Role.SUPPORT
    return Citation.quoting(proposal.current, cite["words"], role=role, sort_order=place)
