"""Refusing a publication, in sentences."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.gates.checks import RedGate, red_gates
from cms.gates.draft import Draft, load_draft
from cms.models import SynthesisPage
from consult.errors import Refused


class NotPublishable(Refused):
    """A synthesis that may not be published as it is; ``sentences`` says all that is missing."""

    def __init__(self, sentences: list[str], page: SynthesisPage) -> None:
        way_on = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk else "/admin/"
        super().__init__(" ".join(sentences), way_on, _("Back to the synthesis"))
        self.sentences = sentences


class FindingWithoutCitation(NotPublishable):
    """A finding that is not editorial rests on nothing."""


class CitationAmiss(NotPublishable):
    """A citation is not to the letter, or cites what this corpus does not hold."""


class NothingToStandOn(NotPublishable):
    """The consultation itself is not published, or no corpus is frozen."""


ERRORS: dict[str, type[NotPublishable]] = {
    "house": NothingToStandOn,
    "corpus": NothingToStandOn,
    "citations": FindingWithoutCitation,
    "letters": CitationAmiss,
}


def require_publishable(page: SynthesisPage) -> list[RedGate]:
    """Raise for the first gate that is red and may not be passed; the red ones that a public reason passes.

    Ten queries, whatever the number of findings.
    """
    return require_gates(load_draft(page))


def require_gates(draft: Draft) -> list[RedGate]:
    """The same for a draft at hand. No query."""
    red = red_gates(draft)
    for gate, sentences, about in red:
        if not gate.may_be_passed or not draft.desk.passes(gate.code, about):
            told = [*sentences, outdated_sentence()] if is_outdated(draft, red) else sentences
            raise ERRORS.get(gate.code, NotPublishable)(told, draft.page)
    return red


def is_outdated(draft: Draft, red: list[RedGate]) -> bool:
    """Whether something is missing that may be passed, and that the public reason was not given for. No query."""
    others = [one for one in red if one.gate.may_be_passed and not draft.desk.passes(one.gate.code, one.about)]
    return bool(draft.desk.public_reason.strip() and others)


def outdated_sentence() -> str:
    return _(
        "The public reason was given for other things than what is missing now, and does not pass it: "
        "add what is missing, or have the reason given again."
    )
