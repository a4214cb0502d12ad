"""Following a theme: told when a person has put proposals into it, once, and of nothing known already."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from participants.following import follow, followed_at
from participants.models import Notice
from proposals.following.targets import consultation_target
from proposals.following.tasks import tell_followers
from synthesis.following import SETTLED, tell_of_themes, theme_target
from synthesis.models import Theme, ThemeMembership
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=10)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def theme(clock, consultation):
    return Theme.objects.create(consultation=consultation, number=1, name="Le train", named_at=NOON)


@pytest.fixture
def reader(theme):
    person = factories.CitizenFactory()
    follow(participant=person, target=theme_target(theme))
    return person


def put(theme, clock, *, by_person=True, **row):
    """A proposal put into the theme a minute after what came before, and swept ten minutes later."""
    clock.shift(timedelta(minutes=1))
    now = timezone.now()
    proposal = factories.ProposalFactory(consultation=theme.consultation, **row)
    confirmed = now if by_person else None
    ThemeMembership.objects.create(
        theme=theme, proposal=proposal, placed_at=now, by_person=by_person, confirmed_at=confirmed
    )
    clock.shift(LATER)
    return proposal


def swept():
    return tell_of_themes(at=timezone.now())


@pytest.mark.parametrize("later", [0, 100, 700])
def test_what_came_within_the_second_of_a_sweep_is_told_once(theme, reader, clock, later):
    """The notice remembers whole seconds."""
    clock.shift(timedelta(minutes=1, milliseconds=300))
    now = timezone.now()
    proposal = factories.ProposalFactory(consultation=theme.consultation)
    ThemeMembership.objects.create(theme=theme, proposal=proposal, placed_at=now, by_person=True, confirmed_at=now)
    clock.shift(SETTLED + timedelta(milliseconds=later))
    first = swept()
    clock.shift(LATER)
    assert (first + swept(), swept()) == (1, 0)


@pytest.mark.requirement("D-1")
def test_what_a_person_put_into_a_theme_is_told_once(theme, reader, clock):
    put(theme, clock)
    assert (swept(), swept()) == (1, 0)
    notice = reader.notices.get()
    assert (notice.topic, notice.follow, notice.url) == ("follow", theme_target(theme), theme.get_absolute_url())
    assert "Le train" in notice.subject
    put(theme, clock)
    assert swept() == 1


def test_what_a_machine_put_there_is_not_told(theme, reader, clock):
    put(theme, clock, by_person=False)
    assert swept() == 0


def test_what_stood_there_before_one_followed_is_not_told(theme, clock):
    put(theme, clock)
    follow(participant=factories.CitizenFactory(), target=theme_target(theme))
    clock.shift(LATER)
    assert swept() == 0


def test_neither_one_s_own_nor_what_is_withheld_nor_what_one_was_told_already(theme, reader, clock):
    put(theme, clock, author=reader)
    put(theme, clock, withheld=True)
    follow(participant=reader, target=consultation_target(theme.consultation))
    known = put(theme, clock)
    assert tell_followers.call("published", known.pk) == 1
    assert swept() == 0


def test_who_follows_a_merged_theme_is_told_of_the_other(theme, clock):
    merged = Theme.objects.create(consultation=theme.consultation, number=2, name="Le rail", named_at=NOON)
    person = factories.CitizenFactory()
    follow(participant=person, target=theme_target(merged))
    Theme.objects.filter(pk=merged.pk).update(merged_into=theme, merged_at=NOON)
    put(theme, clock)
    assert swept() == 1
    assert person.notices.get().follow == theme_target(merged)
    assert followed_at(theme_target(merged)).url == theme.get_absolute_url()


def test_nothing_is_told_while_the_consultation_is_out_of_view(theme, reader, clock):
    put(theme, clock)
    theme.consultation.unpublish()
    assert swept() == 0
    assert not Notice.objects.exists()


def test_many_followers_cost_no_more_than_one(theme, reader, clock, django_assert_max_num_queries):
    for _number in range(8):
        follow(participant=factories.CitizenFactory(), target=theme_target(theme))
    clock.shift(LATER)
    put(theme, clock)
    with django_assert_max_num_queries(18):
        assert swept() == 9


def test_the_page_of_a_theme_has_the_button(theme, clock, reader, client_of, client):
    address = reverse("synthesis:theme_map", args=[theme.consultation.slug, 1])
    assert "ne-plus-suivre" in client_of(reader).get(address).content.decode()
    assert "cible=" in client.get(address).content.decode()
