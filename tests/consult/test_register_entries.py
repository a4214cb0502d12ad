"""The register's list: each room says how its entries read and where they lead, a page at a time."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult import journal
from proposals.references import proposal_number, typed_number
from tests import factories
from tests.amendment_factory import AmendmentFactory
from tests.conftest import NOON
from tests.journal_words import written_before

pytestmark = pytest.mark.django_db
PROPOSAL = 'href="/se-deplacer/propositions/P-12/"'


@pytest.mark.parametrize(
    ("event", "content"),
    [
        ("proposal.published", {"proposal": "P-12", "version": 1}),
        ("argument.published", {"argument": "P-12-A3"}),
        ("proposal.kept", {"proposal": "P-12", "decision": 1, "after_report": True}),
        ("argument.withheld", {"argument": "P-12-A3", "decision": 1, "ground": "0" * 64, "duration": "indefinite"}),
        ("pepite.set", {"proposal": "P-12"}),
    ],
)
def test_an_entry_leads_to_the_proposal_that_it_names(client, consultation, event, content):
    factories.ProposalFactory(consultation=consultation, number=12)
    journal.record(event, consultation="se-deplacer", **content)
    assert PROPOSAL in client.get("/registre/").text


def test_an_entry_leads_nowhere_while_nobody_else_reads_what_it_names(client, consultation):
    text = factories.ProposalFactory(consultation=consultation, number=12, waiting=True)
    journal.record("proposal.change_asked", consultation="se-deplacer", proposal="P-12", decision=1)
    assert "P-12" in client.get("/registre/").text
    assert PROPOSAL not in client.get("/registre/").text
    assert client.get("/se-deplacer/propositions/P-12/").status_code == 404
    text.publish(at=NOON)
    assert PROPOSAL in client.get("/registre/").text


def test_an_entry_leads_to_what_is_withheld_and_its_placeholder(client, consultation):
    text = factories.ProposalFactory(consultation=consultation, number=12)
    journal.record("proposal.withheld", consultation="se-deplacer", proposal="P-12", decision=1, ground="0" * 64)
    text.withhold(ground="Hors du sujet", at=NOON)
    assert PROPOSAL in client.get("/registre/").text
    consultation.unpublish()
    assert PROPOSAL not in client.get("/registre/").text


def test_an_entry_leads_to_the_amendment_that_it_names_once_everyone_finds_it(client, consultation):
    amendment = AmendmentFactory(proposal=factories.ProposalFactory(consultation=consultation), waiting=True)
    page = amendment.get_absolute_url()
    named = {"amendment": amendment.reference, "decision": 1}
    journal.record("amendment.returned", consultation="se-deplacer", undoes=1, **named)
    assert f'href="{page}"' not in client.get("/registre/").text
    amendment.publish(at=NOON)
    assert f'href="{page}"' in client.get("/registre/").text


@pytest.mark.parametrize("reference", ["T-12", "P-0", "P-12 et", "P-1234567890", ""])
def test_an_entry_that_names_no_proposal_leads_nowhere(client, reference):
    written_before("theme.renamed", theme="T-1", proposal=reference)
    assert proposal_number(reference) is None
    assert "/propositions/" not in client.get("/registre/").text


@pytest.mark.parametrize(
    ("typed", "number"), [("P-128", 128), (" p 128 ", 128), ("p128", 128), ("128", None), ("P-128 train", None)]
)
def test_a_typed_reference_is_read_as_people_type_it(typed, number):
    assert typed_number(typed) == number


def test_the_reference_of_a_row_is_read_back(consultation):
    argument = factories.ArgumentFactory(proposal__consultation=consultation)
    for row in (argument.proposal, argument):
        assert proposal_number(row.reference) == argument.proposal.number


def test_the_ground_floor_writes_no_proposal_reference():
    """What a proposal is called is its own room's: here only samples of the style guide show one."""
    for path in sorted((Path(settings.BASE_DIR) / "consult").rglob("*.py")):
        if "styleguide" in path.parts:
            continue
        words = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
        assert not [word for word in words if isinstance(word, str) and "P-" in word], path


def cost(client):
    client.get("/registre/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/registre/")
    return len(queries)


def test_a_page_costs_the_same_however_many_texts_were_withheld(client):
    seal = factories.GroundFactory().seal

    def withhold(numbers):
        for number in numbers:
            named = {"proposal": f"P-{number}", "ground": seal, "decision": 1, "duration": "indefinite"}
            journal.record("proposal.withheld", consultation="se-deplacer", **named)

    withhold([1])
    one = cost(client)
    withhold(range(2, 14))
    assert cost(client) == one
    assert client.get("/registre/").text.count("Hors du sujet") == 13
