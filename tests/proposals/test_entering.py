"""Contributions that came on paper or by e-mail, entered by the organiser."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from consult.errors import Closed
from consult.models import JournalEntry
from participants.models import User
from participants.my_data import erase, export_of
from proposals.actions import FormUsedUp, publish
from proposals.entering.acting import BasisMissing, NotOrganiser, enter
from proposals.models import Entry, Import, Proposal
from tests.conftest import NOON
from tests.factories import CLOSES, staff

pytestmark = pytest.mark.usefixtures("at_noon")
DESK = "/admin/contributions/se-deplacer/"


@pytest.fixture
def organiser(db):
    return staff("accueil@example.org", "Accueil", ["proposals.enter_entry"])


def typed(**changes):
    whole = {
        "title": "Un banc à l’arrêt",
        "text": "Je voudrais un banc à l’arrêt du bus.",
        "tags": "bus",
        "medium": "letter",
        "received_on": "2026-02-20",
        "basis": "agreed",
        "name": "Jeanne D.",
        "key": str(uuid4()),
    }
    return {**whole, **changes}


def entered(consultation, organiser, **changes):
    words = {"title": "Un banc", "text": "Un banc à l’arrêt.", "medium": "email", "received_on": date(2026, 2, 20)}
    return enter(**{"consultation": consultation, "by": organiser, **words, "basis": "anonymous", **changes})


def test_a_letter_is_entered_waits_and_says_where_it_comes_from(consultation, organiser, client, client_of):
    people = User.objects.count()
    assert client_of(organiser).post(DESK, typed()).status_code == 302
    proposal = Proposal.objects.select_related("consultation", "current").get()
    assert (proposal.state, proposal.author) == ("submitted", None)
    publish(proposal, at=NOON)
    page = client.get("/se-deplacer/propositions/P-1/")
    entry = page.context["proposal"]["entry"]
    assert (entry["received_on"], entry["entered_by"], entry["is_anonymous"]) == (date(2026, 2, 20), "Accueil", False)
    assert page.context["proposal"]["author"].startswith("Jeanne D. (")
    assert entry["sentence"] in page.text
    assert User.objects.count() == people
    (card,) = client.get("/se-deplacer/propositions/").context["cards"]
    assert card["author"].startswith("Jeanne D. (")


def test_only_those_who_may_enter_do(consultation, citizen, moderator, client_of):
    with pytest.raises(NotOrganiser):
        entered(consultation, citizen)
    assert client_of(moderator).post(DESK, typed()).status_code == 302  # to the admin's home, with a sentence
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"basis": ""}, {"name": ""}, {"basis": "anonymous"}, {"received_on": "2026-03-03"}, {"text": ""}]
)
def test_without_a_basis_nothing_is_kept(consultation, organiser, client_of, wrong):
    answer = client_of(organiser).post(DESK, typed(**wrong))
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_a_name_needs_an_agreement(consultation, organiser):
    with pytest.raises(BasisMissing):
        entered(consultation, organiser, name="Jeanne")
    origin = Import.objects.create(consultation=consultation, source="x", list_hash="", size=1, imported_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(
            origin=origin,
            medium="letter",
            basis="anonymous",
            name="Jeanne",
            received_on=date(2026, 2, 20),
            entered_at=NOON,
        )


def test_a_letter_counts_by_the_day_it_was_received(consultation, organiser):
    with pytest.raises(Closed):
        entered(consultation, organiser, received_on=date(2026, 1, 20))
    assert entered(consultation, organiser, at=CLOSES).number == 1


def test_the_same_form_twice_is_one_contribution(consultation, organiser):
    key = uuid4()
    first, second = (entered(consultation, organiser, idempotency_key=key) for _n in range(2))
    assert first == second
    assert Import.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"medium": "letter"},
        {"received_on": date(2026, 2, 21)},
        {"basis": "agreed", "name": "Jeanne D."},
        {"text": "Un autre banc."},
    ],
)
def test_the_same_form_with_anything_else_in_it_is_refused(consultation, organiser, other):
    key = uuid4()
    entered(consultation, organiser, idempotency_key=key)
    with pytest.raises(FormUsedUp):
        entered(consultation, organiser, idempotency_key=key, **other)
    assert Import.objects.count() == 1


def test_where_one_moderates_afterwards_it_is_published_at_once(consultation, organiser):
    consultation.moderation = "after"
    assert entered(consultation, organiser).is_published


def test_the_register_names_no_one(consultation, organiser):
    entered(consultation, organiser, basis="agreed", name="Jeanne D.")
    assert JournalEntry.objects.get(event="proposal.entered").content == {"proposal": "P-1", "medium": "email"}


@pytest.mark.requirement("P-3")
@pytest.mark.requirement("P-4")
def test_who_entered_it_is_exported_and_erased(consultation, organiser, client):
    publish(entered(consultation, organiser), at=NOON)
    assert [row["medium"] for row in export_of(organiser)["entries"]] == ["email"]
    assert erase(participant=organiser)["entries_kept"] == 1
    assert client.get("/se-deplacer/propositions/P-1/").context["proposal"]["entry"]["entered_by"] == ""


def test_the_desk_offers_the_consultations(consultation, organiser, client_of):
    assert DESK in client_of(organiser).get("/admin/contributions/").text
    assert client_of(organiser).get(DESK).status_code == 200
    assert client_of(organiser).get("/admin/contributions/inconnue/").status_code == 404
