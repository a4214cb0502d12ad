"""Pauses as they are read: by whoever is paused, on the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.compiled import compiled_once
from consult.models import ConsultationPage
from moderation.mandates import EVERYWHERE, Reach
from moderation.models import Pause, Subject
from moderation.pause_notices import address_of
from moderation.reading import proposal_of
from moderation.words import day
from participants.models import User
from proposals.pausing import ShownPause, writing_pauses

MOST = 50  # on the desk
RELATED = ("consultation", "ground", "moderator", "lifted_by", "answered_by", "participant")
TEXTS = ("proposal__consultation", "argument__proposal__consultation", "amendment__proposal__consultation")


@writing_pauses.register("moderation")
def shown_pause(person: User, consultation: ConsultationPage, at: datetime) -> ShownPause | None:
    """What keeps somebody from writing in a consultation, in words. One query."""
    running = next(iter(_running(person.pk, consultation.pk, at)), None)
    if running is None:
        return None
    running.consultation = consultation
    sentence = _(
        "Until %(day)s a moderator keeps you from writing in this consultation. Ground: %(ground)s. You can still read "
        "and take position."
    )
    return ShownPause(sentence % {"day": day(running.ends_at), "ground": running.ground.title}, address_of(running))


@compiled_once
def _running(person: int, consultation: int, at: datetime) -> QuerySet[Pause]:
    running = Pause.objects.running_at(at).filter(participant=person, consultation=consultation)
    return running.select_related("ground").order_by("pk")[:1]


def find_own(reader: Any, slug: str, number: int) -> Pause:
    """One's own pause, with its ground and text, or 404. One query."""
    rows = Pause.objects.select_related("consultation", "ground", "participant", *TEXTS)
    found = rows.filter(participant=reader, consultation__slug=slug, number=number).first()
    if found is None:
        raise Http404
    return found


def find_on_desk(slug: str, number: int, *, within: Reach) -> Pause:
    """A pause for the moderators of its consultation, or 404. One query."""
    rows = Pause.objects.select_related(*RELATED, *TEXTS).filter(within.of_consultation())
    found = rows.filter(consultation__slug=slug, number=number).first()
    if found is None:
        raise Http404
    return found


def desk_url(pause: Pause) -> str:
    """Where a pause is read, lifted and answered on the desk; needs the consultation."""
    return reverse("moderation_desk:pause", args=[pause.consultation.slug, pause.number])


def pauses_of_author(subject: Subject) -> list[Pause]:
    """The pauses of a text's author in its consultation, the newest first. One query at most."""
    if subject.author_id is None:
        return []
    theirs = Pause.objects.filter(participant=subject.author_id, consultation=proposal_of(subject).consultation)
    return list(theirs.select_related("consultation", "ground", "moderator"))


def running_of(pauses: Sequence[Pause], *, at: datetime) -> Pause | None:
    """The one of some pauses that keeps its author from writing. No query."""
    return next((pause for pause in pauses if pause.runs_at(at)), None)


def waiting_count(within: Reach = EVERYWHERE) -> int:
    """How many pauses wait for an answer. One query."""
    return Pause.objects.contested().filter(within.of_consultation()).count()


def desk_pauses(*, at: datetime, within: Reach = EVERYWHERE) -> list[dict[str, Any]]:
    """What the queue shows: the contested ones that wait, then those that run. One query."""
    waits = Q(contested_at__isnull=False, outcome="", participant__isnull=False)
    shown = Pause.objects.filter(within.of_consultation()).filter(Q(in_force=True, ends_at__gt=at) | waits)
    rows = shown.select_related("consultation", "participant").annotate(waits=waits)
    rows = rows.order_by("-waits", "-begins_at", "pk")
    return [
        {
            "name": row.participant.public_name if row.participant else "",
            "url": desk_url(row),
            "consultation": row.consultation.title,
            "until": row.ends_at,
            "runs": row.runs_at(at),
            "contest": row.contest if row.is_waiting else "",
        }
        for row in rows[:MOST]
    ]
