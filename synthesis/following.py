"""Following a theme: told when a person has put proposals into it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from consult.locks import take_turn
from consult.models import ConsultationPage
from consult.openings import reference_of
from participants.following import consultations_of, followers, numbers_of, target_of
from participants.models import Follow, Notice, Topic, User
from participants.notices import tell_many
from participants.registries import follow_targets, notice_subjects
from proposals.models import Proposal
from synthesis.models import Theme, ThemeMembership

THEME = "theme"
BATCH = 500  # people told in one transaction
SETTLED = timedelta(minutes=5)  # what a person did less long ago may still be on its way to the database


class Place(NamedTuple):
    """A proposal that a person has put into a theme."""

    proposal: int
    author: int | None
    since: datetime


def theme_target(theme: Theme) -> str:
    """Needs ``consultation``."""
    return target_of(reference_of(theme.consultation), THEME, theme.reference)


@follow_targets.register(THEME)
def find_themes(targets: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """The themes among these that anyone may read; one that was merged leads to the other. Three queries."""
    rows = _readable_themes().filter(
        number__in=numbers_of(targets), consultation__translation_key__in=consultations_of(targets)
    )
    named = ((theme_target(row), row) for row in rows)
    return {
        target: (_("Theme “%(name)s”") % {"name": row.name}, (row.merged_into or row).get_absolute_url())
        for target, row in named
        if target in targets
    }


@notice_subjects.register(THEME)
def themes_in_view(targets: Sequence[str]) -> Mapping[str, str]:
    """Three queries."""
    return {target: label for target, (label, _url) in find_themes(targets).items()}


def tell_of_themes(*, at: datetime) -> int:
    """Tell those who follow themes of what came into them since they were told last; how many were told.

    Two queries, and those of each theme that is followed.
    """
    followed = set(Follow.objects.filter(target__contains=f"/{THEME}/").order_by().values_list("target", flat=True))
    until = datetime.fromtimestamp(int((at - SETTLED).timestamp()), tz=at.tzinfo)  # as kinds hold it: whole seconds
    themes = [theme for theme in _readable_themes().filter(merged_into=None) if followed & set(_targets(theme))]
    return sum(_tell_of(theme, until=until) for theme in themes)


def _tell_of(theme: Theme, *, until: datetime) -> int:
    told, after = 0, 0
    while True:
        with transaction.atomic():
            take_turn(f"telling of theme {theme.pk}")
            people = list(followers(_targets(theme), after=after, most=BATCH))
            if not people:
                return told
            told += _tell_batch(theme, people, until)
            after = people[-1].pk


def _tell_batch(theme: Theme, people: Sequence[User], until: datetime) -> int:
    """Ten queries, however many they are."""
    follows = _follows(theme, people)
    since = _last_told(theme, people, follows)
    places = _places(theme, min(since.values()), until)
    known = _told_already(places, people)
    fresh = [person for person in people if _news(person, places, since[person.pk], known)]
    return tell_many(
        fresh,
        kind=f"theme_{theme.pk}_{int(until.timestamp())}",
        topic=Topic.FOLLOW,
        words=lambda: (_("New proposals in the theme “%(name)s”") % {"name": theme.name}, ""),
        url=theme.get_absolute_url(),
        about=theme_target(theme),
        follows={key: row.target for key, row in follows.items()},
    )


def _news(person: User, places: Sequence[Place], since: datetime, known: set[tuple[int, str]]) -> bool:
    """Whether something came that is neither theirs nor known to them as a proposal of the consultation."""
    return any(
        place.since > since and place.author != person.pk and (person.pk, f"published_{place.proposal}") not in known
        for place in places
    )


def _follows(theme: Theme, people: Sequence[User]) -> dict[int, Follow]:
    rows = Follow.objects.filter(participant__in=people, target__in=_targets(theme)).order_by("-created_at")
    return {row.participant_id: row for row in rows}


def _last_told(theme: Theme, people: Sequence[User], follows: Mapping[int, Follow]) -> dict[int, datetime]:
    """By account, up to when they know what came: the end of the kind of their last notice, or since they follow."""
    notices = Notice.objects.filter(recipient__in=people, kind__startswith=f"theme_{theme.pk}_").order_by()
    last = dict(notices.values_list("recipient").annotate(last=Max("kind")))
    told = {
        key: datetime.fromtimestamp(int(kind.rpartition("_")[2]), tz=row.created_at.tzinfo)
        for key, row in follows.items()
        if (kind := last.get(key))
    }
    return {key: max(told.get(key, row.created_at), row.created_at) for key, row in follows.items()}


def _places(theme: Theme, since: datetime, until: datetime) -> list[Place]:
    """What a person put into the theme in that time and is in view. One query."""
    rows = ThemeMembership.objects.filter(
        theme=theme,
        confirmed_at__gt=since,
        confirmed_at__lte=until,
        proposal__in=Proposal.objects.grouped().filter(consultation=theme.consultation_id),
    )
    found = rows.values_list("proposal", "proposal__author", "confirmed_at")
    return [Place(proposal, author, at) for proposal, author, at in found if at is not None]


def _told_already(places: Sequence[Place], people: Sequence[User]) -> set[tuple[int, str]]:
    kinds = [f"published_{place.proposal}" for place in places]
    return set(Notice.objects.filter(kind__in=kinds, recipient__in=people).values_list("recipient_id", "kind"))


def _targets(theme: Theme) -> list[str]:
    """What it and those merged into it are called by those who follow; needs ``merged_themes``."""
    own = theme_target(theme)
    consultation = own.partition("/")[0]
    return [own, *(target_of(consultation, THEME, merged.reference) for merged in theme.merged_themes.all())]


def _readable_themes() -> "QuerySet[Theme]":
    rows = Theme.objects.filter(consultation__in=ConsultationPage.objects.readable())
    return rows.select_related("consultation", "merged_into__consultation").prefetch_related("merged_themes")
