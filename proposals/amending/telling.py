"""Who is told of an amendment: the proposal's author, its own, and those who took position on the text."""

from django.urls import reverse
from django.utils.translation import gettext as _

from consult.locks import take_turn
from participants.models import User
from participants.notices import in_language_of, tell
from proposals.following.targets import amendment_target, proposal_target
from proposals.models import Amendment, Position
from proposals.people import Batch, next_takers, not_yet_told


def tell_proposed(amendment: Amendment) -> None:
    """The proposal's author learns that another wording waits for an answer. Three queries at most."""
    author = amendment.proposal.author
    with in_language_of(author):
        tell(
            recipient=author,
            kind="amendment.proposed",
            about=amendment_target(amendment),
            subject=_("Another wording of your proposal %(reference)s") % {"reference": amendment.proposal.reference},
            # Neither name nor words: they would stay here when their author erases them.
            body=_("Read the amendment %(reference)s and its reason, then accept it or decline it.")
            % {"reference": amendment.reference},
            url=amendment.get_absolute_url(),
        )


def tell_answered(amendment: Amendment) -> None:
    """The amendment's author learns that the proposal's author answered; not the words: they would stay here.

    Three queries at most.
    """
    accepted = amendment.outcome == Amendment.Outcome.ACCEPTED
    with in_language_of(amendment.author):
        if accepted:
            subject = _("Your amendment %(reference)s is accepted")
            body = _("It is a version of the proposal now, and your name stands beside it.")
        else:
            subject = _("Your amendment %(reference)s is declined")
            waits = _("A moderator reads the author’s words before you do: you will be told.")
            said = _("The proposal’s author says why beside the amendment.")
            body = waits if amendment.answer_state == Amendment.AnswerState.WAITS else said
        tell(
            recipient=amendment.author,
            kind="amendment.answered",
            about=amendment_target(amendment),
            subject=subject % {"reference": amendment.reference},
            body=body,
            url=amendment.get_absolute_url(),
        )


def tell_unanswered(leaving: User) -> int:
    """Those whose amendments wait for an answer of someone who leaves learn that nobody can accept them now.

    Returns how many were told. Call before the account goes. One query, and three for each.
    """
    rows = Amendment.objects.open().filter(proposal__author=leaving).exclude(author=leaving).exclude(author=None)
    waiting = list(rows.select_related("proposal__consultation", "author").order_by("pk"))
    for amendment in waiting:
        with in_language_of(amendment.author):
            tell(
                recipient=amendment.author,
                kind="amendment.unanswered",
                subject=_("Your amendment %(reference)s will have no answer") % {"reference": amendment.reference},
                body=_("The proposal’s author has left: nobody can accept this wording any more."),
                url=amendment.get_absolute_url(),
            )
    return len(waiting)


def tell_batch(amendment: Amendment, *, after: int) -> Batch | None:
    """Tell the next people, by account, of the version that an amendment made; None when there is none left.

    Those who took position on a former wording are told once, and not the author; no position is moved. Nobody is
    told while the text is out of view. Call inside a transaction: two runs at once take turns, and what one told the
    other finds told. Four queries, and two a person.
    """
    kind = f"amended_{amendment.pk}"
    take_turn(f"telling {kind}")
    people = _takers(amendment, after)
    if not people:
        return None
    fresh = not_yet_told(kind, people)
    for person in fresh:
        with in_language_of(person):
            subject, body = _change_words(amendment)
            about = proposal_target(amendment.proposal)
            tell(recipient=person, kind=kind, subject=subject, body=body, url=_change_url(amendment), about=about)
    return Batch(len(fresh), people[-1].pk)


def tell_outdated(amendment: Amendment) -> int:
    """Those whose own amendments became outdated by this one learn that they may renew them; how many were told.

    Call inside a transaction. Two queries, and three for each.
    """
    take_turn(f"telling amended_{amendment.pk}")
    rows = Amendment.objects.filter(
        proposal=amendment.proposal_id, outcome=Amendment.Outcome.OUTDATED, closed_at=amendment.closed_at
    )
    told = 0
    for outdated in rows.select_related("author").order_by("pk"):
        outdated.proposal = amendment.proposal
        kind = f"outdated_{outdated.pk}"
        if outdated.author is None or not not_yet_told(kind, [outdated.author]):
            continue
        with in_language_of(outdated.author):
            tell(
                recipient=outdated.author,
                kind=kind,
                about=amendment_target(outdated),
                subject=_("Your amendment %(reference)s is outdated") % {"reference": outdated.reference},
                body=_("The text on which you wrote it has changed. If your wording still holds, propose it anew."),
                url=outdated.get_absolute_url(),
            )
        told += 1
    return told


def _takers(amendment: Amendment, after: int) -> list[User]:
    """The next accounts that stand on a former version of a proposal that is in view. One query."""
    positions = Position.objects.filter(
        proposal=amendment.proposal_id,
        proposal__state="published",
        proposal__consultation__live=True,
        version__number__lt=amendment.made.number if amendment.made else 0,
    )
    return next_takers(positions, amendment.proposal, after=after)


def _change_words(amendment: Amendment) -> tuple[str, str]:
    """Subject and body, in the language that is active."""
    names = {"reference": amendment.proposal.reference, "version": amendment.made.number if amendment.made else 0}
    return (
        _("Proposal %(reference)s has changed since you took position") % names,
        _(
            "Its author has published version %(version)s. Your position stands as you took it, on the former wording: "
            "read what changed, and change your position if you wish."
        )
        % names,
    )


def _change_url(amendment: Amendment) -> str:
    number = amendment.made.number if amendment.made else 1
    proposal = amendment.proposal
    return reverse("proposals:version", args=[proposal.consultation.slug, proposal.number, number])
