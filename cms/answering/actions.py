"""Answering a finding, making a commitment, saying how it goes. Each is public, told once, and never changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.models import Page

from cms.addresses import reference_of
from cms.answering.tasks import tell_of
from cms.editions.content import sha256_text
from cms.models import Answer, Commitment, CommitmentStep, Edition, EditionFinding, Finding, SynthesisPage
from consult import journal
from consult.canonical import sha256_of
from consult.errors import Conflict, Refused
from consult.locks import take_turn
from participants.models import User

ANSWERED = "finding.answered"
COMMITTED = "commitment.made"
STEPPED = "commitment.followed_up"


class NotInView(Refused):
    """Only a finding of the edition in view is answered: others could not be read."""


class AnsweredMeanwhile(Conflict):
    """Somebody else answered while this one was being written."""


class NothingNew(Refused):
    """The same answer to the same words."""


class NoAnswerYet(Refused):
    """A commitment belongs to an answer."""


class StepRefused(Refused):
    """A step that lacks what it must say."""


def finding_to_answer(page: SynthesisPage, key: UUID) -> EditionFinding:
    """A finding of the edition in view; raises ``NotInView``. Four queries."""
    edition = Edition.objects.of(page).published().first()
    seen = edition is not None and SynthesisPage.objects.published().filter(pk=page.pk).exists()
    found = EditionFinding.objects.filter(edition=edition, key=key).exclude(kind=Finding.Kind.EDITORIAL).first()
    if not seen or found is None:
        raise NotInView(_("Only a finding of the edition in view can be answered, and not the editors’ own words."))
    return found


@transaction.atomic
def give_answer(
    *, page: SynthesisPage, key: UUID, after: int, stance: str, reasons: str, name: str, function: str, by: User | None
) -> Answer:
    """Answer a finding; a later answer replaces the one in force, which stays readable. Twelve queries.

    ``after`` is the number of the answer that its author had read, 0 without one.
    """
    take_turn(f"answers {page.pk}")
    finding = finding_to_answer(page, key)
    last = Answer.objects.filter(key=key).select_related("finding").order_by("-number").first()
    if (last.number if last else 0) != after:
        raise AnsweredMeanwhile(_("This finding was answered meanwhile: read that answer, then change it if need be."))
    answer = Answer(
        page=page,
        key=key,
        number=after + 1,
        finding=finding,
        stance=stance,
        reasons=reasons,
        name=name,
        function=function,
        at=timezone.now(),
        by=by,
    )
    if last is not None and _content(last) == _content(answer):
        raise NothingNew(_("This is the answer in force: nothing was changed."))
    answer.save()
    journal.record(
        ANSWERED,
        consultation=page.consultation.slug,
        synthesis=reference_of(page),
        finding=str(key),
        edition=finding.edition.number,
        answer=answer.number,
        stance=stance,
        hash=sha256_of(_content(answer)),
    )
    tell_of.enqueue("answer", answer.pk)
    return answer


def _content(answer: Answer) -> dict[str, str]:
    return {
        "statement": sha256_text(answer.finding.statement),
        "stance": answer.stance,
        "reasons": sha256_text(answer.reasons),
        "name": sha256_text(answer.name),
        "function": sha256_text(answer.function),
    }


@transaction.atomic
def make_commitment(*, page: SynthesisPage, key: UUID, text: str, due: date, by: User | None) -> Commitment:
    """Commit the institution to something by a day that is to come, under the answer in force. Eleven queries."""
    take_turn(f"answers {page.pk}")
    finding_to_answer(page, key)
    answer = Answer.objects.filter(key=key).order_by("-number").first()
    if answer is None:
        raise NoAnswerYet(_("Answer the finding first: a commitment belongs to an answer."))
    _refuse_past(due)
    consultation = page.consultation
    take_turn(f"commitments {consultation.pk}")
    last = Commitment.objects.filter(consultation=consultation).aggregate(last=Max("number"))["last"] or 0
    commitment = Commitment.objects.create(
        consultation=consultation,
        number=last + 1,
        answer=answer,
        key=key,
        text=text,
        due=due,
        at=timezone.now(),
        by=by,
    )
    journal.record(
        COMMITTED,
        consultation=consultation.slug,
        commitment=commitment.reference,
        finding=str(key),
        answer=answer.number,
        due=due.isoformat(),
        hash=sha256_of({"text": sha256_text(text), "due": due.isoformat()}),
    )
    tell_of.enqueue("commitment", commitment.pk)
    return commitment


@transaction.atomic
def add_step(
    *,
    commitment: Commitment,
    kind: str,
    words: str = "",
    due: date | None = None,
    link: str = "",
    shown_page: Page | None = None,
    document: Document | None = None,
    by: User | None,
) -> CommitmentStep:
    """Say where a commitment stands, that its date moves, or what proves it. Eight queries."""
    take_turn(f"commitment {commitment.pk}")
    said: dict[str, Any] = {"words": words, "due": due, "link": link, "shown_page": shown_page, "document": document}
    problems = problems_of(commitment, kind=kind, **said)
    if problems:
        raise StepRefused(next(iter(problems.values())))
    step = CommitmentStep.objects.create(commitment=commitment, kind=kind, at=timezone.now(), by=by, **said)
    journal.record(
        STEPPED,
        consultation=commitment.consultation.slug,
        commitment=commitment.reference,
        step=kind,
        due=due.isoformat() if due else "",
        hash=sha256_of(
            {
                "words": sha256_text(words),
                "link": sha256_text(link),
                "page": str(shown_page.translation_key) if shown_page else "",
                "document": document.file_hash if document else "",
            }
        ),
    )
    tell_of.enqueue("commitment_step", step.pk)
    return step


def problems_of(
    commitment: Commitment,
    *,
    kind: str,
    words: str,
    due: date | None,
    link: str,
    shown_page: Page | None,
    document: Document | None,
) -> Mapping[str, str]:
    """What a step lacks or has too much of, by field. Three queries at most."""
    kinds, problems = CommitmentStep.Kind, {}
    standing = Commitment.objects.get(pk=commitment.pk).standing_on(timezone.localdate())
    proofs = [proof for proof in (link, shown_page, document) if proof]
    if kind == kinds.DROPPED and not words.strip():
        problems["words"] = _("Say why it is dropped: the reason is public.")
    if kind == kinds.MOVED:
        problems |= _problems_of_move(words, due, standing.due, ended=standing.ended)
    elif due is not None:
        problems["due"] = _("A new date goes with “Date moved” only.")
    if kind == kinds.PROOF:
        if len(proofs) != 1:
            problems["link"] = _("Give one proof: a link, a page of this site or a document.")
        elif not _anyone_may_read(shown_page, document):
            problems["link"] = _("This page or document is not public: it proves nothing to those who read.")
    elif proofs:
        problems["link"] = _("A link, a page or a document goes with “Proof” only.")
    if kind in CommitmentStep.STAGES and kind == standing.stage and not words.strip():
        problems["kind"] = _("This is where it stands already: say what is new, in words.")
    return problems


def _problems_of_move(words: str, due: date | None, held: date, *, ended: bool) -> dict[str, str]:
    problems = {}
    if not words.strip():
        problems["words"] = _("Say why the date moves: the reason is public.")
    if due is None:
        problems["due"] = _("Give the new date.")
    elif due < timezone.localdate():
        problems["due"] = _("This day has passed: a commitment is for a day to come.")
    elif due == held:
        problems["due"] = _("This is the date that holds already.")
    if ended:
        problems["kind"] = _("It is done or dropped: say first that it is under way again.")
    return problems


def _anyone_may_read(page: Page | None, document: Document | None) -> bool:
    if page is not None:
        return bool(page.live) and not page.get_view_restrictions().exists()
    return document is None or not document.collection.get_view_restrictions().exists()


def _refuse_past(due: date) -> None:
    if due < timezone.localdate():
        raise Refused(_("This day has passed: a commitment is for a day to come."))
