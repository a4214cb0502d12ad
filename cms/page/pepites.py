"""The rare ideas of an edition: which a person marked, why, and the finding that cites each."""

from collections.abc import Sequence
from typing import Any

from cms.addresses import anchor
from cms.editions.statements import Statement
from consult.models import ConsultationPage
from consult.pages import foreign_language
from proposals.models import Proposal


def pepites_shown(
    stored: Sequence[dict[str, Any]], statements: Sequence[Statement], consultation: ConsultationPage
) -> list[dict[str, Any]]:
    """Each with its reason, its title while it may be read, and the finding that cites it. One query."""
    if not stored:
        return []
    numbers = [row["number"] for row in stored]
    listed = Proposal.objects.listed().filter(consultation=consultation, number__in=numbers).select_related("current")
    shown = {}
    for proposal in listed:
        proposal.consultation = consultation
        shown[proposal.number] = proposal
    citing: dict[int, Statement] = {}
    for statement in statements:
        for citation in statement.citations:
            if citation.version is not None:
                citing.setdefault(citation.version.proposal.number, statement)
    rows = []
    for row in stored:
        found, above = shown.get(row["number"]), citing.get(row["number"])
        rows.append(
            {
                "reference": f"P-{row['number']}",
                "url": found.get_absolute_url() if found else "",
                "title": found.title if found else "",
                "lang": foreign_language(found.language) if found else "",
                "reason": row["reason"],
                "finding": {"number": above.number, "url": f"#{anchor(above.number)}"} if above else None,
            }
        )
    return rows
