"""Where somebody moderates: in every consultation, or in those that a group of theirs was given."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet

from consult.models import ConsultationPage
from moderation.models import NOUNS, Mandate, Subject
from participants.models import User
from proposals.models import Proposal

EVERY_ONE = "moderation.moderate_decision"
SOME = "moderation.moderate_consultation"
READING = "moderation.view_decision"  # the guarantors', who read all of it
ADMIN = "wagtailadmin.access_admin"


@dataclass(frozen=True)
class Reach:
    """Some consultations, by primary key; None stands for all of them, those to come included."""

    keys: frozenset[int] | None

    def holds(self, consultation: int) -> bool:
        """Whether a consultation is one of them. No query."""
        return self.keys is None or consultation in self.keys

    def of(self, noun: str) -> Q:
        """The condition that a text of this kind belongs to them."""
        return self._in("" if noun == "proposal" else "proposal__")

    def on(self, prefix: str = "") -> Q:
        """The condition that a row belongs to them that is on a text of any kind, such as a decision."""
        if self.keys is None:
            return Q()
        found = Q()
        for noun in NOUNS:
            found |= self._in(f"{prefix}{noun}__" if noun == "proposal" else f"{prefix}{noun}__proposal__")
        return found

    def on_proposal(self) -> Q:
        """The condition that a row belongs to them that is on a proposal."""
        return self._in("proposal__")

    def of_consultation(self) -> Q:
        """The condition that a row belongs to them that names its consultation, as a pause does."""
        return self._in("")

    def pages(self) -> Q:
        """The condition that a consultation is one of them."""
        return Q() if self.keys is None else Q(pk__in=self.keys)

    def _in(self, prefix: str) -> Q:
        return Q() if self.keys is None else Q(**{f"{prefix}consultation__in": self.keys})


EVERYWHERE = Reach(None)
NOWHERE = Reach(frozenset())


def decides_in(person: Any) -> Reach:
    """Where this person decides. Two queries the first time, as any right; one more for a group's moderator."""
    if person.has_perm(EVERY_ONE):
        return EVERYWHERE
    if not person.has_perm(SOME):
        return NOWHERE
    if not hasattr(person, "_mandated"):  # as long as Django remembers their rights
        rows = Mandate.objects.filter(group__user=person).values_list("consultation", flat=True)
        person._mandated = Reach(frozenset(rows))
    mandated: Reach = person._mandated
    return mandated


def reads_in(person: Any) -> Reach:
    """Of where this person reads the desk: guarantors read all of it. Queries as ``decides_in``."""
    return EVERYWHERE if person.has_perm(READING) else decides_in(person)


def moderates(person: Any, subject: Subject) -> bool:
    """Whether this person is a moderator of the text's consultation. Queries as ``decides_in``."""
    return decides_in(person).holds(consultation_of(subject))


def consultation_of(subject: Subject) -> int:
    """The key of the consultation that a text belongs to. Needs the proposal above it."""
    key: int = subject.consultation_id if isinstance(subject, Proposal) else subject.proposal.consultation_id
    return key


def moderators_of(consultation: int) -> "QuerySet[User]":
    """Everyone who may decide there and can sign in, by name. A query."""
    every_one = Permission.objects.filter(content_type__app_label="moderation", codename="moderate_decision")
    may = Q(is_superuser=True) | Q(groups__permissions__in=every_one) | Q(user_permissions__in=every_one)
    may |= Q(groups__mandates__consultation=consultation)
    found: QuerySet[User] = User.objects.filter(may, is_active=True)
    return found.distinct().order_by("display_name", "pk")


def mandated_of(group: Group) -> "QuerySet[ConsultationPage]":
    """The consultations that a group was given. A query."""
    found: QuerySet[ConsultationPage] = ConsultationPage.objects.filter(mandates__group=group)
    return found


@transaction.atomic
def give_mandates(*, group: Group, consultations: Collection[ConsultationPage]) -> None:
    """Let the members of a group moderate these consultations, and by it no other; they may then open the admin.

    Its members' next request reads it. Ten queries at most.
    """
    keys = {page.pk for page in consultations}
    group.mandates.exclude(consultation__in=keys).delete()
    rows: Iterable[Mandate] = [Mandate(group=group, consultation=page) for page in consultations]
    Mandate.objects.bulk_create(rows, ignore_conflicts=True)
    some = _permission(SOME)
    if keys:
        group.permissions.add(some, _permission(ADMIN))
    else:
        admin = _permission(ADMIN)
        group.permissions.remove(some)
        if not group.permissions.exclude(pk=admin.pk).exists():  # it opened the admin for that alone
            group.permissions.remove(admin)


def _permission(dotted: str) -> Permission:
    app_label, codename = dotted.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)
