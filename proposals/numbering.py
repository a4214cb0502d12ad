"""Whose turn it is to number: forms and imports draw the next numbers under the same locks."""

from consult.locks import take_turn


def hold_proposal_numbers(consultation: int) -> None:
    """Keep others from numbering proposals of a consultation until the transaction ends. One query at most."""
    take_turn(f"proposals of {consultation}")


def hold_argument_numbers(consultation: int) -> None:
    """The same for the arguments on all its proposals, since an import numbers those of many at once."""
    take_turn(f"arguments of {consultation}")


def hold_amendment_numbers(consultation: int) -> None:
    """The same for the amendments to all its proposals."""
    take_turn(f"amendments of {consultation}")
