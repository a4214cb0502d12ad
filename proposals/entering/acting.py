"""Entering what someone sent on paper or by e-mail. No account is created for them."""

from datetime import date, datetime, time
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consult import journal
from consult.canonical import sha256_of
from consult.errors import Closed, NotAllowed, Refused
from consult.models import ConsultationPage
from participants.models import User
from proposals.actions import FormUsedUp, announce, create_proposal
from proposals.models import Entry, Import, Proposal
from proposals.tagging import tag_proposal

PERMISSION = "proposals.enter_entry"


class NotOrganiser(NotAllowed):
    """Contributions are entered by those of the team who may."""


class BasisMissing(Refused):
    """A name is published because its owner agreed in writing; without that the contribution is anonymous."""


def enter(
    *,
    consultation: ConsultationPage,
    by: User,
    title: str,
    text: str,
    medium: str,
    received_on: date,
    basis: str,
    name: str = "",
    tags: list[str] | None = None,
    idempotency_key: UUID | None = None,
    at: datetime | None = None,
) -> Proposal:
    """Keep a contribution with its origin; a moderator reads it as any other. The same form sent again gives it back.

    Raises ``NotOrganiser``, ``Closed`` when it was received while no proposal was taken, ``BasisMissing``.
    """
    at = at or timezone.now()
    sent = _Sent(consultation.pk, by.pk, title, text, medium, received_on, basis, name)
    refuse_entering(by, consultation, received_on=received_on)
    if (basis == Entry.Basis.AGREED) != bool(name):
        raise BasisMissing(
            _("Give the name that the person agreed to publish, or say that the contribution is anonymous.")
        )
    try:
        with transaction.atomic():
            origin = Import.objects.create(
                consultation=consultation,
                source=signature_of(consultation, medium, name),
                list_hash=sha256_of([title, text]),
                size=1,
                imported_at=at,
            )
            Entry.objects.create(
                origin=origin,
                medium=medium,
                received_on=received_on,
                basis=basis,
                name=name,
                entered_by=by,
                entered_at=at,
            )
            proposal = create_proposal(consultation, None, title, text, idempotency_key, at, origin=origin)
            tag_proposal(proposal, tags or [])
            journal.record(
                "proposal.entered", consultation=consultation.slug, proposal=proposal.reference, medium=medium
            )
            if proposal.is_published:
                announce(proposal)
            return proposal
    except IntegrityError:
        already = _entered_before(idempotency_key, sent)
        if already is None:
            raise
        return already


def refuse_entering(by: User, consultation: ConsultationPage, *, received_on: date) -> None:
    """Raise unless this person may, and the contribution came while proposals were taken. One query at most."""
    if not (by.is_active and by.has_perm(PERMISSION)):
        raise NotOrganiser(_("Only those of the team who may do so enter contributions for others."))
    begins = timezone.make_aware(datetime.combine(received_on, time.min))
    ends = timezone.make_aware(datetime.combine(received_on, time.max))
    taken = consultation.phases.filter(may_submit=True, opens_at__lte=ends, closes_at__gt=begins)
    if not (consultation.live and taken.exists() and begins <= timezone.now()):
        raise Closed(
            _("On that day this consultation took no proposal: a letter counts by the day on which it was received."),
            consultation.address,
            _("Back to the consultation"),
        )


def signature_of(consultation: ConsultationPage, medium: str, name: str) -> str:
    """What stands in the author's place, in the language of the consultation."""
    with translation.override(consultation.language):
        who = name or _("Anonymous contribution")
        return _("%(who)s (%(medium)s)") % {"who": who, "medium": str(Entry.Medium(medium).label).lower()}


class _Sent(NamedTuple):
    """What one form says: sent again it makes nothing more, and with anything else in it nothing at all."""

    consultation: int
    by: int | None
    title: str
    text: str
    medium: str
    received_on: date
    basis: str
    name: str


def _entered_before(key: UUID | None, sent: _Sent) -> Proposal | None:
    """What the same form made when it was sent first, if it was; ``FormUsedUp`` when it said anything else."""
    rows = Proposal.objects.select_related("consultation", "imported_from__entry")
    already = rows.filter(idempotency_key=key).first() if key else None
    if already is None:
        return None
    first = already.versions.get(number=1)
    origin = already.imported_from
    entry = getattr(origin, "entry", None)
    words = (already.consultation_id, entry.entered_by_id, first.title, first.text) if entry else ()
    about = (entry.medium, entry.received_on, entry.basis, entry.name) if entry else ()
    if (*words, *about) != sent:
        raise FormUsedUp(_("This form was sent already, with other words. Open it anew, then check and send it."))
    return already
