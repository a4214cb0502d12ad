"""Which texts wait for a moderator, or stand in view that none has read; and the words that each of them says."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from moderation.models import Decision, Subject
from proposals.models import Amendment, Argument, Proposal

MODELS: dict[str, Any] = {"proposal": Proposal, "argument": Argument, "amendment": Amendment}


def stands_unread(noun: str) -> Q:
    """The condition that a text of this kind waits for its first reading, or was published and nobody read it."""
    consultation = "consultation" if noun == "proposal" else "proposal__consultation"
    erased = Q(blanked_at__isnull=False) if noun == "amendment" else Q(pk__in=[])
    unread = ~erased & Q(state="published", imported_from=None, **{f"{consultation}__moderation": "after"})
    unseen = Q(state="submitted", outcome="open") if noun == "amendment" else Q(state="submitted")
    if noun == "proposal":  # what was sent back for a change waits for its author
        unseen &= Q(~Exists(Decision.objects.asking().filter(proposal=OuterRef("pk"))))
    read = Exists(Decision.objects.lasting().filter(**{noun: OuterRef("pk")}))
    return unseen | unread & Q(~read)


def texts(noun: str) -> "QuerySet[Any]":
    """Texts of one kind with all that the desk shows of them."""
    if noun == "proposal":
        return Proposal.objects.select_related("consultation", "current", "author", "imported_from")
    above = ("proposal__consultation", "proposal__current", "proposal__author", "author", "imported_from")
    if noun == "argument":
        return Argument.objects.select_related(*above, "answers__author", "answers__imported_from")
    return Amendment.objects.select_related(*above, "version")


def parts(subject: Subject) -> dict[str, str]:
    """What a text says, by the names of its fields; needs the version of a proposal."""
    if isinstance(subject, Proposal):
        return {"title": subject.title, "text": subject.text}
    if isinstance(subject, Argument):
        return {"text": subject.text}
    return {"title": subject.title, "wording": subject.wording, "reason": subject.reason}
