"""Amendments as plain data: the page of all those to one proposal, and the page of each."""

from typing import Any

from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.models import ConsultationPage, Phase
from consult.pages import foreign_language
from participants.models import User
from proposals.amending.forms import AnswerForm
from proposals.amending.positions import positions_part, tallies
from proposals.amending.proposing import is_answered
from proposals.models import Amendment, Proposal
from proposals.panels import Reader, sealed
from proposals.pausing import pause_on
from proposals.reading import crumbs_of
from proposals.word_diff import word_diff
from proposals.writing import about

MOST = 100  # on one page; the others are in the open data
LONGEST_COMPARED = 600  # characters of a passage that is compared in a list; its own page compares any


def gather_amendments(proposal: Proposal, reader: Reader) -> dict[str, Any]:
    """The page of all that was proposed on its words: those that wait first, then the newest.

    Five queries at most: phases, amendments, how many, their tallies, what is sealed. Out of view it shows none.
    """
    phase = proposal.consultation.phase_at(timezone.now())
    is_open = phase is not None and (phase.may_argue or phase.may_submit)
    return {
        **about(proposal, label=_("Amendments")),
        "amended": _listed(proposal, reader) if proposal.is_published else None,
        "amend_url": reverse("proposals:amend", args=[proposal.consultation.slug, proposal.number])
        if is_open and proposal.stands and is_answered(proposal)
        else "",
    }


def _listed(proposal: Proposal, reader: Reader) -> dict[str, Any]:
    open_first = Case(When(outcome=Amendment.Outcome.OPEN, then=Value(0)), default=Value(1))
    rows = Amendment.objects.visible_to(reader).filter(proposal=proposal).order_by(open_first, "-number")
    found = list(rows.select_related("version", "author", "imported_from", "made")[:MOST])
    total = rows.count() if len(found) == MOST else len(found)
    for row in found:
        row.proposal = proposal
    kept = sealed([row for row in found if row.is_withheld], reader)
    counted = tallies(found) if found else {}
    return {
        "total": total,
        "left_out": total - len(found),
        "export_url": reverse("proposals:amendments_export", args=[proposal.consultation.slug]),
        "amendments": [
            {**amendment_data(row, is_sealed=row.pk in kept, most=LONGEST_COMPARED), "tally": counted[row.pk]}
            for row in found
        ],
    }


def amendment_data(amendment: Amendment, *, is_sealed: bool = False, most: int | None = None) -> dict[str, Any]:
    """One amendment. No query on rows read as above."""
    proposal = amendment.proposal
    lang = foreign_language(proposal.language)
    return {
        "number": amendment.number,
        "reference": amendment.reference,
        "url": amendment.get_absolute_url(),
        "author": amendment.signature,
        "institution": amendment.signed_for_institution,
        "is_own": amendment.is_own,
        "date": amendment.published_at or amendment.created_at,
        "state": amendment.state,
        "outcome": amendment.outcome,
        "outcome_label": _("Waits for a moderator") if _waits(amendment) else amendment.get_outcome_display(),
        "is_whole": amendment.is_whole,
        "reason": amendment.reason,
        "answer": amendment.shown_answer,
        "answer_note": _answer_note(amendment),
        "closed_at": amendment.closed_at,
        "erased_at": amendment.blanked_at,
        "invented": amendment.invented,
        "lang": lang,
        "version": amendment.version.number,
        "version_url": _version_url(amendment, amendment.version.number),
        "made": {"number": amendment.made.number, "url": _version_url(amendment, amendment.made.number)}
        if amendment.made
        else None,
        "withheld": _withheld(amendment, lang, is_sealed=is_sealed),
        "changes": changes_of(amendment, most=most),
    }


def changes_of(amendment: Amendment, *, most: int | None = None) -> dict[str, Any] | None:
    """Present and proposed words, and the way from one to the other; None where either is out of view or gone.

    A passage longer than ``most`` characters is not compared.
    """
    if amendment.is_withheld or amendment.is_erased or amendment.version.is_erased:
        return None
    (title, text), words = amendment.present, amendment.wording
    if most is not None and max(len(text), len(words)) > most:
        return None
    return {
        "title": word_diff(title, amendment.title) if title else [],
        "text": word_diff(text, words),
        "present_title": title,
        "present": text,
        "proposed_title": amendment.title,
        "proposed": words,
    }


