"""Telling of a change, once: those whose words the finding cites, and those who follow it or the commitment."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cms.answering.targets import commitment_target, commitment_url, finding_target, finding_url
from cms.answering.words import in_words, step_sentence
from cms.models import Answer, Commitment, CommitmentStep, Edition, EditionCitation, SynthesisPage
from consult.locks import take_turn
from consult.models import ConsultationPage
from consult.openings import reference_of
from participants.following import reasons_of, target_of
from participants.models import Follow, Notice, Topic, User
from participants.notices import in_language_of, tell
from proposals.following.targets import PROPOSAL
from proposals.models import Proposal

BATCH = 200  # people told in one transaction
WORDS = 80  # of an answer's reasons in a notice; its page has all of them


class Batch(NamedTuple):
    """How many were told, and the last account looked at."""

    told: int
    last: int


class Change(NamedTuple):
    """Something new: whom it concerns, and what to say of it in the language that is active."""

    kind: str  # of its notices: a person has one at most
    consultation: ConsultationPage
    page: int  # the synthesis, which has to be in view
    key: UUID
    targets: list[str]
    url: str
    subject: Callable[[], str]
    body: Callable[[], str]


def change_of(kind: str, pk: int) -> Change:
    """The change behind a task: an answer, a commitment, or a step of one. Four queries at most."""
    if kind == "answer":
        return _of_answer(Answer.objects.select_related("finding").get(pk=pk))
    if kind == "commitment":
        return _of_commitment(Commitment.objects.select_related("consultation", "answer").get(pk=pk))
    return _of_step(CommitmentStep.objects.select_related("commitment__consultation", "commitment__answer").get(pk=pk))


def tell_batch(change: Change, *, after: int) -> Batch | None:
    """Tell the next people, by account; None when there is none left, or while the synthesis is not in view.

    Six queries, and two a person.

    Two runs at once take turns; what one told, the other finds told.
    """
    take_turn(f"telling {change.kind}")
    in_view = SynthesisPage.objects.published().filter(pk=change.page).exists()  # now, not when it was queued
    people = list(recipients(change, after)) if in_view else []
    if not people:
        return None
    told = set(Notice.objects.filter(kind=change.kind, recipient__in=people).values_list("recipient_id", flat=True))
    fresh = [person for person in people if person.pk not in told]
    authors, reasons = _authors(change, fresh), reasons_of(fresh, change.targets)
    for person in fresh:
        follow = "" if person.pk in authors else reasons.get(person.pk, "")
        with in_language_of(person):
            tell(
                recipient=person,
                kind=change.kind,
                subject=change.subject(),
                body=change.body(),
                url=change.url,
                about=finding_target(change.consultation, change.key),
                topic=Topic.FOLLOW if follow else Topic.ANSWER,
                follow=follow,
            )
    return Batch(len(fresh), people[-1].pk)


def _authors(change: Change, people: Sequence[User]) -> set[int]:
    """Those of the people whose words the finding cites, by account. One query."""
    cited = EditionCitation.objects.filter(finding__key=change.key, finding__edition__kind=Edition.Kind.EDITION)
    rows = cited.filter(Q(version__proposal__author__in=people) | Q(argument__author__in=people))
    return {key for row in rows.values_list("version__proposal__author", "argument__author") for key in row if key}


def _cited(consultation: ConsultationPage, key: UUID) -> list[str]:
    """What the proposals that the finding cites are called by those who follow them. One query."""
    cited = EditionCitation.objects.filter(finding__key=key, finding__edition__kind=Edition.Kind.EDITION)
    rows = Proposal.objects.listed().filter(pk__in=cited.order_by().values("version__proposal"))
    return [target_of(reference_of(consultation), PROPOSAL, f"P-{n}") for n in rows.values_list("number", flat=True)]


def recipients(change: Change, after: int) -> list[User]:
    """The next active accounts that a change concerns. One query."""
    cited = EditionCitation.objects.filter(finding__key=change.key, finding__edition__kind=Edition.Kind.EDITION)
    concerned = (
        Q(pk__in=cited.order_by().values("version__proposal__author"))
        | Q(pk__in=cited.order_by().values("argument__author"))
        | Q(pk__in=Follow.objects.filter(target__in=change.targets).order_by().values("participant"))
    )
    rows = User.objects.filter(concerned, pk__gt=after, is_active=True, email__isnull=False).exclude(email="")
    return list(rows.order_by("pk")[:BATCH])


def _of_answer(answer: Answer) -> Change:
    consultation = answer.page.consultation
    first = answer.number == 1

    def subject() -> str:
        told = _("The institution answers a finding: %(stance)s") if first else _("An answer has changed: %(stance)s")
        return told % {"stance": answer.get_stance_display()}

    def body() -> str:
        return "\n\n".join(
            [
                _("The finding: “%(statement)s”") % {"statement": answer.finding.statement},
                Truncator(answer.reasons).words(WORDS),
                f"{answer.name}, {answer.function}" if answer.function else answer.name,
            ]
        )

    targets = [finding_target(consultation, answer.key), *_cited(consultation, answer.key)]
    url = finding_url(consultation.slug, answer.key)
    return Change(f"answer_{answer.pk}", consultation, answer.page_id, answer.key, targets, url, subject, body)


def _of_commitment(commitment: Commitment) -> Change:
    consultation = commitment.consultation

    def subject() -> str:
        return _("The institution commits itself, by %(day)s") % {"day": in_words(commitment.due)}

    targets = [finding_target(consultation, commitment.key), *_cited(consultation, commitment.key)]
    url = commitment_url(consultation.slug, commitment)
    page = commitment.answer.page_id
    return Change(
        f"commitment_{commitment.pk}",
        consultation,
        page,
        commitment.key,
        targets,
        url,
        subject,
        lambda: commitment.text,
    )


def _of_step(step: CommitmentStep) -> Change:
    commitment = step.commitment
    consultation = commitment.consultation

    def body() -> str:
        new_date = _("The new date: %(day)s.") % {"day": in_words(step.due)} if step.due else ""
        return "\n\n".join(words for words in [commitment.text, step.words, new_date] if words)

    targets = [finding_target(consultation, commitment.key), commitment_target(consultation, commitment.number)]
    targets += _cited(consultation, commitment.key)
    return Change(
        f"commitment_step_{step.pk}",
        consultation,
        commitment.answer.page_id,
        commitment.key,
        targets,
        commitment_url(consultation.slug, commitment),
        lambda: step_sentence(step, commitment.reference),
        body,
    )
