from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from participants.cleaning import remove_unconfirmed
from participants.models import Consent, User
from participants.sign_in import account_for
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(clock):
    """An account of which nobody entered the code, begun a day and a second ago."""
    user = account_for("jamais@example.org")
    clock.shift(86_401)
    return user


def test_an_account_never_confirmed_goes_after_a_day(begun):
    assert remove_unconfirmed(at=timezone.now()) == 1
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()


def test_it_stays_for_a_day(clock):
    user = account_for("jamais@example.org")
    assert remove_unconfirmed(at=user.joined_at + timedelta(hours=24)) == 0
    assert remove_unconfirmed(at=user.joined_at + timedelta(hours=24, seconds=1)) == 1


def test_asking_again_begins_the_day_again(begun):
    account_for("jamais@example.org")
    assert remove_unconfirmed(at=timezone.now()) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": "Ana"},
        {"origin": "République numérique"},
        {"invented": True},
        {"is_superuser": True},
        {"password": "md5$salt$hash"},
        {"last_login": factories.EARLY},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_accounts_with_anything_of_their_own_stay(begun, changes):
    User.objects.filter(pk=begun.pk).update(**changes)
    assert remove_unconfirmed(at=timezone.now()) == 0


def test_a_confirmed_address_stays(begun):
    EmailAddress.objects.update(verified=True)
    assert remove_unconfirmed(at=timezone.now()) == 0


def test_a_role_stays(begun):
    begun.groups.add(Group.objects.create(name="Équipe"))
    assert remove_unconfirmed(at=timezone.now()) == 0


@pytest.mark.parametrize("room", ["consent", "proposal", "position"])
def test_an_account_that_a_row_points_to_stays(begun, room):
    {
        "consent": lambda: Consent.objects.create(participant=begun, text_hash="0" * 64, given_at=factories.EARLY),
        "proposal": lambda: factories.ProposalFactory(author=begun),
        "position": lambda: factories.PositionFactory(participant=begun),
    }[room]()
    assert remove_unconfirmed(at=timezone.now()) == 0
    assert User.objects.filter(pk=begun.pk).exists()


def test_whoever_the_team_added_stays_without_ever_signing_in(clock):
    User.objects.create_user("equipe@example.org", display_name="Équipe")
    clock.shift(86_401)
    assert remove_unconfirmed(at=timezone.now()) == 0


def test_the_command_says_how_many(begun, capsys):
    call_command("forget_unconfirmed")
    assert capsys.readouterr().out == "1 unconfirmed account removed.\n"
