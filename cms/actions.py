"""What publishing a synthesis entails: an entry in the public journal, and a word to those it cites."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import Citation, Finding, SynthesisPage
from consult import journal
from consult.canonical import sha256_of
from consult.locks import take_turn
from consult.models import ConsultationPage, JournalEntry
from participants.models import Notice, User
from participants.notices import in_language_of, tell

PUBLISHED = "synthesis.published"
WITHDRAWN = "synthesis.unpublished"
TOLD_SENTENCES = 5  # of the findings that cite one person; the page has the others


@transaction.atomic
def announce_publication(*, page: SynthesisPage) -> JournalEntry | None:
    """Record a publication and tell the cited authors; once a revision, however often it is called.

    While a privacy rule keeps the page from the public, its authors are told nothing of it: they could not read it.
    None when the page is not in view (it was scheduled), or when this revision was recorded already.
    """
    take_turn(f"synthesis {page.pk}")
    if not page.live or _recorded(page):
        return None
    findings = list(Finding.objects.filter(page=page).order_by("sort_order", "pk"))
    citations = list(
        Citation.objects.filter(finding__page=page)
        .select_related("version__proposal__author", "finding")
        .order_by("finding__sort_order", "finding_id", "sort_order", "pk")
    )
    entry = journal.record(
        PUBLISHED,
        consultation=_consultation(page).slug,
        synthesis=reference_of(page),
        revision=revision_of(page),
        findings=len(findings),
        citations=len(citations),
        contributions=len({citation.version.proposal_id for citation in citations}),
        hash=sha256_of(canonical_content(findings, citations)),
    )
    if not page.get_view_restrictions().exists():
        _tell_cited(page, findings, citations)
    return entry


@transaction.atomic
def record_withdrawal(*, page: SynthesisPage) -> JournalEntry | None:
    """Record that a published synthesis went out of view, as it has; None when that was recorded already.

    The caller knows that it went: one that is being deleted is unpublished without being saved.
    """
    take_turn(f"synthesis {page.pk}")
    last = _entries(page).order_by("-number").first()
    if last is None or last.event == WITHDRAWN:
        return None
    return journal.record(WITHDRAWN, consultation=_consultation(page).slug, synthesis=reference_of(page))


def canonical_content(findings: Sequence[Finding], citations: Sequence[Citation]) -> list[dict[str, Any]]:
    """What the hash of a synthesis is computed on: hashes of its words, and the spans that they rest on.

    Citations come with ``version__proposal``.
    """
    resting: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for citation in citations:
        resting[citation.finding_id].append(
            {
                "reference": citation.version.proposal.reference,
                "version": citation.version.number,
                "start": citation.start,
                "end": citation.end,
            }
        )
    return [
        {
            "kind": finding.kind,
            "statement": _sha256(finding.statement),
            "comment": _sha256(finding.comment),
            "citations": resting[finding.pk],
        }
        for finding in findings
    ]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _entries(page: SynthesisPage) -> Any:
    return JournalEntry.objects.filter(event__in=[PUBLISHED, WITHDRAWN], content__synthesis=reference_of(page))


def _recorded(page: SynthesisPage) -> bool:
    """Whether the last entry about this synthesis is the publication of this very revision."""
    last = _entries(page).order_by("-number").first()
    return last is not None and last.event == PUBLISHED and last.content["revision"] == revision_of(page)


def _consultation(page: SynthesisPage) -> ConsultationPage:
    consultation = ConsultationPage.objects.parent_of(page).get()
    assert isinstance(consultation, ConsultationPage)
    return consultation


def _tell_cited(page: SynthesisPage, findings: Sequence[Finding], citations: Sequence[Citation]) -> None:
    """One notice to each cited author who has an account, once a synthesis even when it is published again."""
    kind = f"cited_in_{page.pk}"
    numbers = {finding.pk: number for number, finding in enumerate(findings, start=1)}
    by_author: dict[User, list[Citation]] = defaultdict(list)
    for citation in citations:
        proposal = citation.version.proposal
        if proposal.author is not None and proposal.author.email and proposal.is_published:
            by_author[proposal.author].append(citation)
    told = set(Notice.objects.filter(kind=kind, recipient__in=by_author).values_list("recipient", flat=True))
    for author, cited in by_author.items():
        if author.pk not in told:
            _tell(author, kind, page, cited, numbers)


def _tell(author: User, kind: str, page: SynthesisPage, cited: Sequence[Citation], numbers: dict[int, int]) -> None:
    first = cited[0]
    statements = list(dict.fromkeys(citation.finding.statement for citation in cited))
    with in_language_of(author):
        lines = [_("“%(statement)s”") % {"statement": statement} for statement in statements[:TOLD_SENTENCES]]
        left = len(statements) - len(lines)
        if left:
            lines.append(ngettext("And %(n)d other finding.", "And %(n)d other findings.", left) % {"n": left})
        tell(
            recipient=author,
            kind=kind,
            subject=_("Your words are cited in the synthesis “%(title)s” (%(reference)s)")
            % {"title": page.title, "reference": first.version.proposal.reference},
            body="\n\n".join(lines),
            url=f"{path_of(page)}#{anchor(numbers[first.finding_id])}",
        )


def reference_of(page: SynthesisPage) -> str:
    """What the journal calls a synthesis: it stays when the page is renamed or moved, and is no primary key."""
    return str(page.translation_key)


def revision_of(page: SynthesisPage) -> str:
    """What the journal calls the revision in view: a hash of when it was made, no primary key. One query at most."""
    revision = page.live_revision
    return _sha256(revision.created_at.astimezone(UTC).isoformat()) if revision else ""


def path_of(page: SynthesisPage) -> str:
    """The address of a page on this site, without its host."""
    parts = page.get_url_parts()
    return str(parts[2]) if parts and parts[2] else "/"


def anchor(number: int) -> str:
    """Where a finding stands on the page of its synthesis, from 1."""
    return f"constat-{number}"
