"""Reminding those who organise of what is late: once for each thing and date, however often it is looked for."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.answering.lateness import Late, late_in
from consult.locks import take_turn
from consult.models import ConsultationPage
from participants.models import Notice, User
from participants.notices import in_language_of, tell


@transaction.atomic
def remind_of_what_is_late(*, at: datetime) -> int:
    """One reminder for each thing that is late and each person who organises; how many were sent.

    Nine queries, one for each thing, and two a reminder. A date that was moved and passed again is another reminder.
    """
    take_turn("reminders of what is late")
    late = late_in(list(ConsultationPage.objects.readable()), at=at)
    organisers = list(answering()) if late else []
    return sum(_remind(thing, organisers) for thing in late)


def answering() -> Iterable[User]:
    """Active accounts with the right to answer, by themselves or by a group. Two queries."""
    right = Permission.objects.filter(content_type__app_label="cms", codename="answer_finding")
    named = Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    return User.objects.filter(named, is_active=True).distinct().order_by("pk")


def kind_of(thing: Late) -> str:
    """The kind of the notices of one reminder: a person has one at most."""
    day = thing.since.strftime("%Y%m%d")
    if thing.commitment is not None:
        return f"late_commitment_{thing.commitment.pk}_{day}"
    if thing.edition is not None:
        return f"late_answers_{thing.edition.page_id}_{day}"
    return f"late_synthesis_{thing.consultation.pk}_{day}"


def _remind(thing: Late, organisers: Iterable[User]) -> int:
    kind = kind_of(thing)
    owner = thing.consultation.owner
    people = {user.pk: user for user in [*organisers, *([owner] if owner else [])]}
    told = set(Notice.objects.filter(kind=kind, recipient__in=people).values_list("recipient_id", flat=True))
    count = 0
    for person in people.values():
        if person.pk not in told:
            with in_language_of(person):
                subject = _("Late: %(title)s") % {"title": thing.consultation.title}
                sent = tell(recipient=person, kind=kind, subject=subject, body=_body(thing), url=_address(thing))
            count += sent is not None
    return count


def _body(thing: Late) -> str:
    public = _("The public pages say so too. This reminder comes once.")
    text = thing.commitment.text if thing.commitment is not None else ""
    return "\n\n".join(words for words in [thing.sentence, text, public] if words)


def _address(thing: Late) -> str:
    if thing.commitment is not None:
        page = thing.commitment.answer.page_id
        return reverse("answers_desk:commitment", args=[page, thing.commitment.number])
    if thing.edition is not None:
        return reverse("answers_desk:page", args=[thing.edition.page_id])
    return reverse("wagtailadmin_explore", args=[thing.consultation.pk])