def gather_amendment(amendment: Amendment, reader: Reader, *, form: AnswerForm | None = None) -> dict[str, Any]:
    """The page of one amendment. Four queries: phases, tally, own position, what is sealed.

    One more for who may answer it: whether their writing is paused.
    """
    proposal = amendment.proposal
    at = timezone.now()
    phase = proposal.consultation.phase_at(at)
    is_sealed = amendment.is_withheld and amendment.pk in sealed([amendment], reader)
    takes = phase is not None and phase.may_take_position and amendment.is_published
    context = {
        "consultation": proposal.consultation,
        "amendment": amendment_data(amendment, is_sealed=is_sealed),
        "proposal": {"reference": proposal.reference, "url": proposal.get_absolute_url(), "title": proposal.title},
        "lang": foreign_language(proposal.language),
        "crumbs": crumbs_of(proposal, {"label": amendment.reference, "url": ""}),
        "report_url": _report(amendment),
        "appeal_url": _appeal(amendment, reader),
        "moderated_before": proposal.consultation.moderation == ConsultationPage.Moderation.BEFORE,
        "own_answer": amendment.answer if isinstance(reader, User) and proposal.author_id == reader.pk else "",
        **_deeds(amendment, reader, phase),
        **_renewals(amendment),
        "answer_form": form or AnswerForm(),
    }
    context["paused"] = pause_on(reader, proposal.consultation, at=at) if context["answer_url"] else None
    return context | (positions_part(amendment, reader, is_open=takes) if amendment.is_published else {})


def _deeds(amendment: Amendment, reader: Reader, phase: Phase | None) -> dict[str, Any]:
    """What the reader is offered to do; each deed decides again. No query."""
    proposal = amendment.proposal
    signed_in = isinstance(reader, User)
    is_open = proposal.takes_deeds and phase is not None and (phase.may_argue or phase.may_submit)
    answers = signed_in and proposal.author_id == reader.pk and amendment.is_published and amendment.is_open
    mine = signed_in and amendment.author_id == reader.pk
    return {
        "answer_url": _address("amendment_answer", amendment) if answers and is_open else "",
        "waits_for_nobody": amendment.is_open and proposal.author_id is None,
        "withdraw_url": _address("amendment_withdraw", amendment) if mine and amendment.is_open else "",
        "renew_url": reverse("proposals:amend", args=[proposal.consultation.slug, proposal.number])
        + f"?reprise={amendment.number}"
        if mine and is_open and amendment.outcome == "outdated" and not getattr(amendment, "renewed_as", None)
        else "",
    }


def _renewals(amendment: Amendment) -> dict[str, Any]:
    renewed = getattr(amendment, "renewed_as", None)
    in_view = renewed if renewed is not None and renewed.is_published else None
    return {"renews": _link(amendment.renews), "renewed_as": _link(in_view)}


def _link(amendment: Amendment | None) -> dict[str, str] | None:
    return {"reference": amendment.reference, "url": amendment.get_absolute_url()} if amendment else None


def _report(amendment: Amendment) -> list[Any]:
    """What fills in the address where it is reported; empty while nobody else reads it."""
    proposal = amendment.proposal
    in_view = amendment.is_published and not amendment.is_erased
    return [proposal.consultation.slug, proposal.number, amendment.number] if in_view else []


def _appeal(amendment: Amendment, reader: Reader) -> list[Any]:
    """What fills in the address where its author contests that it was withheld; empty for every other reader."""
    proposal = amendment.proposal
    mine = isinstance(reader, User) and amendment.author_id == reader.pk
    return [proposal.consultation.slug, proposal.number, amendment.number] if mine and amendment.is_withheld else []


def _address(name: str, amendment: Amendment) -> str:
    proposal = amendment.proposal
    return reverse(f"proposals:{name}", args=[proposal.consultation.slug, proposal.number, amendment.number])


def _version_url(amendment: Amendment, number: int) -> str:
    proposal = amendment.proposal
    return reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, number])


def _waits(amendment: Amendment) -> bool:
    return amendment.state == Amendment.State.SUBMITTED and amendment.is_open


def _answer_note(amendment: Amendment) -> str:
    """Why the author's words are not shown; empty where they are, or there are none."""
    notes = {
        Amendment.AnswerState.WAITS.value: _("A moderator reads the author’s words before everyone does."),
        Amendment.AnswerState.HIDDEN.value: _("A moderator has withheld the author’s words."),
        Amendment.AnswerState.ERASED.value: _("Its author has erased these words."),
        Amendment.AnswerState.SHOWN.value: _("The author’s words are out of view with the amendment."),
    }
    return "" if amendment.shown_answer else notes.get(amendment.answer_state, "")


def _withheld(amendment: Amendment, lang: str, *, is_sealed: bool) -> dict[str, Any] | None:
    if not amendment.is_withheld:
        return None
    return {
        "ground": amendment.withheld_ground,
        "date": amendment.withheld_at,
        "reference": amendment.reference,
        "text": "" if is_sealed else amendment.text,
        "lang": lang,
    }
