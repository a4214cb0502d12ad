"""Writing a proposal: nothing typed is lost, nothing is kept twice, nobody's key opens another's."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import time_machine

from consult.models import ConsultationPage, JournalEntry
from participants.models import Consent
from proposals.actions import FormUsedUp, KeyOfAnother, add_version, submit
from proposals.models import Argument, Position, Proposal
from tests.conftest import NOON
from tests.factories import CLOSES, ArgumentFactory, CitizenFactory, ProposalFactory, open_consultation

ADDRESS = "/se-deplacer/deposer/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_a_proposal_waits_for_a_moderator_and_says_so(client_of, citizen, consultation, typed):
    response = client_of(citizen).post(ADDRESS, typed(), follow=True)
    proposal = Proposal.objects.select_related("current").get()
    assert (proposal.state, proposal.author, proposal.current.number) == ("submitted", citizen, 1)
    assert response.request["PATH_INFO"] == "/se-deplacer/propositions/P-1/"
    assert response.context["state"] == "waiting"
    assert sorted(proposal.tags.values_list("name", flat=True)) == ["soir", "train"]


def test_it_is_published_at_once_where_moderation_comes_after(client_of, citizen, typed):
    open_consultation(moderation="after")
    response = client_of(citizen).post(ADDRESS, typed(), follow=True)
    assert response.context["state"] == "own"
    assert JournalEntry.objects.get().event == "proposal.published"


def test_the_words_are_kept_as_they_were_typed(client_of, citizen, consultation, typed):
    text = "  Première ligne\r\n\r\n- « point » un\r\n- e\u0301te\u0301\x07  "
    client_of(citizen).post(ADDRESS, typed(title="  Deux   mots ", text=text))
    version = Proposal.objects.select_related("current").get().current
    assert version.title == "Deux mots"
    assert version.text == "Première ligne\n\n- « point » un\n- été"


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"text": "   "},
        {"text": "x" * 5_001},
        {"tags": "a, b, c, d, e, f"},
        {"tags": "x" * 101},
    ],
)
def test_a_form_with_a_fault_keeps_all_that_was_typed(client_of, citizen, consultation, typed, change):
    data = typed(**change)
    response = client_of(citizen).post(ADDRESS, data)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == list(change)
    assert {name: form[name].value() for name in ("title", "text", "tags", "key")} == data
    assert f'id="id_{next(iter(change))}_error"' in response.text
    assert not Proposal.objects.exists()


def test_the_limits_are_the_consultations(client_of, citizen, typed):
    open_consultation(proposal_length=10)
    assert client_of(citizen).post(ADDRESS, typed(text="x" * 11)).status_code == 422
    assert client_of(citizen).post(ADDRESS, typed(text="x" * 10)).status_code == 302


def test_a_look_at_it_sends_nothing(client_of, citizen, consultation, typed):
    response = client_of(citizen).post(ADDRESS, typed(preview="1", text="Un <b>\n\nDeux"))
    assert response.status_code == 200
    assert response.context["preview"]["title"] == "Plus de trains le soir"
    assert "<p>Un &lt;b&gt;</p>" in response.text
    assert not Proposal.objects.exists()


def test_nobody_signed_in_keeps_the_text_through_the_sign_in(client, citizen, consultation, typed):
    data = typed(text="Un texte\nlong")
    leaving = client.post(ADDRESS, data)
    assert urlsplit(leaving.url).path == "/connexion/"
    assert parse_qs(urlsplit(leaving.url).query) == {"next": [ADDRESS]}
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    for _twice in range(2):
        form = client.get(ADDRESS).context["form"]
        assert {name: str(form[name].value()) for name in data} == data
    assert not Proposal.objects.exists()
    assert client.post(ADDRESS, data).status_code == 302
    assert Proposal.objects.get().author == citizen
    assert client.get(ADDRESS).context["form"]["title"].value() is None


@pytest.mark.requirement("P-1")
def test_without_consent_nothing_is_stored_and_nothing_is_lost(client_of, stranger, consultation, typed):
    proposal = ProposalFactory(consultation=consultation)
    browser = client_of(stranger)
    data = typed()
    leaving = browser.post(ADDRESS, data)
    assert leaving.url.startswith("/bienvenue/?next=")
    assert browser.get(ADDRESS).context["form"]["text"].value() == data["text"]
    for deed in ({"stance": "for", "text": "Oui"}, {"position": "agree"}):
        address = proposal.get_absolute_url() + ("position/" if "position" in deed else "argumenter/")
        assert browser.post(address, deed).url.startswith("/bienvenue/?next=")
    assert Proposal.objects.count() == 1
    assert not Argument.objects.exists()
    assert not Position.objects.exists()


@pytest.mark.requirement("P-1")
def test_a_consent_taken_back_stops_what_comes_after(client_of, citizen, consultation, typed):
    Consent.objects.filter(participant=citizen).update(withdrawn_at=NOON)
    assert client_of(citizen).post(ADDRESS, typed()).url.startswith("/bienvenue/")
    assert not Proposal.objects.exists()


def test_a_suspended_account_is_told(client_of, citizen, consultation):
    citizen.is_active = False
    with pytest.raises(Exception, match=r"suspend"):
        submit(consultation=consultation, author=citizen, title="Un", text="Deux", at=NOON)


@pytest.mark.requirement("C-1")
def test_the_same_form_twice_is_one_proposal(client_of, citizen, consultation, typed):
    data = typed()
    first, second = (client_of(citizen).post(ADDRESS, data) for _n in range(2))
    assert first.url == second.url == "/se-deplacer/propositions/P-1/"
    assert Proposal.objects.count() == 1


def test_another_persons_key_is_a_clear_conflict(client_of, citizen, other_citizen, consultation, typed):
    data = typed()
    client_of(citizen).post(ADDRESS, data)
    response = client_of(other_citizen).post(ADDRESS, {**data, "title": "Autre chose"})
    assert response.status_code == 409
    assert "P-1" not in response.text
    renewed = response.context["form"]
    assert renewed["title"].value() == "Autre chose"
    assert renewed["key"].value() != data["key"]
    assert Proposal.objects.count() == 1
    with pytest.raises(KeyOfAnother):
        submit(
            consultation=consultation,
            author=CitizenFactory(),
            title="Un",
            text="Deux",
            idempotency_key=Proposal.objects.get().idempotency_key,
            at=NOON,
        )


@pytest.mark.parametrize("change", [{"title": "Autre chose"}, {"text": "Une tout autre idée"}])
def test_a_second_text_under_the_same_key_is_kept_on_the_screen_and_can_be_sent(
    client_of, citizen, consultation, typed, change
):
    """The browser's *back* shows the form with its old key."""
    browser, data = client_of(citizen), typed()
    browser.post(ADDRESS, data)
    response = browser.post(ADDRESS, {**data, **change})
    assert response.status_code == 409
    renewed = {name: response.context["form"][name].value() for name in data}
    assert renewed == {**data, **change, "key": renewed["key"]}
    assert renewed["key"] != data["key"]
    assert Proposal.objects.count() == 1
    assert browser.post(ADDRESS, renewed).url == "/se-deplacer/propositions/P-2/"


