import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db.models import ProtectedError

from consult.models import JournalEntry
from consult.register import described
from participants.models import Consent, Notice, User
from participants.my_data import LastAdministrator, StillNeeded, erase
from participants.notices import tell
from participants.registries import erasers
from proposals.models import Position, Proposal
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_page_asks_for_a_tick_first(client, citizen, sign_in):
    sign_in(client, citizen.email)
    answer = client.post("/mon-espace/effacer/", {})
    assert answer.status_code == 422
    assert User.objects.filter(pk=citizen.pk).exists()


def test_an_erased_account_leaves_nothing_that_names_it(client, citizen, sign_in):
    sign_in(client, citizen.email)
    tell(recipient=citizen, kind="moderation.test", subject="Publiée")
    answer = client.post("/mon-espace/effacer/", {"sure": "on"})
    assert answer["Location"] == "/compte-efface/"
    assert not User.objects.filter(email="citoyenne@example.org").exists()
    assert not User.objects.filter(display_name="Ana").exists()
    for model in [EmailAddress, Consent, Notice, Session]:
        assert not model.objects.exists(), model
    assert client.get("/compte-efface/").status_code == 200
    assert client.get("/mon-espace/").status_code == 302


def test_sessions_on_other_devices_end_and_those_of_others_stay(client_of, citizen, other_citizen):
    mine, theirs = client_of(citizen), client_of(other_citizen)
    erase(participant=citizen)
    assert mine.get("/mon-espace/").status_code == 302
    assert theirs.get("/mon-espace/").status_code == 200
    assert Session.objects.count() == 1


def test_a_sign_in_under_way_elsewhere_goes_too(client, citizen):
    client.post("/connexion/", {"email": citizen.email})
    assert Session.objects.count() == 1
    erase(participant=citizen)
    assert Session.objects.count() == 0


def test_contributions_stay_without_their_author_and_positions_go(citizen):
    proposal = factories.ProposalFactory(author=citizen)
    factories.PositionFactory(participant=citizen)
    erase(participant=citizen)
    proposal.refresh_from_db()
    assert proposal.author is None
    assert proposal.is_published
    assert proposal.text.startswith("Plus de trains")
    assert not Position.objects.exists()


def test_the_journal_keeps_counts_only(citizen):
    tell(recipient=citizen, kind="moderation.test", subject="Publiée")
    erase(participant=citizen)
    entry = JournalEntry.objects.get(event="participant.erased")
    assert entry.content["consents"] == 1
    assert entry.content["notices"] == 1
    assert all(isinstance(value, int) for value in entry.content.values())
    assert described([entry])[0]["sentence"]


def test_one_room_that_fails_undoes_all(citizen, monkeypatch):
    def fail(participant):
        raise ValueError("not now")

    monkeypatch.setitem(erasers._entries, "test", (2_000, fail))
    with pytest.raises(ValueError, match="not now"):
        erase(participant=citizen)
    assert citizen.consents.exists()
    assert not JournalEntry.objects.exists()


def test_counts_of_other_rooms_stand_in_the_journal(citizen, monkeypatch):
    monkeypatch.setitem(erasers._entries, "test", (1, lambda participant: {"things": 3}))
    assert erase(participant=citizen)["things"] == 3


def test_a_row_that_holds_the_account_is_a_sentence(citizen, monkeypatch):
    def hold(self):
        raise ProtectedError("held", {self})

    monkeypatch.setattr(User, "delete", hold)
    with pytest.raises(StillNeeded):
        erase(participant=citizen)
    assert citizen.consents.exists()


def test_the_last_administrator_cannot_leave():
    admin = User.objects.create_superuser("admin@example.org")
    with pytest.raises(LastAdministrator):
        erase(participant=admin)
    User.objects.create_superuser("autre@example.org")
    erase(participant=admin)
    assert list(User.objects.filter(is_superuser=True).values_list("email", flat=True)) == ["autre@example.org"]


def test_the_address_can_come_back_as_a_new_account(client, citizen, sign_in):
    first = citizen.pk
    erase(participant=citizen)
    sign_in(client, "citoyenne@example.org")
    assert User.objects.get(email="citoyenne@example.org").pk != first
    assert not Proposal.objects.filter(author__email="citoyenne@example.org").exists()
