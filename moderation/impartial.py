"""Who may decide on a text: a moderator of its consultation, and no party to it."""

from django.db.models import Q
from django.utils.translation import gettext as _

from consult import journal
from consult.errors import NotAllowed
from moderation.mandates import consultation_of, moderates, moderators_of
from moderation.models import Decision, Report, Subject, noun_of
from participants.addresses import addresses_of
from participants.models import User
from proposals.entering.reading import entered_by
from proposals.models import Proposal


class NotImpartial(NotAllowed):
    """Nobody decides on a text that they wrote, entered for its author, or reported."""


class NotModerator(NotAllowed):
    """Decisions are the moderators'."""


def refuse_partial(subject: Subject, by: User, *, but: int | None = None) -> None:
    """Raise unless this person may decide on this text. Queries: those of ``decides_in``, and four.

    An address typed below a report proves nothing: it binds the moderator whose own it is only as long as another
    can decide, ``but`` being one who cannot. Then a few queries for each moderator.
    """
    if not moderates(by, subject):
        raise NotModerator(_("Only moderators decide on contributions."))
    refuse_party(subject, by)
    if _has_address_on(subject, by) and is_another_left(subject, by, but):
        raise NotImpartial(_("This text was reported with your e-mail address: another moderator must decide on it."))


def refuse_party(subject: Subject, by: User) -> None:
    """Raise where somebody wrote the text or the proposal that it speaks of, entered or reported the text.

    Two queries.
    """
    above = subject if isinstance(subject, Proposal) else subject.proposal
    if subject.author_id == by.pk:
        raise NotImpartial(_("You wrote this text: another moderator must decide on it."))
    if above.author_id == by.pk:
        raise NotImpartial(_("This text speaks of your own proposal: another moderator must decide on it."))
    if subject is above and entered_by(by, above):
        raise NotImpartial(_("You entered this text for its author: another moderator must decide on it."))
    if Report.objects.on(subject).filter(reporter=by).exists():
        raise NotImpartial(_("You reported this text: another moderator must decide on it."))


def refuse_undoing_appeal(subject: Subject, by: User) -> None:
    """Raise where another moderator has overturned this person's own decision and nothing new has come. Four queries.

    A report or a version that came since is new; so is whatever a third moderator decided.
    """
    last = Decision.objects.on(subject).lasting().select_related("appeal__decision").order_by("-number").first()
    if last is None or last.appeal is None or last.appeal.decision.moderator_id != by.pk:
        return
    if Report.objects.on(subject).filter(created_at__gt=last.decided_at).exclude(_from(by)).exists():
        return
    version = subject.current if isinstance(subject, Proposal) else None
    if version is not None and version.created_at > last.decided_at:
        return
    raise NotImpartial(
        _(
            "Another moderator overturned your decision on this text, on appeal, and neither a report nor a version "
            "has come since: another moderator must decide on it."
        )
    )


def record_own_address(subject: Subject, by: User) -> None:
    """Say in the journal that whoever decides has their own address on a report, no other being left. Two queries."""
    if not _has_address_on(subject, by):
        return
    noun = noun_of(subject)
    consultation = (subject if isinstance(subject, Proposal) else subject.proposal).consultation
    journal.record(f"{noun}.nobody_else_left", consultation=consultation.slug, **{noun: subject.reference})


def _from(person: User) -> Q:
    mine = Q(reporter=person)
    for address in addresses_of(person):
        mine |= Q(reporter=None, email__iexact=address)
    return mine


def _has_address_on(subject: Subject, person: User) -> bool:
    """Whether a report on the text came, without an account, from one of this person's addresses."""
    return Report.objects.on(subject).filter(_from(person), reporter=None).exists()


def is_another_left(subject: Subject, by: User, but: int | None) -> bool:
    """Whether another moderator is no party to the text, nor named by an address on a report of it."""
    for other in moderators_of(consultation_of(subject)).exclude(pk__in=[by.pk, but or by.pk]):
        try:
            refuse_party(subject, other)
        except NotImpartial:
            continue
        if not _has_address_on(subject, other):
            return True
    return False
