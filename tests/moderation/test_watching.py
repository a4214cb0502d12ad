"""V-8: fifty positions in five minutes from young accounts are told to moderators; none is dropped."""

import logging
from datetime import timedelta

import pytest

from moderation.models import PositionAlert
from moderation.watching import note_flows, watch_positions
from participants.models import User
from proposals.actions import tally
from proposals.models import Position
from tests.conftest import NOON
from tests.factories import ProposalFactory

QUEUE = "/admin/moderation/"
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("V-8"), pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def proposal(consultation):
    return ProposalFactory(consultation=consultation, author=None)


def flow(proposal, count, *, within=timedelta(minutes=5), age=timedelta(hours=1)) -> None:
    """So many positions, evenly over a time that ends now, of accounts of an age when they take them."""
    instants = [NOON - within + within * n / (count - 1) for n in range(count)]
    start = User.objects.count()
    people = [User(email=f"p{start + n}@example.org", joined_at=at - age) for n, at in enumerate(instants)]
    Position.objects.bulk_create(
        Position(proposal=proposal, participant=person, version=proposal.current, value=1, created_at=at, changed_at=at)
        for person, at in zip(User.objects.bulk_create(people), instants, strict=True)
    )


def test_fifty_make_one_alert_and_all_are_counted(proposal, caplog):
    flow(proposal, 50)
    with caplog.at_level(logging.WARNING):
        assert watch_positions.func() == 1
    alert = PositionAlert.objects.get()
    assert (alert.proposal, alert.count, alert.ended_at) == (proposal, 50, NOON)
    assert tally(proposal).agree == 50
    assert "none was dropped" in caplog.text
    assert "P-1 of se-deplacer" in caplog.text


@pytest.mark.parametrize(
    ("count", "way"),
    [
        (49, {}),
        (50, {"within": timedelta(minutes=6)}),
        (50, {"age": timedelta(hours=24)}),
    ],
    ids=["one less", "slower", "older accounts"],
)
def test_less_slower_or_older_makes_none(proposal, count, way):
    flow(proposal, count, **way)
    assert note_flows(at=NOON) == []


def test_a_second_look_brings_it_up_to_date(proposal):
    flow(proposal, 50)
    note_flows(at=NOON)
    flow(proposal, 10, within=timedelta(minutes=1))
    assert note_flows(at=NOON + timedelta(minutes=1)) == []
    assert PositionAlert.objects.get().count == 60


def test_two_proposals_are_two_alerts(proposal, consultation):
    other = ProposalFactory(consultation=consultation, author=None)
    for one in (proposal, other):
        flow(one, 50)
    assert len(note_flows(at=NOON)) == 2


def test_moderators_see_it_and_citizens_do_not(client_of, moderator, citizen, proposal):
    flow(proposal, 50)
    note_flows(at=NOON)
    desk = client_of(moderator).get(QUEUE).text
    assert f'href="{proposal.get_absolute_url()}">P-1</a> – 50 positions' in desk
    assert client_of(citizen).get(QUEUE).status_code in {302, 403, 404}


def test_it_runs_by_itself_every_minute():
    from consult.settings import base

    schedules = base.TASKS["default"]["OPTIONS"]["SCHEDULES"].values()
    assert {"task": "moderation.watching.watch_positions", "every": 60} in list(schedules)
