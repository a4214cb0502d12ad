"""What the tests of drafts post, and what they look for."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from proposals.drafts.fields import DraftMark
from proposals.drafts.keeping import Subject, keep_draft
from proposals.models import Argument, Draft, Proposal
from proposals.models.draft import Words

FORM = "/se-deplacer/deposer/"
SAVE = f"{FORM}brouillon/"
KEY = UUID("0b6f4a9e-5a0b-4a0e-8f3e-8b7b1f6f2a01")
OTHER_KEY = UUID("0b6f4a9e-5a0b-4a0e-8f3e-8b7b1f6f2a02")
WRITER = "5f0f1c52-1111-4c62-9f57-5d1f2f2d6a10"
AS_DATA = {"Accept": "application/json"}


def typed(revision: int = 0, **changes: Any) -> dict[str, str]:
    """A form of a proposal as it is posted, to be kept or to be sent."""
    whole = {
        "title": "Un train le soir",
        "text": "Après vingt heures",
        "tags": "train, soir",
        "key": "7d9f1f43-9e0c-4c62-9f57-5d1f2f2d6a10",
        "draft": str(KEY),
        "revision": str(revision),
        "writer": "",
    }
    return {**whole, **changes}


def save(client: Client, revision: int = 0, **changes: Any) -> HttpResponse:
    """What the page's script sends."""
    return client.post(SAVE, typed(revision, **changes), headers=AS_DATA)


def kept_words() -> list[tuple[str, int]]:
    """The text of each draft, and its revision."""
    return list(Draft.objects.order_by("pk").values_list("text", "revision"))


def draft_of(
    author: Any,
    consultation: Any,
    *,
    proposal: Proposal | None = None,
    answers: Argument | None = None,
    rewords: bool = False,
    edits: bool = False,
    key: UUID = KEY,
    **words: Any,
) -> Draft:
    return keep_draft(
        author=author,
        subject=Subject(consultation, proposal, answers, rewords, edits),
        words=Words(**(words or {"title": "Un train le soir", "text": "Après vingt heures"})),
        mark=DraftMark(key),
        at=timezone.now(),
    )
