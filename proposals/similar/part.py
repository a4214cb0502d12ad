"""The part of the form's page that shows close proposals, put together for a request."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from consult.errors import Closed, NotAllowed
from consult.models import ConsultationPage
from proposals.reader import reader_of
from proposals.similar.answering import known_author
from proposals.similar.limits import may_compare
from proposals.similar.suggesting import chosen, linked, nothing_shown, suggestions
from proposals.similar.writings import Writing, read_writing


def similar_part(
    request: HttpRequest, consultation: ConsultationPage, typed: Mapping[str, Any], *, compare: bool
) -> dict[str, Any]:
    """What stands under "similar" on the form's page.

    Two queries (what will be linked, what was chosen before a sign-in), and where ``compare`` says so those of the
    comparison: the right to submit, the proposals, the note, and one where the words alone are compared.
    """
    writing = read_writing(typed)
    part = {**nothing_shown(), "url": reverse("proposals:similar", args=[consultation.slug])}
    part["linked"] = linked(consultation, writing.key) if typed else []
    if not compare:
        part["chosen"] = chosen(consultation, typed)
        return part
    return part | compared(request, consultation, writing)


def compared(request: HttpRequest, consultation: ConsultationPage, writing: Writing) -> dict[str, Any]:
    """The comparison alone: nothing while little is typed, or where nothing may be submitted."""
    if not writing.is_enough:
        return {}
    if not may_compare(request):
        return {"rests": True}
    now, reader = timezone.now(), reader_of(request)
    try:
        author = known_author(reader, consultation, at=now)
    except (Closed, NotAllowed):
        return {}
    return {"compared": True, "suggestions": suggestions(consultation, writing, reader, author, at=now)}
