"""What an author wrote before the version that a moderator published is for that author and for moderators."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from cms.gates import CitationAmiss, require_publishable
from cms.models import Citation, Finding
from moderation import actions as moderation
from participants.my_data import erase, export_of
from proposals.actions import add_version
from proposals.models import Proposal
from tests.cms.shelf import draft
from tests.conftest import NOON
from tests.factories import ProposalFactory

FIRST, SECOND, THIRD = (f"/se-deplacer/propositions/P-1/versions/{number}/" for number in (1, 2, 3))
UNREAD = "Motquepersonnenalu"
DESK_ADDRESSES = ["", "P-1/", "versions/2/", "versions/2/source.json", "versions/3/", "versions/3/source.json"]
pytestmark = [pytest.mark.django_db, pytest.mark.requirement("C-2")]


@pytest.fixture
def waiting(consultation, citizen, at_noon):
    """Edited once while it waits: the first version holds words that nobody but its author has read."""
    proposal = ProposalFactory(consultation=consultation, author=citizen, waiting=True, title=UNREAD, text=UNREAD)
    add_version(proposal, title="Plus de bus", text="Plus de bus le soir.", at=NOON)
    return proposal


@pytest.fixture
def published(waiting, moderator):
    """The second version was read and published; a third one came after."""
    moderation.decide(subject=waiting, by=moderator, kind="publish", seen=0, read_version=2)
    waiting.refresh_from_db()
    add_version(waiting, title="Plus de cars", text="Plus de cars le soir.", at=NOON + timedelta(hours=1))
    return waiting


@pytest.fixture
def cited_first(published):
    """A draft whose one citation names the hidden version, as a script might make it."""
    page = draft(published.consultation, [("question", "Un constat", [])])
    citation = Citation.quoting(published.versions.get(number=1), finding=Finding.objects.get(page=page))
    citation.save()
    return page


@pytest.mark.parametrize("address", [FIRST, FIRST + "source.json"])
def test_readers_do_not_find_what_was_never_published(client, client_of, other_citizen, published, address):
    for reader in (client, client_of(other_citizen)):
        assert reader.get(address).status_code == 404
        assert reader.get(address.replace("/1/", "/2/")).status_code == 200


@pytest.mark.parametrize("address", DESK_ADDRESSES)
def test_no_page_links_to_it_compares_with_it_or_holds_its_words(client, published, address):
    base = "/se-deplacer/propositions/" if not address.startswith("versions") else "/se-deplacer/propositions/P-1/"
    page = client.get(base + address)
    assert page.status_code == 200
    assert UNREAD not in page.text
    assert FIRST not in page.text


def test_the_first_public_version_changed_nothing_and_the_next_one_did(client, client_of, citizen, published):
    assert client.get(SECOND).context["changes"] is None
    assert client.get(THIRD).context["changes"]["number"] == 2
    assert client_of(citizen).get(SECOND).context["changes"]["number"] == 1


def test_author_and_moderators_read_it_and_are_told_that_others_do_not(client_of, citizen, moderator, published):
    for reader in (citizen, moderator):
        browser = client_of(reader)
        page = browser.get(FIRST)
        assert UNREAD in page.text
        assert page.context["version"]["is_private"] is True
        assert browser.get(SECOND).context["version"]["is_private"] is False
        assert FIRST in browser.get(SECOND).text


def test_the_export_and_the_search_hold_none_of_it(client, published):
    exported = client.get(reverse("proposals:export", args=["se-deplacer"]))
    lines = b"".join(exported.streaming_content).decode()
    assert "Plus de cars" in lines
    assert UNREAD not in lines
    assert client.get("/se-deplacer/propositions/", {"q": UNREAD}).context["cards"] == []


def test_it_stays_in_the_authors_own_data_alone(citizen, other_citizen, published):
    assert UNREAD in str(export_of(citizen))
    assert UNREAD not in str(export_of(other_citizen))


def test_a_text_withheld_after_publication_shows_its_public_versions_only(client, moderator, published):
    published.withhold(ground="Hors du sujet", at=NOON)
    assert client.get(FIRST).status_code == 404
    assert "Plus de bus" in client.get(SECOND).text
    published.publish(at=NOON)
    assert Proposal.objects.get().first_public_version == 2


def test_of_a_refused_text_only_the_version_decided_on_has_a_placeholder(client, client_of, citizen, waiting):
    waiting.withhold(ground="Hors du sujet", at=NOON)
    assert client.get(FIRST).status_code == 404
    assert "Hors du sujet" in client.get(SECOND).text
    assert UNREAD in client_of(citizen).get(FIRST).text


def test_erasing_the_account_empties_what_was_never_published(citizen, published):
    erase(participant=citizen)
    texts = dict(published.versions.values_list("number", "text"))
    assert texts == {1: "", 2: "Plus de bus le soir.", 3: "Plus de cars le soir."}


def test_a_synthesis_that_cites_it_is_not_published(published, cited_first):
    with pytest.raises(CitationAmiss) as refused:
        require_publishable(cited_first)
    assert UNREAD not in str(refused.value)
    published.first_public_version = 1
    published.save()
    assert require_publishable(cited_first) == []


def test_a_published_proposal_says_from_which_version(waiting):
    with pytest.raises(IntegrityError, match="proposal_published_from_version"), transaction.atomic():
        Proposal.objects.update(state="published", published_at=NOON)


def test_rows_from_before_the_column_are_public_from_what_stood_at_publication(published):
    early, late = published.pk, ProposalFactory(consultation=published.consultation, published_at=NOON).pk
    refused = ProposalFactory(consultation=published.consultation, withheld=True, published_at=None).pk
    migration = import_module("proposals.migrations.0003_first_public_version")
    Proposal.objects.filter(pk=early).update(first_public_version=9)
    migration.find_first_public_versions(apps, None)
    found = dict(Proposal.objects.values_list("pk", "first_public_version"))
    assert found == {early: 2, late: 1, refused: None}