def test_a_key_that_served_elsewhere_or_before_a_change_is_judged_by_the_first_words(citizen, consultation, typed):
    sent = {"author": citizen, "title": "Un", "text": "Deux", "idempotency_key": uuid4(), "at": NOON}
    first = submit(consultation=consultation, **sent)
    add_version(first, title="Un, mieux", text="Deux", at=NOON)
    assert submit(consultation=consultation, **sent) == first
    with pytest.raises(FormUsedUp):
        submit(consultation=open_consultation("ailleurs"), **sent)


@pytest.mark.parametrize("key", ["", "x", "' OR 1=1", "0b9f6c1e-3d0e-4c59-9a54-6f6f2f1d2e3"])
def test_a_form_that_lost_its_key_counts_as_a_new_one(client_of, citizen, consultation, typed, key):
    assert client_of(citizen).post(ADDRESS, typed(key=key)).status_code == 302
    assert Proposal.objects.get().idempotency_key is not None


def test_after_closing_the_text_stays_on_the_screen(client_of, citizen, consultation, typed):
    with time_machine.travel(CLOSES, tick=False):
        response = client_of(citizen).post(ADDRESS, typed(text="Trop tard, mais gardé"))
        assert response.status_code == 409
        assert "Trop tard, mais gardé" in response.text
        assert "<textarea" not in client_of(citizen).get(ADDRESS).text
    assert not Proposal.objects.exists()


