"""Accounts that nobody has used for two years: told of it a month before, then erased; their public words stay."""

import logging
from copy import copy
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from participants.models import Notice, User
from participants.my_data import StillNeeded, end_sessions, erase
from participants.notices import in_language_of, tell
from participants.registries import signs_of_life

KEPT_FOR = timedelta(days=730)  # since the last sign-in or contribution
TOLD_BEFORE = timedelta(days=30)
AT_ONCE = 500  # accounts a night
KIND = "account_inactive"  # sent whatever one chose to get by e-mail
logger = logging.getLogger(__name__)


def unused_since(limit: datetime) -> "QuerySet[User]":
    """Citizens' accounts without a sign-in or contribution after an instant; ``last_seen``. No query by itself.

    The team's are left alone, and so are voices that were imported or invented.
    """
    rows = User.objects.annotate(last_seen=Coalesce("last_login", "joined_at")).filter(
        last_seen__lte=limit,
        email__isnull=False,
        origin="",
        invented=False,
        is_superuser=False,
        groups__isnull=True,
        user_permissions__isnull=True,
    )
    for alive in signs_of_life:
        rows = rows.exclude(pk__in=alive(limit))
    return rows.order_by("pk")


def to_tell(*, at: datetime) -> "QuerySet[User]":
    """Those whose account goes in a month and who have not been told; anew when no mail left for a month.

    No query by itself.
    """
    told = _told().filter(Q(emailed_at__isnull=False) | Q(created_at__gt=at - TOLD_BEFORE))
    return unused_since(at - KEPT_FOR + TOLD_BEFORE).filter(~Exists(told), is_active=True)


def to_erase(*, at: datetime) -> "QuerySet[User]":
    """Those whose time is over: told a month ago by a mail that left, or suspended, who could not come back."""
    told = _told().filter(emailed_at__lte=at - TOLD_BEFORE)
    return unused_since(at - KEPT_FOR).filter(Exists(told) | Q(is_active=False))


def unreached(*, at: datetime) -> "QuerySet[User]":
    """Those whose time is over and whom no mail has told: they stay until one does. No query by itself."""
    return unused_since(at - KEPT_FOR).filter(~Exists(_told().filter(emailed_at__isnull=False)), is_active=True)


def _told() -> "QuerySet[Notice]":
    return Notice.objects.filter(recipient=OuterRef("pk"), kind=KIND, created_at__gt=OuterRef("last_seen"))


def tell_inactive(*, at: datetime) -> int:
    """Tell each by a notice and a mail, once; how many. One query, and three a person."""
    people = list(to_tell(at=at)[:AT_ONCE])
    for person in people:
        with in_language_of(person):
            tell(
                recipient=person,
                kind=KIND,
                subject=_("Your account is about to be erased: you have not used it for two years"),
                body=_(
                    "It is erased in a month, unless you sign in before. What you published stays readable, without "
                    "your name. If you want to take your data away, sign in and look under “My data”."
                ),
                url=reverse("participants:space") + "#donnees",
            )
    return len(people)


def forget_inactive(at: datetime) -> int:
    """Tell those whose turn comes, and erase those whose turn it is; how many went. Each by itself.

    What goes wrong with one keeps no other waiting, and is raised last.
    """
    tell_inactive(at=at)
    gone: list[User] = []
    failed: Exception | None = None
    for person in list(to_erase(at=at)[:AT_ONCE]):
        try:
            erase(participant=copy(person), sessions=False)  # deleted, the row would lose its key
        except StillNeeded:  # the team is asked to take over what it holds
            continue
        except Exception as error:  # noqa: BLE001 – raised again below, once the others had their turn
            logger.warning("The inactive account %s was not erased: %s", person.pk, type(error).__name__)
            failed = failed or error
            continue
        gone.append(person)
    if gone:
        end_sessions(gone)
    if failed is not None:
        raise failed
    return len(gone)
