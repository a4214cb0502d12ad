"""The words with which an author declines an amendment: moderators show them, or withhold them on a ground."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict
from consult.models import ConsultationPage
from moderation import queue
from moderation.actions import NotImpartial, NotModerator, ReasonsMissing
from moderation.mandates import EVERYWHERE, Reach, moderates
from moderation.models import Ground, Report
from participants.models import User
from participants.notices import in_language_of, tell
from proposals.amending import answering
from proposals.amending.holding import hold_amendment
from proposals.models import Amendment

State = Amendment.AnswerState
# Where one moderates afterwards: in view at once, and read by no moderator yet.
UNREAD = Q(
    answer_state=State.SHOWN,
    answer_read_at=None,
    state=Amendment.State.PUBLISHED,
    proposal__consultation__moderation=ConsultationPage.Moderation.AFTER,
)
MOST = 50  # listed at once; the others follow when these are dealt with


class AnswerDealtWith(Conflict):
    """Another moderator was quicker, or its author has erased the words."""


def waiting_answers(within: Reach = EVERYWHERE) -> list[dict[str, Any]]:
    """Those that no moderator has read yet, what is not in view first, then the oldest. One query."""
    held_back = ExpressionWrapper(Q(answer_state=State.WAITS), output_field=BooleanField())
    rows = _to_read(within).annotate(waits=held_back).select_related("proposal__consultation", "proposal__author")
    return [
        {
            "reference": row.reference,
            "url": answer_url(row),
            "words": row.answer,
            "since": row.closed_at,
            "waits": row.waits,
            "reason": _("Waits for its first reading") if row.waits else _("Published at once, not read yet"),
        }
        for row in rows.order_by("-waits", "closed_at", "pk")[:MOST]
    ]


def waiting_count(within: Reach = EVERYWHERE) -> int:
    """How many wait. One query."""
    return _to_read(within).count()


def _to_read(within: Reach) -> "QuerySet[Amendment]":
    return Amendment.objects.filter(Q(answer_state=State.WAITS) | UNREAD).filter(within.of("amendment"))


def is_unread(amendment: Amendment) -> bool:
    """Whether its words are in view, and no moderator has read them; as ``UNREAD`` says. Needs the consultation."""
    afterwards = amendment.proposal.consultation.moderation == ConsultationPage.Moderation.AFTER
    in_view = amendment.is_published and amendment.answer_state == State.SHOWN
    return in_view and amendment.answer_read_at is None and afterwards


def answer_url(amendment: Amendment) -> str:
    """The desk's page of an answer."""
    return f"{queue.item_url(amendment)}answer/"


def show(*, amendment: Amendment, by: User) -> Amendment:
    """Let everyone read the words, or go on reading them; the amendment's author is told once."""
    with transaction.atomic():
        held = hold_amendment(amendment)
        refuse_partial(held, by)
        if not is_unread(held):
            _refuse_in(held, {State.WAITS, State.HIDDEN})
        answering.show_answer(held, at=timezone.now())
        _record(held, "answer_shown")
        return held


def withhold(*, amendment: Amendment, by: User, ground: Ground | None, words: str) -> Amendment:
    """Take the words out of view on a ground, and tell their author why; the amendment stays as it is."""
    if ground is None or not words.strip():
        raise ReasonsMissing(_("To withhold these words, give the ground, and a few words to their author."))
    with transaction.atomic():
        held = hold_amendment(amendment)
        refuse_partial(held, by)
        _refuse_in(held, {State.WAITS, State.SHOWN})
        answering.hide_answer(held, at=timezone.now())
        _record(held, "answer_withheld", ground=ground.seal)
        _tell_withheld(held, ground, words.strip())
        return held


def refuse_partial(amendment: Amendment, by: User) -> None:
    """Raise unless this person may decide on the answer: neither of the two whom it concerns.

    Queries: those of ``decides_in``, and one.
    """
    if not moderates(by, amendment):
        raise NotModerator(_("Only moderators decide on contributions."))
    if by.pk in {amendment.proposal.author_id, amendment.author_id}:
        raise NotImpartial(_("These words are yours, or said to you: another moderator must decide on them."))
    if Report.objects.on(amendment).filter(reporter=by).exists():
        raise NotImpartial(_("You reported this text: another moderator must decide on it."))


def _refuse_in(held: Amendment, states: set[State]) -> None:
    if held.answer_state not in states:
        raise AnswerDealtWith(
            _("These words were dealt with meanwhile, or their author has erased them."),
            queue.item_url(held),
            _("Back to the amendment"),
        )


def _record(held: Amendment, deed: str, **content: str) -> None:
    slug = held.proposal.consultation.slug
    journal.record(f"amendment.{deed}", consultation=slug, amendment=held.reference, **content)


def _tell_withheld(held: Amendment, ground: Ground, words: str) -> None:
    """Their author gets the statement of reasons (Digital Services Act, article 17)."""
    author = held.proposal.author
    with in_language_of(author):
        names = {"reference": held.reference, "address": settings.DEFAULT_FROM_EMAIL}
        law = ground.kind == Ground.Kind.ILLEGAL
        against = _("Ground (against the law):") if law else _("Ground (against the charter):")
        parts = [
            _("A moderator withheld your words on the amendment %(reference)s from view. Your refusal stands."),
            f"{against}\n{ground.title}\n{ground.text}",
            _("The moderator’s words:") + f"\n{words}",
            _("A person read the text and decided; no automated processing was used."),
            _("You can contest this decision: write to %(address)s, with the reference %(reference)s, and say why."),
        ]
        tell(
            recipient=author,
            kind="moderation.withheld",
            subject=_("Your words on the amendment %(reference)s were withheld from view") % names,
            body="\n\n".join([parts[0] % names, *parts[1:4], parts[4] % names]),
            url=held.get_absolute_url(),
        )