def test_fields_that_the_form_does_not_have_change_nothing(client_of, citizen, other_citizen, consultation, typed):
    more = {"state": "published", "author": str(other_citizen.pk), "number": "99", "published_at": "2020-01-01"}
    client_of(citizen).post(ADDRESS, {**typed(), **more, "invented": "on", "language": "en"})
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.author, proposal.number) == ("submitted", citizen, 1)
    assert (proposal.invented, proposal.language) == (False, "fr")


ARGUE = "/se-deplacer/propositions/P-1/argumenter/"


def test_an_argument_waits_or_appears(client_of, citizen, consultation):
    ProposalFactory(consultation=consultation)
    data = {"stance": "against", "text": "Trop cher", "source_url": "example.org/etude", "key": str(uuid4())}
    first, second = (client_of(citizen).post(ARGUE, data) for _n in range(2))
    argument = Argument.objects.select_related("proposal__consultation").get()
    assert first.url == second.url == argument.get_absolute_url()
    assert (argument.state, argument.stance) == ("submitted", "against")
    assert argument.source_url == "https://example.org/etude"


@pytest.mark.parametrize("change", [{"stance": "for"}, {"text": "Trop lent"}, {"source_url": "https://example.org/"}])
def test_a_second_argument_under_the_same_key_is_kept_on_the_screen_and_can_be_sent(
    client_of, citizen, consultation, change
):
    ConsultationPage.objects.update(repeat_minutes=None)
    ProposalFactory(consultation=consultation)
    browser = client_of(citizen)
    data = {"stance": "against", "text": "Trop cher", "source_url": "", "key": str(uuid4())}
    browser.post(ARGUE, data)
    response = browser.post(ARGUE, {**data, **change})
    assert response.status_code == 409
    renewed = {name: response.context["form"][name].value() for name in data}
    assert renewed == {**data, **change, "key": renewed["key"]}
    assert browser.post(ARGUE, renewed).status_code == 302
    assert Argument.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"stance": "perhaps"},
        {"stance": ""},
        {"text": " "},
        {"text": "x" * 1_501},
        {"source_url": "javascript:alert(1)"},
        {"source_url": "ftp://example.org/"},
        {"source_url": "https://example.org/" + "x" * 500},
    ],
)
def test_an_argument_with_a_fault_keeps_all_that_was_typed(client_of, citizen, consultation, change):
    ProposalFactory(consultation=consultation)
    data = {"stance": "for", "text": "Oui", "source_url": "", "key": str(uuid4()), **change}
    response = client_of(citizen).post(ARGUE, data)
    assert response.status_code == 422
    assert {name: response.context["form"][name].value() for name in data} == data
    assert not Argument.objects.exists()


def test_an_argument_survives_the_sign_in(client, citizen, consultation):
    ProposalFactory(consultation=consultation)
    data = {"stance": "nuance", "text": "Oui, mais", "source_url": "", "key": str(uuid4())}
    assert client.post(ARGUE, data).url.startswith("/connexion/?next=")
    client.force_login(citizen, backend="django.contrib.auth.backends.ModelBackend")
    form = client.get(ARGUE).context["form"]
    assert {name: str(form[name].value()) for name in data} == data


def test_nothing_is_added_to_what_is_not_in_view(client_of, citizen, consultation):
    proposal = ProposalFactory(consultation=consultation, withheld=True)
    browser = client_of(citizen)
    address = proposal.get_absolute_url()
    assert browser.post(f"{address}argumenter/", {"stance": "for", "text": "Oui"}).status_code == 409
    assert browser.post(f"{address}position/", {"position": "agree"}).status_code == 409
    hidden = ProposalFactory(consultation=consultation, waiting=True).get_absolute_url()
    assert browser.post(f"{hidden}argumenter/", {"stance": "for", "text": "Oui"}).status_code == 404
    assert browser.post(f"{hidden}position/", {"position": "agree"}).status_code == 404


def test_numbers_follow_each_other_in_each_consultation(citizen, consultation):
    other = open_consultation("ailleurs")
    made = [
        submit(consultation=where, author=citizen, title=title, text="Deux", at=NOON)
        for title, where in (("Un", consultation), ("Deux", other), ("Trois", consultation))
    ]
    assert [proposal.reference for proposal in made] == ["P-1", "P-1", "P-2"]
    assert ArgumentFactory(proposal=made[0]).reference == "P-1-A1"
