"""An institution's answer and its commitments, invented: no institution answered what people really wrote."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms.answering.actions import add_step, give_answer, make_commitment
from cms.demonstration.files import written
from cms.models import Answer, Edition, EditionFinding, SynthesisPage
from participants.models import User


@transaction.atomic
def answer_findings(synthesis: SynthesisPage, organiser: User) -> int:
    """Answer the findings that the script names, once, where the edition in view holds them; how many are new."""
    if not SynthesisPage.objects.published().filter(pk=synthesis.pk).exists():
        return 0  # a visitor took it out of view
    edition = Edition.objects.of(synthesis).published().first()
    script = {told["statement"]: told for told in written("answers.toml")["answer"]}
    findings = EditionFinding.objects.filter(edition=edition, statement__in=script)
    answered = set(Answer.objects.filter(page=synthesis).values_list("key", flat=True))
    new = [finding for finding in findings if finding.key not in answered]
    for finding in new:
        _answer(synthesis, finding, script[finding.statement], organiser)
    return len(new)


def _answer(synthesis: SynthesisPage, finding: EditionFinding, told: dict[str, Any], organiser: User) -> None:
    give_answer(
        page=synthesis,
        key=finding.key,
        after=0,
        stance=told["stance"],
        reasons=told["reasons"].strip(),
        name=told["name"],
        function=told["function"],
        by=organiser,
    )
    for promised in told["commitment"]:
        due = timezone.localdate() + timedelta(days=promised["days"])
        made = make_commitment(page=synthesis, key=finding.key, text=promised["text"], due=due, by=organiser)
        for step in promised.get("step", []):
            add_step(commitment=made, kind=step["kind"], words=step["words"], by=organiser)
