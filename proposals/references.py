"""How proposals, and arguments (A) and amendments (M) on them, are named in public, read back."""

import re

PROPOSAL = re.compile(r"P-([1-9][0-9]{0,8})(?:-[AM][1-9][0-9]{0,8})?")  # as we write it, of an addition too
AMENDMENT = re.compile(r"P-([1-9][0-9]{0,8})-M([1-9][0-9]{0,8})")
TYPED = re.compile(r"\s*p\s*-?\s*(\d{1,9})(?:\s*-?\s*[am]\s*-?\s*\d{1,9})?\s*", re.IGNORECASE)  # as people do


def proposal_number(reference: str) -> int | None:
    """The number of the proposal that a reference of ours names, or whose argument it names.

    >>> proposal_number("P-12"), proposal_number("P-12-A3"), proposal_number("T-12")
    (12, 12, None)
    """
    found = PROPOSAL.fullmatch(reference)
    return int(found[1]) if found else None


def typed_number(typed: str) -> int | None:
    """The number of a proposal whose reference, or an argument's on it, somebody typed into a search, and nothing else.

    >>> typed_number(" p 128 "), typed_number("P-128-A3"), typed_number("128"), typed_number("P-128 et le train")
    (128, 128, None, None)
    """
    found = TYPED.fullmatch(typed)
    return int(found[1]) if found else None


def amendment_numbers(reference: str) -> tuple[int, int] | None:
    """The numbers of the proposal and of the amendment that a reference of ours names.

    >>> amendment_numbers("P-12-M3"), amendment_numbers("P-12-A3")
    ((12, 3), None)
    """
    found = AMENDMENT.fullmatch(reference)
    return (int(found[1]), int(found[2])) if found else None
