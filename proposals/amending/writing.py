"""What stands around the form of an amendment: choosing the passage, then writing."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import ConsultationPage
from consult.pages import foreign_language
from participants.models import User
from proposals.amending.doors import visible_amendment
from proposals.amending.forms import AmendmentForm
from proposals.amending.proposing import is_answered
from proposals.amending.spans import Span, found_again, numbers_of, sentences, span_of
from proposals.models import Amendment, Proposal, Version
from proposals.panels import Reader
from proposals.pausing import pause_on
from proposals.writing import about


def begin(proposal: Proposal, asked: QueryDict, reader: Reader) -> dict[str, Any] | None:
    """What the form begins with: some sentences, the whole text, or an outdated one anew; None to choose first.

    One query where one is renewed.
    """
    current = current_of(proposal)
    if former := former_of(proposal, asked.get("reprise", ""), reader):
        return _renewing(former, current)
    if "tout" in asked:
        return {"read_version": current.number, "title": current.title, "text": current.text}
    numbers = [int(number) for number in asked.getlist("phrase") if _counts(number)]
    span = span_of(current.text, numbers)
    if span is None:
        return None
    return {"read_version": current.number, **span._asdict(), "text": current.text[span.start : span.end]}


def former_of(proposal: Proposal, number: str, reader: Reader) -> Amendment | None:
    """The reader's own outdated amendment of that number. One query at most."""
    if not (_counts(number) and isinstance(reader, User)):
        return None
    found = visible_amendment(proposal, int(number), reader)
    renewable = found is not None and found.author_id == reader.pk and found.outcome == Amendment.Outcome.OUTDATED
    return found if renewable else None


def resumed(proposal: Proposal, begun: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """A draft laid on the current version, and what its author has to know of that, else empty. One query at most."""
    if not proposal.is_published or begun["read_version"] == current_of(proposal).number:
        return begun, ""
    place = _laid(proposal, begun["read_version"], begun["start"], begun["end"])
    if place is None:
        return begun, _(
            "The passage that you were writing anew is no longer in the text. Your words are kept here: choose another "
            "passage for them, or delete this draft."
        )
    return {**begun, **place}, _(
        "The text has changed since you began to write. Read it again before you send your wording."
    )


def place_again(form: AmendmentForm, proposal: Proposal) -> bool:
    """Lay a form that came too late on the current version; False where its passage is gone. One query at most."""
    data = form.cleaned_data
    place = _laid(proposal, data["read_version"], data["start"], data["end"])
    if place is not None:
        form.placed_at(**place)
    return place is not None


def _laid(proposal: Proposal, number: int | None, start: int | None, end: int | None) -> dict[str, int] | None:
    """Where a passage of a version, or the whole, stands in the current one; None where it is gone.

    One query for a passage.
    """
    current = current_of(proposal)
    if start is None:
        return {"read_version": current.number}
    read = proposal.versions.filter(number=number or 0).first()
    span = found_again(read.text[start : end or 0], current.text) if read else None
    return {"read_version": current.number, **span._asdict()} if span else None


def amend_context(
    proposal: Proposal, reader: Reader, form: AmendmentForm | None, *, asked: bool = False
) -> dict[str, Any]:
    """What stands around the form, or around the choice of a passage where there is none.

    Two queries: the phases, the reader's pause.
    """
    at = timezone.now()
    phase = proposal.consultation.phase_at(at)
    current = current_of(proposal)
    is_author = isinstance(reader, User) and proposal.author_id == reader.pk
    label = _("Change my proposal") if is_author else _("Propose another wording")
    may_write = phase is not None and (phase.may_argue or phase.may_submit)
    return {
        **about(proposal, label=label),
        "heading": label,
        "amend_url": reverse("proposals:amend", args=[proposal.consultation.slug, proposal.number]),
        "paused": pause_on(reader, proposal.consultation, at=at),
        "is_author": is_author,
        "has_author": is_answered(proposal),
        "is_open": proposal.takes_deeds and is_answered(proposal) and may_write,
        "moderated_before": proposal.consultation.moderation == ConsultationPage.Moderation.BEFORE,
        "signed_in": isinstance(reader, User),
        "form": form,
        "choice": _choice(form, current) if form is not None and proposal.is_published else "",
        "present": _present(form, current) if form is not None and proposal.is_published else "",
        "sentences": _numbered(current.text) if form is None and proposal.is_published else [],
        "none_ticked": asked and form is None,
        "lang": foreign_language(proposal.language),
    }


def current_of(proposal: Proposal) -> Version:
    """Its current version; needs ``current``."""
    assert proposal.current is not None  # a proposal is created with its first version
    return proposal.current


def _renewing(former: Amendment, current: Version) -> dict[str, Any]:
    """The same wording on the current text: on the passage where that still stands, else on the whole."""
    begun = {"read_version": current.number, "reason": former.reason, "renews": former.number}
    if former.is_whole:
        return {**begun, "title": former.title, "text": former.wording}
    span = found_again(former.present[1], current.text)
    if span is None:
        return {**begun, "title": current.title, "text": current.text}
    return {**begun, **span._asdict(), "text": former.wording}


def _present(form: AmendmentForm, current: Version) -> str:
    """The passage that the form would change, as it is now; empty for the whole text, which its field holds."""
    if form.is_whole or str(form["read_version"].value()) != str(current.number):
        return ""
    try:
        span = Span(int(form["start"].value()), int(form["end"].value()))
    except (TypeError, ValueError):
        return ""
    return current.text[span.start : span.end]


def _choice(form: AmendmentForm, current: Version) -> str:
    """The query by which the same form is begun anew: its passage by sentences, the whole, or what it renews."""
    if renewed := form["renews"].value():
        return f"?reprise={renewed}"
    if form.is_whole:
        return "?tout=1"
    numbers = numbers_of(current.text, form["start"].value(), form["end"].value())
    return "?" + "&".join(f"phrase={number}" for number in numbers) if numbers else ""


def _counts(number: str) -> bool:
    """Whether what an address says is a number that anything here could have."""
    return number.isascii() and number.isdigit() and len(number) < 10


def _numbered(text: str) -> list[dict[str, Any]]:
    return [{"number": n, "text": text[start:end]} for n, (start, end) in enumerate(sentences(text), start=1)]
