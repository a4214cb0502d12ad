"""M-10: whoever writes personal data is warned before all can read it, loses nothing, and decides."""

import pytest

from proposals.entering.forms import EntryForm
from proposals.forms import ProposalForm
from proposals.models import Amendment, Argument, Draft, Proposal
from tests.factories import ArgumentFactory, ProposalFactory, staff

SUBMIT = "/se-deplacer/deposer/"
NUMBER = "Appelez-moi au 06 12 34 56 78 pour en parler."
BOX = 'name="as_it_is"'
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("M-10"), pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def addresses(consultation, citizen):
    """Each form by its name: where it stands, what is typed, whose rows count."""
    proposal = ProposalFactory(consultation=consultation)
    own = ProposalFactory(consultation=consultation, author=citizen, waiting=True)
    argument = ArgumentFactory(proposal=proposal)
    base = "/se-deplacer/propositions"
    return {
        "proposal": (SUBMIT, {"title": "Du train", "text": NUMBER}, Proposal.objects),
        "change": (f"{base}/P-{own.number}/modifier/", {"title": "T", "text": NUMBER, "read_version": 1}, own.versions),
        "argument": (f"{base}/P-1/argumenter/", {"stance": "for", "text": NUMBER}, Argument.objects),
        "reply": (f"{base}/P-1/arguments/A{argument.number}/repondre/", {"text": NUMBER}, Argument.objects),
        "amendment": (
            f"{base}/P-1/amender/",
            {"read_version": 1, "start": 0, "end": 14, "text": "Plus de bus", "reason": NUMBER},
            Amendment.objects,
        ),
    }


FORMS = ("proposal", "change", "argument", "reply", "amendment")


@pytest.mark.parametrize("form", FORMS)
def test_the_first_sending_comes_back_with_all_that_was_typed(client_of, citizen, addresses, form):
    address, typed, rows = addresses[form]
    before = rows.count()
    answer = client_of(citizen).post(address, typed)
    assert answer.status_code == 422
    assert rows.count() == before
    assert NUMBER in answer.text
    assert "06 12…" in answer.text
    assert BOX in answer.text
    head = answer.text[answer.text.index('class="error-summary"') :][:700]
    assert 'role="alert"' in head
    assert "data-focus" in head
    assert 'href="#id_as_it_is"' in head
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("form", FORMS)
def test_ticked_it_is_sent_as_it_is(client_of, citizen, addresses, form):
    address, typed, rows = addresses[form]
    before = rows.count()
    assert client_of(citizen).post(address, {**typed, "as_it_is": "on"}).status_code == 302
    assert rows.count() == before + 1


@pytest.mark.parametrize("form", FORMS)
def test_without_personal_data_nothing_is_asked(client_of, citizen, addresses, form):
    address, typed, rows = addresses[form]
    before = rows.count()
    plain = {name: "Plus de trains entre 2010 et 2020." if said == NUMBER else said for name, said in typed.items()}
    browser = client_of(citizen)
    assert BOX not in browser.get(address).text
    assert browser.post(address, plain).status_code == 302
    assert rows.count() == before + 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Écrivez à camille@exemple.fr", "camill…"),
        ("J’habite 12, rue de la Paix 75002 Paris", "12, ru…"),
        ("camille@exemple.fr ou 06 12 34 56 78", "06 12…"),
    ],
)
def test_the_sentence_says_what_it_is_and_how_it_begins(client_of, citizen, consultation, text, said):
    page = client_of(citizen).post(SUBMIT, {"title": "Du train", "text": text}).text
    assert said in page


def test_the_title_is_read_too(client_of, citizen, consultation):
    answer = client_of(citizen).post(SUBMIT, {"title": "06 12 34 56 78", "text": "Plus de trains."})
    assert answer.status_code == 422


def test_another_fault_keeps_the_box_ticked(client_of, citizen, consultation):
    page = client_of(citizen).post(SUBMIT, {"title": "", "text": NUMBER, "as_it_is": "on"}).text
    box = page[page.index(BOX) - 60 :][:160]
    assert "checked" in box


def test_a_look_at_it_is_not_stopped(client_of, citizen, consultation):
    answer = client_of(citizen).post(SUBMIT, {"title": "Du train", "text": NUMBER, "preview": "1"})
    assert answer.status_code == 200
    assert "preview-title" in answer.text
    assert not Proposal.objects.exists()


def test_who_signs_in_on_the_way_is_not_asked_again(client, consultation):
    client.post(SUBMIT, {"title": "Du train", "text": NUMBER, "as_it_is": "on"})
    page = client.get(SUBMIT).text
    assert NUMBER in page
    assert "checked" in page[page.index(BOX) - 60 :][:160]


def test_a_draft_is_kept_without_a_question(client_of, citizen, consultation):
    answer = client_of(citizen).post(f"{SUBMIT}brouillon/", {"title": "Du train", "text": NUMBER})
    assert answer.status_code in {200, 302}
    assert NUMBER in Draft.objects.get().words.text


def test_the_box_is_no_part_of_what_was_typed(consultation):
    form = ProposalForm({"title": "Du train", "text": NUMBER, "as_it_is": "on"}, consultation=consultation)
    assert form.is_valid()
    assert "as_it_is" not in form.cleaned_data


def test_whoever_enters_a_letter_is_warned_alike(client_of, consultation):
    organiser = staff("organisation@example.org", "Organisation", ["proposals.enter_entry"])
    address = "/admin/contributions/se-deplacer/"
    typed = {"title": "Du train", "text": NUMBER, "medium": "letter", "received_on": "2026-03-01", "basis": "anonymous"}
    assert "as_it_is" not in EntryForm(consultation=consultation).fields
    browser = client_of(organiser)
    answer = browser.post(address, typed)
    assert (answer.status_code, BOX in answer.text) == (422, True)
    assert browser.post(address, {**typed, "as_it_is": "on"}).status_code == 302
    assert Proposal.objects.count() == 1
