"""Taking the words of a text out of the database, and giving them back: an upper room keeps what was taken."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from consult.canonical import sha256_of
from consult.search_erasing import forget_erased_words
from proposals.actions import add_version
from proposals.amending.holding import outdate
from proposals.models import Amendment, Argument, Draft, Proposal
from proposals.models.version import fingerprint
from proposals.tagging import tag_proposal, tags_of

Text = Proposal | Argument | Amendment


class OtherWords(ValueError):
    """What is given back is not what was taken: its hash differs."""


def take_words(text: Text, *, at: datetime) -> dict[str, Any]:
    """Erase all that a text says, and return it as plain data. Call inside a transaction, its row held.

    Reference, fingerprints and dates stay. Vectors, the search and the index of close proposals follow. Eight queries
    at most, and two for the search.
    """
    if isinstance(text, Amendment):
        return _take_amendment(text, at)
    taken = _take_proposal(text, at) if isinstance(text, Proposal) else _take_argument(text)
    forget_erased_words()
    return taken


def give_words_back(text: Text, taken: dict[str, Any], *, at: datetime) -> None:
    """Put back what ``take_words`` returned. Call inside a transaction, its row held, and out of view.

    A version is never filled again: the last one comes back as the next, with the same words and the same author.
    ``OtherWords`` where a hash differs from what was taken. Ten queries at most, and two for the search.
    """
    if isinstance(text, Proposal):
        _give_proposal(text, taken, at)
    elif isinstance(text, Amendment):
        _give_amendment(text, taken)
    elif isinstance(text, Argument):
        said = {name: taken[name] for name in ("text", "source_url")}
        if sha256_of(said) != taken["hash"]:
            raise OtherWords(text.reference)
        text.text, text.source_url = taken["text"], taken["source_url"]
        text.save(update_fields=["text", "source_url"])


def said_in(taken: dict[str, Any]) -> list[tuple[str, str]]:
    """What was taken, part by part: the name of each part, empty for the only one, and its words. No query."""
    if "versions" in taken:
        return [(f"{one['number']}", "\n\n".join((one["title"], one["text"]))) for one in taken["versions"]]
    names = ("title", "wording", "reason") if "wording" in taken else ("text", "source_url")
    return [("", "\n\n".join(taken[name] for name in names if taken[name]))]


def drafts_on(proposal: Proposal) -> list[Draft]:
    """What is being written on a proposal, which may hold its words: its next version, other wordings. One query."""
    kinds = [Draft.Kind.EDIT, Draft.Kind.AMENDMENT]
    return list(Draft.objects.filter(Q(kind__in=kinds), proposal=proposal))


def _take_proposal(proposal: Proposal, at: datetime) -> dict[str, Any]:
    rows = proposal.versions.filter(blanked_at=None).order_by("number")
    columns = ("number", "title", "text", "title_derived", "created_at", "fingerprint")
    versions = [{name: getattr(row, name) for name in columns} for row in rows]
    for one in versions:
        one["created_at"] = one["created_at"].isoformat()
    tags = tags_of([proposal.pk]).get(proposal.pk, [])
    proposal.versions.all().blank(at=at)
    proposal.tags.clear()
    proposal.search_text = ""
    proposal.save(update_fields=["search_text"])
    return {"versions": versions, "tags": tags}


def _give_proposal(proposal: Proposal, taken: dict[str, Any], at: datetime) -> None:
    for one in taken["versions"]:
        created_at = datetime.fromisoformat(one["created_at"])
        found = fingerprint(
            reference=proposal.reference,
            number=one["number"],
            title=one["title"],
            text=one["text"],
            language=proposal.language,
            created_at=created_at,
        )
        sealed_as = proposal.versions.values_list("fingerprint", flat=True).get(number=one["number"])
        if found != sealed_as:
            raise OtherWords(proposal.reference)
    last = taken["versions"][-1]
    proposal.current = proposal.versions.order_by("-number").first()
    add_version(proposal, title=last["title"], text=last["text"], at=at, title_derived=last["title_derived"])
    outdate(proposal, at=at)
    tag_proposal(proposal, taken["tags"])


def _take_argument(text: Argument) -> dict[str, Any]:
    taken = {"text": text.text, "source_url": text.source_url}
    text.text, text.source_url = "", ""
    text.save(update_fields=["text", "source_url"])
    return {**taken, "hash": sha256_of(taken)}


def _take_amendment(amendment: Amendment, at: datetime) -> dict[str, Any]:
    taken = {name: getattr(amendment, name) for name in ("title", "wording", "reason")}
    was_open, seal = amendment.is_open, amendment.seal
    row = Amendment.objects.filter(pk=amendment.pk)
    blanked = row.blank_accepted if amendment.outcome == Amendment.Outcome.ACCEPTED else row.blank
    blanked(at=at)
    amendment.refresh_from_db(fields=["title", "wording", "reason", "outcome", "closed_at", "blanked_at"])
    return {**taken, "hash": seal, "open": was_open}


def _give_amendment(amendment: Amendment, taken: dict[str, Any]) -> None:
    for name in ("title", "wording", "reason"):
        setattr(amendment, name, taken[name])
    if amendment.seal != taken["hash"]:
        raise OtherWords(amendment.reference)
    amendment.blanked_at = None
    if taken["open"]:  # closed by the blanking alone; on a text that has changed since, it is outdated
        still = amendment.version_id == amendment.proposal.current_id
        amendment.outcome = Amendment.Outcome.OPEN if still else Amendment.Outcome.OUTDATED
        amendment.closed_at = None if still else amendment.closed_at
    amendment.save(update_fields=["title", "wording", "reason", "blanked_at", "outcome", "closed_at"])
