"""What the tests of amendments post, and where."""

from typing import Any
from uuid import uuid4

AMEND = "/se-deplacer/propositions/P-1/amender/"
LIST = "/se-deplacer/propositions/P-1/amendements/"
PAGE = f"{LIST}M-1/"
TEXT = "Plus de trains le soir. Et le dimanche. À un prix raisonnable."


def typed(**changes: Any) -> dict[str, Any]:
    """A passage's other wording as it is posted: the second sentence."""
    passage = {"start": "24", "end": "39", "text": "Et la nuit.", "reason": "On sort tard.", "read_version": "1"}
    return {**passage, "key": str(uuid4()), **changes}


def whole(**changes: Any) -> dict[str, Any]:
    """Another wording of title and text."""
    return typed(start="", end="", title="Des bus le soir", text="Des bus.", **changes)
