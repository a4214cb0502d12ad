"""The gate of the letter: each citation is its source's own words, of the corpus, public."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.editions.statements import proposal_of, source_of
from cms.gates.draft import Draft
from cms.gates.missing import Missing
from cms.models import Citation
from proposals.models import Argument, Version


def letters(draft: Draft) -> Iterator[Missing]:
    """Each citation is its source to the letter, in the corpus, and public.

    Words that their author erased since, and those that moderation withheld, may stay cited: the page says so in
    their place.
    """
    for statement in draft.statements:
        for citation in statement.citations:
            for sentence in _amiss(draft, citation):  # type: ignore[arg-type]  # a draft holds working citations
                yield Missing("", sentence)


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
