"""The sentences of a text, the same wherever one of them is named by its place."""

import re

MOST = 12  # sentences of a text that are compared
_END = re.compile(r"(?<=[.!?…;])\s+|\s*\n+\s*")


def sentences_of(text: str) -> list[str]:
    """Cut a text into its sentences; what comes after the last that is compared stays in one piece.

    >>> sentences_of("Plus de trains. Le soir !\\nEt le dimanche")
    ['Plus de trains.', 'Le soir !', 'Et le dimanche']
    """
    return [part.strip() for part in _END.split(text.strip(), maxsplit=MOST - 1) if part.strip()]
