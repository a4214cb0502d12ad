"""Who may do what around readings, each refused with a sentence."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.models import PublicReading, Remark, SynthesisPage
from consult.errors import NotAllowed
from moderation.mandates import decides_in
from participants.consents import has_consented
from participants.models import User
from proposals.permissions import ConsentNeeded, SignInNeeded

READ_SECOND = "cms.read_second"
SIGN_OPINION = "cms.sign_opinion"


def refuse_stranger(participant: User | None, *, back: str) -> User:
    """Raise unless somebody is signed in, in good standing, and agreed to how opinions are used. One query."""
    if participant is None:
        raise SignInNeeded(_("Sign in to take part."), reverse("participants:sign_in"), _("Sign in"))
    if not participant.is_active:
        raise NotAllowed(_("This account is suspended: it can read, and take part again later."))
    if not has_consented(participant):
        raise ConsentNeeded(
            _("Before you take part, please read how your opinions are used and agree to it."),
            f"{reverse('participants:welcome')}?{urlencode({'next': back})}",
            _("Read and agree"),
        )
    return participant


def may_write(page: SynthesisPage, user: Any) -> bool:
    """Whoever may edit the page in Wagtail. Two queries at most."""
    return bool(page.permissions_for_user(user).can_edit())


def may_open(page: SynthesisPage, user: Any) -> bool:
    """To open a draft to all is to publish it: whoever may publish the page. Two queries at most."""
    return bool(page.permissions_for_user(user).can_publish())


def may_look(reading: PublicReading, user: Any) -> bool:
    """Moderators of its consultation, and the synthesis’s editors. Five queries at most; needs ``edition.page``."""
    return decides_in(user).holds(reading.consultation_id) or may_write(reading.edition.page, user)


def may_sign(user: Any) -> bool:
    return bool(user.has_perm(SIGN_OPINION))


def may_read_second(user: Any) -> bool:
    return bool(user.has_perm(READ_SECOND))


def require_open(page: SynthesisPage, by: User) -> None:
    if not may_open(page, by):
        raise NotAllowed(_("You may not publish this synthesis, nor open its draft: ask someone who may."))


def require_writer(page: SynthesisPage, by: User) -> None:
    if not may_write(page, by):
        raise NotAllowed(_("Only the editors of this synthesis answer to remarks."))


def require_look(remark: Remark, by: User) -> None:
    """Nobody decides on their own words."""
    if not may_look(remark.reading, by):
        raise NotAllowed(_("Only moderators and the editors of this synthesis look at remarks."))
    if remark.author_id == by.pk:
        raise NotAllowed(_("These words are yours: someone else has to look at them."))
