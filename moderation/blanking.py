"""Taking out the words of a text that is against the law, and opening the original by two. Each deed is atomic."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consult.errors import Closed, Conflict, NotAllowed, Refused
from moderation import blanking_notices
from moderation.actions import NotModerator, lock, refuse_partial
from moderation.appeal_reading import last_decision, waits_on
from moderation.impartial import refuse_party
from moderation.mandates import moderates
from moderation.models import Blanking, Decision, Ground, Opening, Subject, closes_at
from moderation.originals import OriginalGone, about, keep, record, standing_on, unsealed
from moderation.quoting import clear_notices, quotes, series_of, take_quotations
from participants.models import User
from proposals.blanking import drafts_on, said_in, take_words
from proposals.models import Proposal
from proposals.models.draft import Draft


class NotAgainstTheLaw(Refused):
    """Only what is withheld as against the law, without an end, is blanked."""


class AppealWaits(Closed):
    """Somebody contests the decision: who answers reads the text first."""


class AlreadyBlanked(Conflict):
    """Another moderator was quicker."""


class NothingToBlank(Refused):
    """Its author has erased the words already."""


class NotBlanked(Refused):
    """The words are where they were: there is no original to open."""


class ReasonMissing(Refused):
    """Nobody blanks a text, nor asks for its original, without saying why."""


class ReasonQuotes(Refused):
    """The reason stays: it does not say again what is taken out."""


class AlreadyAsked(Conflict):
    """A request waits for a second person, or the original is open already."""


class NothingAsked(Conflict):
    """No request waits: it was agreed to, its time is over, or whoever made it is gone."""


class SamePerson(NotAllowed):
    """Two persons open an original: whoever asked is one of them."""


def blank(*, subject: Subject, by: User, reason: str, at: datetime | None = None) -> Blanking:
    """Take the words of a text out of the database, keep them sealed, and tell its author.

    ``NotAgainstTheLaw``, ``AppealWaits``, ``AlreadyBlanked``, ``NothingToBlank``, ``ReasonMissing``,
    ``ReasonQuotes``, and what ``actions.refuse_partial`` raises.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise ReasonMissing(_("Say why the words must be taken out."))
    try:
        with transaction.atomic():
            held = lock(subject)
            decision = refuse_blanking(held, by)
            words = take_words(held, at=at)
            texts = [said for _name, said in said_in(words)]
            if not any(text.strip() for text in texts):
                raise NothingToBlank(_("Its author has erased this text: there is nothing left to take out."))
            if quotes(reason, series_of(texts)):
                raise ReasonQuotes(_("Say why without quoting the text: this sentence stays."))
            around = take_quotations(held, texts)
            clear_notices(held, texts, around)
            _forget_drafts(held, texts)
            kept_for = timedelta(days=settings.CONSULT_SEALED_DAYS)
            made = Blanking(decision=decision, by=by, reason=reason.strip(), at=at)
            made.kept_until = max(at + kept_for, closes_at(decision.decided_at))
            keep(made, {"words": words, "around": around}, about=about(held))
            assert decision.ground is not None  # withholding_has_reasons
            record(made, held, "blanked", ground=decision.ground.seal)
            blanking_notices.tell_blanked(made, held)
            return made
    except IntegrityError:
        _refuse_blanked(subject)  # the row of who was quicker, the last guard, stopped this one
        raise


def refuse_blanking(subject: Subject, by: User) -> Decision:
    """The decision that a blanking would rest on, or why this person may not blank this text. Seven queries at most."""
    refuse_partial(subject, by)
    _refuse_blanked(subject)
    decision = last_decision(subject)
    if not subject.is_withheld or decision is None or decision.ground is None:
        raise NotAgainstTheLaw(_("Only a text that is withheld as against the law can be blanked: withhold it first."))
    if decision.ground.kind != Ground.Kind.ILLEGAL:
        raise NotAgainstTheLaw(
            _("This text is withheld on an article of the charter: only what is against the law can be blanked.")
        )
    if decision.ends_at is not None:
        raise NotAgainstTheLaw(_("This text comes back on a given day: withhold it without limit in time first."))
    if waits_on(subject) is not None:
        raise AppealWaits(
            _("An appeal waits on this text: whoever answers it must be able to read it. Answer it first.")
        )
    return decision


