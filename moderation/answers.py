"""The words with which an author declines an amendment: moderators show them, or withhold them on a ground."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import Conflict
from moderation import queue
from moderation.actions import NotImpartial, NotModerator, ReasonsMissing
from moderation.models import Ground, Report
from participants.models import User
from participants.notices import in_language_of, tell
from proposals.amending import answering
from proposals.amending.holding import hold_amendment
from proposals.models import Amendment

State = Amendment.AnswerState
MOST = 50  # listed at once; the others follow when these are dealt with


class AnswerDealtWith(Conflict):
    """Another moderator was quicker, or its author has erased the words."""


def waiting_answers() -> list[dict[str, Any]]:
    """Those that nobody has read yet, the oldest first. One query."""
    related = ("proposal__consultation", "proposal__author")
    rows = Amendment.objects.filter(answer_state=State.WAITS).select_related(*related).order_by("closed_at", "pk")
    return [
        {"reference": row.reference, "url": answer_url(row), "words": row.answer, "since": row.closed_at}
        for row in rows[:MOST]
    ]


def waiting_count() -> int:
    """How many wait. One query."""
    return Amendment.objects.filter(answer_state=State.WAITS).count()


def answer_url(amendment: Amendment) -> str:
    """The desk's page of an answer."""
    return f"{queue.item_url(amendment)}answer/"


def show(*, amendment: Amendment, by: User) -> Amendment:
    """Let everyone read the words; the amendment's author is told them then."""
    with transaction.atomic():
        held = hold_amendment(amendment)
        refuse_partial(held, by)
        _refuse_in(held, {State.WAITS, State.HIDDEN})
        answering.show_answer(held)
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
        answering.hide_answer(held)
        _record(held, "answer_withheld", ground=ground.seal)
        _tell_withheld(held, ground, words.strip())
        return held


def refuse_partial(amendment: Amendment, by: User) -> None:
    """Raise unless this person may decide on the answer: neither of the two whom it concerns. Two queries at most."""
    if not by.has_perm("moderation.moderate_decision"):
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
