"""A consultation behind a privacy rule: neither the report pages nor the register give anything of it away."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from moderation import actions, months, reading
from tests import factories

REGISTER = "/registre/"
PAGES = ["/signaler/se-deplacer/P-1/", "/signaler/se-deplacer/P-1/A-1/"]


@pytest.fixture
def jury(consultation):
    """The group that may read the consultation, and nobody else."""
    rule = PageViewRestriction.objects.create(page=consultation, restriction_type=PageViewRestriction.GROUPS)
    group = Group.objects.create(name="Jury")
    rule.groups.add(group)
    return group


@pytest.mark.parametrize("address", PAGES)
def test_report_page_of_a_restricted_text_asks_to_sign_in(client, published, jury, address):
    factories.ArgumentFactory(proposal=published, text="Entre nous")
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.url.startswith("/connexion/?next=")
    assert client.post(address, {"words": "Non."}).status_code == 302


@pytest.mark.parametrize("address", PAGES)
def test_report_page_of_a_restricted_text_opens_for_the_group_only(client_of, citizen, published, jury, address):
    factories.ArgumentFactory(proposal=published, text=published.text)
    assert client_of(citizen).get(address).status_code == 404
    citizen.groups.add(jury)
    assert published.text in client_of(citizen).get(address).text


def test_register_names_no_restricted_consultation(client, published, moderator, reasons, jury):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    other = factories.ProposalFactory(consultation=factories.open_consultation("autre", title="Autre"), waiting=True)
    actions.decide(subject=other, by=moderator, kind="publish", seen=0)
    assert [decision.subject for decision in reading.public_decisions()] == [other]
    assert reading.moderated_consultations() == [("autre", "Autre")]
    assert sum(month.withheld for month in months.month_figures()) == 0
    page = client.get(REGISTER).text.split('id="moderation"')[1]
    assert published.consultation.title not in page


@pytest.mark.parametrize("asked", ["consultation", "decision"])
def test_null_characters_in_the_registers_address_are_passed_over(client, published, moderator, reasons, asked):
    actions.decide(subject=published, by=moderator, seen=0, **reasons)
    page = client.get(REGISTER, {asked: "\x00"})
    assert page.status_code == 200
    assert "Hors du sujet" in page.text


@pytest.mark.parametrize("asked", ["consultation", "kind", "page"])
def test_null_characters_in_the_desks_address_are_passed_over(client_of, moderator, waiting, asked):
    assert "P-1" in client_of(moderator).get("/admin/moderation/", {asked: "\x00"}).text
