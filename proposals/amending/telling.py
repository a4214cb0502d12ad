"""Who is told of an amendment: the proposal's author, its own, and those who took position on the text."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from consult.locks import take_turn
from participants.models import Notice, User
from participants.notices import in_language_of, tell
from proposals.following.targets import amendment_target, proposal_target
from proposals.models import Amendment, Position

BATCH = 200  # people told in one transaction


class Batch(NamedTuple):
    """How many were told, and the last account looked at."""

    told: int
    last: int


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
            body = _("The proposal’s author says why beside the amendment.")
        tell(
            recipient=amendment.author,
            kind="amendment.answered",
            about=amendment_target(amendment),
            subject=subject % {"reference": amendment.reference},
            body=body,
            url=amendment.get_absolute_url(),
        )


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
    fresh = _untold(kind, people)
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
        if outdated.author is None or not _untold(kind, [outdated.author]):
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
    rows = User.objects.filter(pk__in=positions.order_by().values("participant"), pk__gt=after, is_active=True)
    rows = rows.filter(email__isnull=False).exclude(email="")  # imported voices read nothing here
    if amendment.proposal.author_id is not None:
        rows = rows.exclude(pk=amendment.proposal.author_id)
    return list(rows.order_by("pk")[:BATCH])


def _untold(kind: str, people: list[User]) -> list[User]:
    told = set(Notice.objects.filter(kind=kind, recipient__in=people).values_list("recipient_id", flat=True))
    return [person for person in people if person.pk not in told]


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
