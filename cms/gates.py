"""What must hold before a synthesis is published, each with a sentence that says what is missing."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from consult.errors import Refused
from proposals.models import Version

if TYPE_CHECKING:
    from cms.models import Citation, SynthesisPage


class NotPublishable(Refused):
    """A synthesis that may not be published as it is; ``sentences`` says all that is missing."""

    def __init__(self, sentences: list[str], page: "SynthesisPage") -> None:
        way_on = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page.pk else "/admin/"
        super().__init__(" ".join(sentences), way_on, _("Back to the synthesis"))
        self.sentences = sentences


class FindingWithoutCitation(NotPublishable):
    """A finding that is not editorial rests on nothing."""


class CitationAmiss(NotPublishable):
    """A citation is not to the letter, or cites what this consultation has not published."""


class NothingToStandOn(NotPublishable):
    """The consultation itself is not published."""


def require_publishable(page: "SynthesisPage") -> None:
    """Raise the first gate that is closed. Two queries, whatever the number of findings."""
    require_open_house(page)
    require_citations(page)
    require_letters(page)


def require_open_house(page: "SynthesisPage") -> None:
    """A synthesis stands under a consultation that the public reads. One query."""
    parent = page.get_parent()
    if parent is None or not parent.live:
        raise NothingToStandOn([_("The consultation is not published: publish it before its synthesis.")], page)


def require_citations(page: "SynthesisPage") -> None:
    """Raise ``FindingWithoutCitation``, naming each finding that is not editorial and cites nothing.

    No query for the contents of a revision, which are in memory.
    """
    orphans = [
        orphan_sentence(number, finding.statement)
        for number, finding in enumerate(page.findings.all(), start=1)
        if finding.kind != finding.Kind.EDITORIAL and not finding.citations.all()
    ]
    if orphans:
        raise FindingWithoutCitation(orphans, page)


def orphan_sentence(number: int, statement: str) -> str:
    return _("Finding %(number)d rests on no citation: “%(statement)s”. Add one, or mark the finding as editorial.") % {
        "number": number,
        "statement": statement,
    }


def require_letters(page: "SynthesisPage") -> None:
    """Raise ``CitationAmiss`` unless each citation is its version to the letter. One query.

    Forms see to it as one types; here it holds for scripts too. Words that their author erased since, and those
    that moderation withheld, may stay cited: the page says so in their place.
    """
    citations = [citation for finding in page.findings.all() for citation in finding.citations.all()]
    amiss = list(_amiss(citations, page.get_parent().pk))
    if amiss:
        raise CitationAmiss(amiss, page)


def _amiss(citations: "Iterable[Citation]", consultation_id: int) -> Iterator[str]:
    listed = list(citations)
    versions = Version.objects.select_related("proposal").in_bulk([citation.version_id for citation in listed])
    for citation in listed:
        version = versions[citation.version_id]
        if version.proposal.consultation_id != consultation_id:
            yield _("%(reference)s belongs to another consultation.") % {"reference": version.proposal.reference}
        elif not version.was_published:
            yield not_public_sentence(version)
        elif version.blanked_at is None and not _to_the_letter(citation, version):
            yield _("The words cited from %(reference)s are not its words to the letter: “%(words)s”.") % {
                "reference": version.proposal.reference,
                "words": citation.words,
            }


def _to_the_letter(citation: "Citation", version: Version) -> bool:
    return version.text[citation.start : citation.end] == citation.words


def not_public_sentence(version: Version) -> str:
    if version.proposal.state == version.proposal.State.SUBMITTED:
        return _("%(reference)s waits for moderation: it cannot be cited.") % {"reference": version.proposal.reference}
    return _("Version %(number)d of %(reference)s was never published: it cannot be cited.") % {
        "number": version.number,
        "reference": version.proposal.reference,
    }
