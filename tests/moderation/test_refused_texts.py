"""A refusal publishes nothing: what was never in view, or is against the law, is for its author and moderators."""

import pytest
from django.utils.translation import override

from moderation import actions
from moderation.notices import statement_of_reasons
from tests import factories

PAGES = ["/se-deplacer/propositions/P-1/", "/se-deplacer/propositions/P-1/versions/1/"]
WORDS = "Phraserefusée"


@pytest.fixture
def illegal(reasons):
    return {**reasons, "ground": factories.GroundFactory(title="Contre la loi", kind="illegal")}


@pytest.fixture
def refused(consultation, moderator, reasons):
    """A proposal that was withheld at its first reading."""
    text = factories.ProposalFactory(consultation=consultation, waiting=True, title=WORDS, text=WORDS)
    actions.decide(subject=text, by=moderator, seen=0, **reasons)
    return text


@pytest.mark.parametrize("address", PAGES)
def test_refused_text_shows_its_ground_and_nothing_else(client, client_of, citizen, refused, address):
    for reader in (client, client_of(citizen)):
        page = reader.get(address)
        assert page.status_code == 200
        assert "Hors du sujet" in page.text
        assert WORDS not in page.text


@pytest.mark.parametrize("address", PAGES)
def test_refused_text_is_read_by_its_author_and_by_moderators(client_of, moderator, refused, address):
    for reader in (refused.author, moderator):
        assert WORDS in client_of(reader).get(address).text


@pytest.mark.parametrize("address", PAGES)
def test_text_against_the_law_is_not_read_on_demand(client, client_of, moderator, published, illegal, address):
    text = published.text
    assert text in client.get(address).text
    actions.decide(subject=published, by=moderator, seen=0, **illegal)
    assert text not in client.get(address).text
    assert text in client_of(published.author).get(address).text


def test_text_against_the_charter_is_still_read_on_demand(client, moderator, published, illegal, reasons):
    actions.decide(subject=published, by=moderator, seen=0, **illegal)
    actions.decide(subject=published, by=moderator, seen=1, kind="publish")
    actions.decide(subject=published, by=moderator, seen=2, **reasons)
    assert published.text in client.get(PAGES[0]).text


def test_refused_argument_shows_its_ground_and_nothing_else(client, client_of, moderator, published, reasons):
    refused = factories.ArgumentFactory(proposal=published, text=WORDS, waiting=True)
    shown = factories.ArgumentFactory(proposal=published, text="Dit en public")
    for argument in (refused, shown):
        actions.decide(subject=argument, by=moderator, seen=0, **reasons)
    page = client.get(PAGES[0]).text
    assert WORDS not in page
    assert page.count("Hors du sujet") >= 2
    assert "Dit en public" in page
    assert WORDS in client_of(refused.author).get(PAGES[0]).text


def test_author_is_told_who_can_still_read_a_refused_text(refused, published, moderator, reasons):
    decision = actions.decide(subject=published, by=moderator, seen=0, **reasons)
    with override("en"):
        assert "who wants to judge" in statement_of_reasons(decision, published)
        assert "only you and the moderators" in statement_of_reasons(refused.decisions.get(), refused)


@pytest.mark.requirement("M-6")
@pytest.mark.parametrize("form", ["repondre/", "convaincant/"])
def test_a_refused_argument_is_read_on_no_form_about_it(
    client, client_of, citizen, moderator, consultation, form, reasons
):
    argument = factories.ArgumentFactory(proposal__consultation=consultation, waiting=True, text=WORDS)
    address = f"{PAGES[0]}arguments/A{argument.number}/{form}"
    actions.decide(subject=argument, by=moderator, seen=0, **reasons)
    for reader in (client, client_of(citizen)):
        page = reader.get(address)
        assert page.status_code == 200
        assert WORDS not in page.text
    sent = client_of(citizen).post(address, {"convincing": "yes"}, headers={"HX-Request": "true"})
    assert WORDS not in sent.text


@pytest.mark.requirement("M-6")
@pytest.mark.parametrize("form", ["repondre/", "convaincant/"])
def test_control_a_published_argument_is_read_above_the_forms_about_it(client, consultation, form):
    factories.ArgumentFactory(proposal__consultation=consultation, text=WORDS)
    assert WORDS in client.get(f"{PAGES[0]}arguments/A1/{form}").text
