"""The gates: each looks at a draft and gives a sentence for each thing that is missing. No gate queries."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from wagtail.rich_text import get_text_for_indexing

from cms.editions.statements import GONE, source_of, state_of
from cms.gates.draft import Draft
from cms.gates.editorial import speaks_for_others
from cms.gates.letters import letters
from cms.gates.missing import Missing, of_finding, of_words
from cms.models import Citation, EditionCitation, Finding

Check = Callable[[Draft], Iterator[Missing]]


@dataclass(frozen=True)
class Gate:
    """A rule; one that may be passed lets the organiser publish all the same, with a public reason."""

    code: str
    may_be_passed: bool
    check: Check


class RedGate(NamedTuple):
    """A gate that is not open, the sentences that say why, and what each is about: see ``Missing.about``."""

    gate: Gate
    sentences: list[str]
    about: list[str]


def red_gates(draft: Draft) -> list[RedGate]:
    """The gates that are red, in their order. No query."""
    looked = [(gate, list(gate.check(draft))) for gate in GATES]
    return [
        RedGate(gate, [one.sentence for one in found], [one.about for one in found]) for gate, found in looked if found
    ]


def open_house(draft: Draft) -> Iterator[Missing]:
    """A synthesis stands under a consultation that the public reads."""
    if draft.consultation is None or not draft.consultation.live:
        yield Missing("", _("The consultation is not published: publish it before its synthesis."))


def frozen(draft: Draft) -> Iterator[Missing]:
    """A synthesis starts from a frozen corpus."""
    if draft.corpus is None:
        sentence = _("No corpus is frozen: freeze it on the desk, so that everyone knows which texts were read.")
        yield Missing("", sentence)


def citations(draft: Draft) -> Iterator[Missing]:
    """Each finding that is not editorial cites at least one contribution that says it."""
    for statement in draft.statements:
        if statement.finding.kind == Finding.Kind.EDITORIAL:
            continue
        if not any(citation.role == Citation.Role.SUPPORT for citation in statement.citations):
            yield Missing("", orphan_sentence(statement.number, statement.finding.statement))


def orphan_sentence(number: int, statement: str) -> str:
    return _("Finding %(number)d rests on no citation: “%(statement)s”. Add one, or mark the finding as editorial.") % {
        "number": number,
        "statement": statement,
    }


def contrary(draft: Draft) -> Iterator[Missing]:
    """Each agreement shows the strongest contrary contribution, in view, or states that none exists."""
    for statement in draft.statements:
        finding = statement.finding
        if finding.kind != Finding.Kind.AGREEMENT or finding.no_contrary:
            continue
        against = [citation for citation in statement.citations if citation.role == Citation.Role.CONTRARY]
        if not against:
            sentence = _(
                "Finding %(number)d is an agreement: cite the strongest contribution that says the contrary, "
                "or state that there is none."
            )
        elif _all_gone(against):
            sentence = _(
                "All the words that say the contrary of finding %(number)d were withheld or erased since: "
                "cite another contribution that says it, or state that there is none."
            )
        else:
            continue
        yield Missing(of_finding(finding), sentence % {"number": statement.number})


def _all_gone(citations: Iterable[Citation | EditionCitation]) -> bool:
    return all(state_of(source_of(citation)) in GONE for citation in citations)


def readable(draft: Draft) -> Iterator[Missing]:
    """Each finding rests on words that can still be read: of those that say it, one at least is in view.

    It may be passed: what was said stays said, and the page tells in its place what was withheld or erased.
    """
    for statement in draft.statements:
        support = [citation for citation in statement.citations if citation.role == Citation.Role.SUPPORT]
        if support and _all_gone(support):
            sentence = _(
                "All the words that finding %(number)d rests on were withheld or erased since: "
                "cite another contribution."
            ) % {"number": statement.number}
            yield Missing(of_finding(statement.finding), sentence)


def editorial(draft: Draft) -> Iterator[Missing]:
    """What editors write in their own name has nobody say anything, and counts nobody (Y-5).

    It may be passed: it stands on a list of words, which errs; whoever passes it says why, in public.
    """
    for statement in draft.statements:
        finding = statement.finding
        if finding.kind == Finding.Kind.EDITORIAL:
            for words in speaks_for_others(f"{finding.statement}\n{finding.comment}"):
                sentence = _(
                    "Finding %(number)d is editorial and yet speaks for those who answered: “%(sentence)s”. "
                    "Cite them, or leave it out."
                ) % {"number": statement.number, "sentence": words}
                yield Missing(of_words(str(finding.key), words), sentence)
    for words in speaks_for_others(draft.page.lead):
        sentence = _(
            "The lead speaks for those who answered: “%(sentence)s”. "
            "Make it a finding that cites them, or leave it out."
        ) % {"sentence": words}
        yield Missing(of_words("lead", words), sentence)
    yield from _around_the_findings(draft)


def _around_the_findings(draft: Draft) -> Iterator[Missing]:
    """The title, the sections and the method, where nothing can be cited."""
    for words in speaks_for_others(draft.page.title):
        sentence = _("The title speaks for those who answered: “%(sentence)s”. Choose one that says nothing of them.")
        yield Missing(of_words("title", words), sentence % {"sentence": words})
    for section in dict.fromkeys(finding.section for _number, finding, _citations in draft.statements):
        if speaks_for_others(section):
            sentence = _("The section “%(section)s” speaks for those who answered: name it after its subject.")
            yield Missing(of_words("section", section), sentence % {"section": section})
    for words in speaks_for_others(get_text_for_indexing(draft.page.how_made), method=True):
        sentence = _(
            "What is told of the method speaks for those who answered: “%(sentence)s”. "
            "Say there only how the synthesis was made."
        )
        yield Missing(of_words("method", words), sentence % {"sentence": words})


def themes(draft: Draft) -> Iterator[Missing]:
    """Each theme of a certain size is cited, or set aside with a reason."""
    for theme in draft.themes:
        texts = theme.texts  # type: ignore[attr-defined]  # see themes_in
        if texts >= draft.page.theme_floor and theme.pk not in draft.cited_themes and theme.pk not in draft.set_aside:
            sentence = _(
                "Theme %(reference)s, “%(name)s”, holds %(texts)d texts and none is cited: cite one, "
                "or set the theme aside with a reason."
            ) % {"reference": theme.reference, "name": theme.name, "texts": texts}
            yield Missing(theme.reference, sentence)


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
