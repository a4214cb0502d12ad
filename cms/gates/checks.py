"""The gates: each looks at a draft and gives a sentence for each thing that is missing. No gate queries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from wagtail.rich_text import get_text_for_indexing

from cms.editions.statements import GONE, proposal_of, source_of, state_of
from cms.gates.draft import Draft
from cms.gates.editorial import speaks_for_others
from cms.models import Citation, Finding
from proposals.models import Argument, Version

Check = Callable[[Draft], Iterator[str]]


@dataclass(frozen=True)
class Gate:
    """A rule; one that may be passed lets the organiser publish all the same, with a public reason."""

    code: str
    may_be_passed: bool
    check: Check


class RedGate(NamedTuple):
    """A gate that is not open, and the sentences that say why."""

    gate: Gate
    sentences: list[str]


def red_gates(draft: Draft) -> list[RedGate]:
    """The gates that are red, in their order. No query."""
    looked = [RedGate(gate, list(gate.check(draft))) for gate in GATES]
    return [red for red in looked if red.sentences]


def open_house(draft: Draft) -> Iterator[str]:
    """A synthesis stands under a consultation that the public reads."""
    if draft.consultation is None or not draft.consultation.live:
        yield _("The consultation is not published: publish it before its synthesis.")


def frozen(draft: Draft) -> Iterator[str]:
    """A synthesis starts from a frozen corpus."""
    if draft.corpus is None:
        yield _("No corpus is frozen: freeze it on the desk, so that everyone knows which texts were read.")


def citations(draft: Draft) -> Iterator[str]:
    """Each finding that is not editorial cites at least one contribution that says it."""
    for statement in draft.statements:
        if statement.finding.kind == Finding.Kind.EDITORIAL:
            continue
        if not any(citation.role == Citation.Role.SUPPORT for citation in statement.citations):
            yield orphan_sentence(statement.number, statement.finding.statement)


def orphan_sentence(number: int, statement: str) -> str:
    return _("Finding %(number)d rests on no citation: “%(statement)s”. Add one, or mark the finding as editorial.") % {
        "number": number,
        "statement": statement,
    }


def letters(draft: Draft) -> Iterator[str]:
    """Each citation is its source to the letter, in the corpus, and public.

    Words that their author erased since, and those that moderation withheld, may stay cited: the page says so in
    their place.
    """
    for statement in draft.statements:
        for citation in statement.citations:
            yield from _amiss(draft, citation)  # type: ignore[arg-type]  # a draft holds working citations


def _amiss(draft: Draft, citation: Citation) -> Iterator[str]:
    source, proposal = source_of(citation), proposal_of(citation)
    if draft.consultation is None or proposal.consultation_id != draft.consultation.pk:
        yield _("%(reference)s belongs to another consultation.") % {"reference": proposal.reference}
    elif waits(source):
        yield not_public_sentence(source)
    elif draft.corpus is not None and (proposal.pk not in draft.inside or _later(draft, source)):
        yield _("%(reference)s came after the corpus was frozen: it waits for the next edition.") % {
            "reference": reference_of(source)
        }
    elif source.text and source.text[citation.start : citation.end] != citation.words:
        yield _("The words cited from %(reference)s are not its words to the letter: “%(words)s”.") % {
            "reference": reference_of(source),
            "words": citation.words,
        }


def _later(draft: Draft, source: Version | Argument) -> bool:
    """An argument on a proposal of the corpus may have come after it."""
    published = source.published_at if isinstance(source, Argument) else None
    return draft.corpus is not None and published is not None and published > draft.corpus.cutoff_at


def waits(source: Version | Argument) -> bool:
    """Whether a text has never been public."""
    if isinstance(source, Version):
        return not source.was_published
    return source.state == source.State.SUBMITTED or source.published_at is None


def reference_of(source: Version | Argument) -> str:
    """``P-128``, or ``P-128-A3`` for an argument; needs ``proposal``."""
    return source.reference if isinstance(source, Argument) else source.proposal.reference


def not_public_sentence(source: Version | Argument) -> str:
    subject = source if isinstance(source, Argument) else source.proposal
    if isinstance(source, Argument) or subject.state == subject.State.SUBMITTED:
        return _("%(reference)s waits for moderation: it cannot be cited.") % {"reference": subject.reference}
    return _("Version %(number)d of %(reference)s was never published: it cannot be cited.") % {
        "number": source.number,
        "reference": subject.reference,
    }


def contrary(draft: Draft) -> Iterator[str]:
    """Each agreement shows the strongest contrary contribution, or states that none exists."""
    for statement in draft.statements:
        finding = statement.finding
        if finding.kind != Finding.Kind.AGREEMENT or finding.no_contrary:
            continue
        if not any(citation.role == Citation.Role.CONTRARY for citation in statement.citations):
            yield _(
                "Finding %(number)d is an agreement: cite the strongest contribution that says the contrary, "
                "or state that there is none."
            ) % {"number": statement.number}


def readable(draft: Draft) -> Iterator[str]:
    """Each finding rests on words that can still be read: of those that say it, one at least is in view.

    It may be passed: what was said stays said, and the page tells in its place what was withheld or erased.
    """
    for statement in draft.statements:
        support = [citation for citation in statement.citations if citation.role == Citation.Role.SUPPORT]
        if support and all(state_of(source_of(citation)) in GONE for citation in support):
            yield _(
                "All the words that finding %(number)d rests on were withheld or erased since: "
                "cite another contribution."
            ) % {"number": statement.number}


def editorial(draft: Draft) -> Iterator[str]:
    """What editors write in their own name has nobody say anything, and counts nobody (Y-5).

    It may be passed: it stands on a list of words, which errs; whoever passes it says why, in public.
    """
    for number, finding, _citations in draft.statements:
        if finding.kind == Finding.Kind.EDITORIAL:
            for sentence in speaks_for_others(f"{finding.statement}\n{finding.comment}"):
                yield _(
                    "Finding %(number)d is editorial and yet speaks for those who answered: “%(sentence)s”. "
                    "Cite them, or leave it out."
                ) % {"number": number, "sentence": sentence}
    for sentence in speaks_for_others(draft.page.lead):
        yield _(
            "The lead speaks for those who answered: “%(sentence)s”. "
            "Make it a finding that cites them, or leave it out."
        ) % {"sentence": sentence}
    yield from _around_the_findings(draft)


def _around_the_findings(draft: Draft) -> Iterator[str]:
    """The title, the sections and the method, where nothing can be cited."""
    for sentence in speaks_for_others(draft.page.title):
        yield _("The title speaks for those who answered: “%(sentence)s”. Choose one that says nothing of them.") % {
            "sentence": sentence
        }
    for section in dict.fromkeys(finding.section for _number, finding, _citations in draft.statements):
        if speaks_for_others(section):
            yield _("The section “%(section)s” speaks for those who answered: name it after its subject.") % {
                "section": section
            }
    for sentence in speaks_for_others(get_text_for_indexing(draft.page.how_made), method=True):
        yield _(
            "What is told of the method speaks for those who answered: “%(sentence)s”. "
            "Say there only how the synthesis was made."
        ) % {"sentence": sentence}


def themes(draft: Draft) -> Iterator[str]:
    """Each theme of a certain size is cited, or set aside with a reason."""
    for theme in draft.themes:
        texts = theme.texts  # type: ignore[attr-defined]  # see themes_in
        if texts >= draft.page.theme_floor and theme.pk not in draft.cited_themes and theme.pk not in draft.set_aside:
            yield _(
                "Theme %(reference)s, “%(name)s”, holds %(texts)d texts and none is cited: cite one, "
                "or set the theme aside with a reason."
            ) % {"reference": theme.reference, "name": theme.name, "texts": texts}


GATES = (
    Gate("house", False, open_house),
    Gate("corpus", False, frozen),
    Gate("citations", False, citations),
    Gate("letters", False, letters),
    Gate("contrary", True, contrary),
    Gate("themes", True, themes),
    Gate("readable", True, readable),
    Gate("editorial", True, editorial),
)