def ask_opening(*, subject: Subject, by: User, reason: str, at: datetime | None = None) -> Opening:
    """Ask to read the original of a blanked text; another moderator has seven days to agree.

    ``NotBlanked``, ``AlreadyAsked``, ``ReasonMissing``, ``OriginalGone``, and what ``actions.refuse_partial`` raises.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise ReasonMissing(_("Say why the original must be read."))
    with transaction.atomic():
        held = lock(subject)
        blanking = _kept_original(held, by)
        running = Opening.objects.filter(blanking=blanking).filter(_running(at)).select_related("asked_by")
        if any(row.agreed_at or _may_still_read(held, row.asked_by) for row in running):
            raise AlreadyAsked(_("A request for this original waits already, or it is open: read what stands there."))
        return Opening.objects.create(blanking=blanking, asked_by=by, reason=reason.strip(), asked_at=at)


def agree(*, subject: Subject, by: User, at: datetime | None = None) -> Opening:
    """Agree to the request that waits: for a quarter of an hour, both read the original. Journalled.

    ``SamePerson``, ``NothingAsked``, ``NotBlanked``, ``OriginalGone``, ``CannotOpen``, and what
    ``actions.refuse_partial`` raises, of whoever asked too.
    """
    at = at or timezone.now()
    with transaction.atomic():
        held = lock(subject)
        blanking = _kept_original(held, by)
        opening = Opening.objects.waiting_at(at).filter(blanking=blanking).select_related("asked_by").first()
        if opening is None or opening.asked_by is None:
            raise NothingAsked(_("No request waits: another moderator agreed, or its time is over."))
        if opening.asked_by_id == by.pk:
            raise SamePerson(_("You asked yourself: another moderator must agree."))
        _refuse_reading(held, opening.asked_by)  # their role may have gone since
        unsealed(blanking, held)  # an opening that shows nothing is none
        opening.agreed_by, opening.agreed_at = by, at
        opening.save(update_fields=["agreed_by", "agreed_at"])
        record(blanking, held, "original_opened", openings=Opening.objects.agreed(blanking))
        return opening


def read_original(*, subject: Subject, by: User, at: datetime | None = None) -> dict[str, Any] | None:
    """The original, for one of the two who opened it, while it is open; None for anybody else, or later.

    ``texts`` are its parts by name, ``around`` what quoted it. Six queries at most. ``CannotOpen``.
    """
    at = at or timezone.now()
    blanking = standing_on(subject)
    if blanking is None:
        return None
    mine = Q(asked_by=by) | Q(agreed_by=by)
    if not Opening.objects.open_at(at).filter(mine, blanking=blanking).exists():
        return None
    _refuse_reading(subject, by)
    original = unsealed(blanking, subject)
    return {"texts": said_in(original["words"]), "around": [words for *_place, words in original["around"]]}


def _may_still_read(subject: Subject, who: User | None) -> bool:
    """Whether a request counts: one of somebody who no longer moderates keeps nobody else from asking."""
    try:
        if who is not None:
            _refuse_reading(subject, who)
    except NotAllowed:
        return False
    return who is not None


def _running(at: datetime) -> Q:
    """The condition that an opening waits for a second person, or shows the original."""
    waits, shows = Opening.objects.waiting_at(at), Opening.objects.open_at(at)
    return Q(pk__in=waits.values("pk")) | Q(pk__in=shows.values("pk"))


def _refuse_reading(subject: Subject, who: User) -> None:
    """Raise unless this person may open an original: nothing is decided by it, and an address typed binds nobody."""
    if not moderates(who, subject):
        raise NotModerator(_("Only moderators decide on contributions."))
    refuse_party(subject, who)


def _kept_original(subject: Subject, by: User) -> Blanking:
    _refuse_reading(subject, by)
    blanking = standing_on(subject)
    if blanking is None:
        raise NotBlanked(_("The words of this text were not taken out: there is no original to open."))
    if not blanking.is_kept:
        raise OriginalGone(_("The original of this text is kept no more."))
    return blanking


def _refuse_blanked(subject: Subject) -> None:
    blanking = standing_on(subject)
    if blanking is None:
        return
    who = blanking.by.public_name if blanking.by else _("Erased account")
    raise AlreadyBlanked(_("The words of this text were taken out already, by %(who)s.") % {"who": who})


def _forget_drafts(subject: Subject, texts: list[str]) -> None:
    """What is being written on a proposal and holds its words. Two queries at most."""
    if not isinstance(subject, Proposal):
        return
    series = series_of(texts)
    gone = [draft.pk for draft in drafts_on(subject) if quotes("\n".join((draft.title, draft.text)), series)]
    Draft.objects.filter(pk__in=gone).delete()
