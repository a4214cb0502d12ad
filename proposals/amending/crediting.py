"""Who gave a version its words: the amendment that it came from."""

from typing import Any

from proposals.models import Amendment, Version


def credit_of(version: Version) -> dict[str, Any] | None:
    """The amendment that a version was made from; None where its author wrote it. One query.

    Needs its proposal with the consultation.
    """
    related = ("author", "imported_from")
    amendment = Amendment.objects.select_related(*related).filter(made=version).first()
    if amendment is None:
        return None
    amendment.proposal = version.proposal
    return credit(amendment)


def credit(amendment: Amendment) -> dict[str, Any]:
    """An accepted amendment as a line beside the text; needs its author. No query."""
    return {
        "reference": amendment.reference,
        "url": amendment.get_absolute_url(),
        "author": amendment.signature,
        "is_own": amendment.is_own,
    }
