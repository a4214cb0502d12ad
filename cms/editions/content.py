"""What the hash of an edition is computed on: hashes of its words, spans, fates; nothing that erasure would change."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from cms.editions.statements import Statement, source_of
from cms.models import Citation, Edition, EditionCitation, Fate, words_hash
from consult.canonical import sha256_of
from proposals.models import Argument


def sha256_text(text: str) -> str:
    """SHA-256 of a text in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def findings_content(statements: Sequence[Statement]) -> list[dict[str, Any]]:
    """The findings and their citations, as they are hashed. No query on statements as they are read."""
    return [
        {
            "key": str(finding.key),
            "number": number,
            "kind": finding.kind,
            "section": finding.section,
            "statement": sha256_text(finding.statement),
            "comment": sha256_text(finding.comment),
            "no_contrary": finding.no_contrary,
            "citations": [citation_content(citation) for citation in citations],
        }
        for number, finding, citations in statements
    ]


def citation_content(citation: Citation | EditionCitation) -> dict[str, Any]:
    """A citation by reference and span, with the hash of its words."""
    source = source_of(citation)
    named: dict[str, Any] = (
        {"argument": source.reference}
        if isinstance(source, Argument)
        else {"proposal": source.proposal.reference, "version": source.number}
    )
    hashed = citation.words_hash if isinstance(citation, EditionCitation) else words_hash(citation.words)
    return {**named, "role": citation.role, "start": citation.start, "end": citation.end, "words": hashed}


def written_hash(*, title: str, lead: str, how_made: str, corpus: str, statements: Sequence[Statement]) -> str:
    """The hash of what editors wrote: when it is that of the last edition, there is nothing new to publish."""
    return sha256_of(
        {
            "title": sha256_text(title),
            "lead": sha256_text(lead),
            "how_made": sha256_text(how_made),
            "corpus": corpus,
            "findings": findings_content(statements),
        }
    )


def edition_hash(edition: Edition, written: str, fates: Iterable[tuple[str, Fate]]) -> str:
    """The hash of an edition, which the journal holds: what was written, and the fate of each reference."""
    return sha256_of(
        {
            "number": edition.number,
            "written": written,
            "themes": edition.themes,
            "figures": edition.figures,
            "open_gates": edition.open_gates,
            "public_reason": sha256_text(edition.public_reason),
            "fates": sorted([reference, fate.kind, fate.reason] for reference, fate in fates),
        }
    )
