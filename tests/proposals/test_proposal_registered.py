"""What this room adds to lower pages, to the register, to my space, to the export and the erasure."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from consult import journal
from consult.register import described
from participants.my_data import erase, export_of
from proposals.actions import publish, submit
from proposals.figures import figures_of
from proposals.importing import ImportRow, import_list
from proposals.models import Argument, Position, Proposal
from proposals.space import my_positions, my_texts
from proposals.tagging import tag_proposal
from tests.conftest import NOON
from tests.factories import (
    CLOSES,
    ArgumentFactory,
    CitizenFactory,
    PositionFactory,
    ProposalFactory,
    UserFactory,
    open_consultation,
)

LIST = "/se-deplacer/propositions/"
pytestmark = pytest.mark.django_db


def now_panel(page) -> dict:
    (panel,) = [panel for panel in page.context["panels"]["now"] if panel["name"] == "proposals-now"]
    return panel["data"]


@pytest.mark.parametrize(
    ("rights", "first"),
    [
        (("submit", "argue", "take_position"), "/se-deplacer/donner-mon-avis/"),
        (("submit", "argue"), "/se-deplacer/deposer/"),
        (("take_position",), "/se-deplacer/donner-mon-avis/"),
        (("argue",), LIST),
        ((), LIST),
    ],
)
@pytest.mark.usefixtures("at_noon")
def test_the_consultation_says_the_one_thing_to_do(client, rights, first):
    open_consultation(rights=rights)
    assert now_panel(client.get("/se-deplacer/"))["first"]["url"] == first


def test_after_closing_there_is_only_reading(client, consultation):
    import time_machine

    with time_machine.travel(CLOSES, tick=False):
        assert now_panel(client.get("/se-deplacer/"))["first"]["url"] == LIST


def test_figures_count_what_is_listed_and_each_person_once(consultation):
    twice = CitizenFactory()
    proposal = ProposalFactory(consultation=consultation, author=twice)
    ArgumentFactory(proposal=proposal, author=twice)
    PositionFactory(proposal=proposal, participant=twice)
    PositionFactory(proposal=proposal)
    hidden = ProposalFactory(consultation=consultation, withheld=True)
    ArgumentFactory(proposal=hidden)
    PositionFactory(proposal=hidden)
    other = open_consultation("ailleurs")
    figures = figures_of([consultation.pk, other.pk])
    assert (figures[consultation.pk].proposals, figures[consultation.pk].arguments) == (1, 1)
    assert (figures[consultation.pk].positions, figures[consultation.pk].people) == (2, 2)
    assert (figures[other.pk].proposals, figures[other.pk].people) == (0, 0)


def test_people_are_those_whom_a_look_at_every_row_finds_in_four_queries(consultation, count_queries):
    people, other = [CitizenFactory() for _n in range(5)], open_consultation("ailleurs")
    shown = [ProposalFactory(consultation=page, author=person) for page in (consultation, other) for person in people]
    for turn, proposal in enumerate(shown[:7]):
        ArgumentFactory(proposal=proposal, author=people[turn % 3], waiting=turn == 2)
        PositionFactory(proposal=proposal, participant=people[turn % 4])
    PositionFactory(proposal=shown[0])
    shown[4].withhold(ground="Hors du sujet", at=NOON)
    pages = [consultation.pk, other.pk]
    found: dict[int, set[int]] = {page: set() for page in pages}
    for proposal in Proposal.objects.listed():
        found[proposal.consultation_id] |= {proposal.author_id}
        found[proposal.consultation_id] |= set(proposal.positions.values_list("participant", flat=True))
        listed = proposal.arguments.filter(state="published")
        found[proposal.consultation_id] |= set(listed.values_list("author", flat=True))
    assert {page: figures.people for page, figures in figures_of(pages).items()} == {
        page: len(members) for page, members in found.items()
    }
    assert len(count_queries(lambda: figures_of(pages))) == 4


def test_voices_that_an_import_brought_took_part_elsewhere(client, consultation):
    proposal = ProposalFactory(consultation=consultation, author=None)
    PositionFactory(proposal=proposal, participant=UserFactory(email=None, origin="Polis"))
    ArgumentFactory(proposal=proposal, author=UserFactory(email=None, origin="Polis"))
    counted = figures_of([consultation.pk])[consultation.pk]
    assert (counted.people, counted.positions, counted.arguments, counted.voices) == (0, 1, 1, 1)
    PositionFactory(proposal=proposal)
    assert figures_of([consultation.pk])[consultation.pk].people == 1


@pytest.mark.requirement("M-6")
def test_the_latest_proposals_are_listed_ones(client, consultation):
    ProposalFactory(consultation=consultation, title="À voir")
    ProposalFactory(consultation=consultation, withheld=True, title="Choquant")
    page = client.get("/se-deplacer/")
    assert "À voir" in page.text
    assert "Choquant" not in page.text
    assert not page.cookies


def test_my_space_shows_my_texts_with_their_state_and_my_positions(client_of, citizen, consultation):
    ProposalFactory(consultation=consultation, author=citizen, waiting=True, title="La mienne attend")
    ProposalFactory(consultation=consultation, author=citizen, withheld=True, title="La mienne est retirée")
    other = ProposalFactory(consultation=consultation, title="Celle d’une autre")
    ArgumentFactory(proposal=other, author=citizen, text="Mon argument")
    PositionFactory(proposal=other, participant=citizen, value=-1)
    page = client_of(citizen).get("/mon-espace/").text
    for words in ("La mienne attend", "Hors du sujet", "Mon argument", "Celle d’une autre"):
        assert words in page
    assert "UNDEFINED" not in page


def test_my_space_costs_the_same_at_one_and_at_twelve_rows(citizen, consultation, count_queries):
    def add() -> None:
        proposal = ProposalFactory(consultation=consultation, author=citizen)
        ArgumentFactory(proposal=proposal, author=citizen)
        PositionFactory(proposal=proposal, participant=citizen)

    def read() -> None:
        my_texts(citizen)
        my_positions(citizen)

    add()
    one = count_queries(read)
    for _n in range(12):
        add()
    assert len(count_queries(read)) == len(one)


def test_each_event_reads_as_a_sentence(citizen, consultation):
    proposal = submit(consultation=consultation, author=citizen, title="Un", text="Deux", at=CLOSES.replace(month=3))
    publish(proposal, at=NOON)
    import_list(consultation=consultation, rows=[ImportRow(text="Trois")], source="Ailleurs", licence="CC0")
    entries = [
        *journal.JournalEntry.objects.order_by("number"),
        journal.record("argument.published", consultation="se-deplacer", argument="P-1-A1"),
        journal.record("arguments.imported", consultation="se-deplacer", count=2, list_hash="0" * 64),
    ]
    for row in described(entries):
        assert row["entry"].event not in row["sentence"]


@pytest.mark.requirement("C-4")
def test_the_journal_holds_no_word_and_no_name(citizen, consultation):
    proposal = submit(
        consultation=consultation, author=citizen, title="Titre secret", text="Texte secret", at=CLOSES.replace(month=3)
    )
    publish(proposal, at=NOON)
    for entry in journal.JournalEntry.objects.all():
        written = str(entry.body())
        assert "secret" not in written
        assert citizen.display_name not in written


@pytest.mark.requirement("P-3")
def test_the_copy_of_my_data_holds_all_my_rows(citizen, consultation):
    proposal = ProposalFactory(consultation=consultation, author=citizen, waiting=True, text="Mes mots")
    tag_proposal(proposal, ["train"])
    ArgumentFactory(proposal=proposal, author=citizen, text="Mon argument")
    PositionFactory(proposal=proposal, participant=citizen, value=0)
    ProposalFactory(consultation=consultation)
    data = export_of(citizen)
    assert [(row["text"], row["tags"]) for row in data["proposals"]] == [("Mes mots", ["train"])]
    assert [row["text"] for row in data["arguments"]] == ["Mon argument"]
    assert [row["position"] for row in data["positions"]] == [0]


@pytest.mark.requirement("P-4")
def test_erasing_an_account_leaves_public_words_without_their_author(citizen, consultation):
    public = ProposalFactory(consultation=consultation, author=citizen, title="Publique")
    waiting = ProposalFactory(consultation=consultation, author=citizen, waiting=True, title="Jamais lue")
    tag_proposal(waiting, ["intime"])
    ArgumentFactory(proposal=public, author=citizen)
    ArgumentFactory(proposal=public, author=citizen, waiting=True)
    PositionFactory(proposal=public, participant=citizen)
    counts = erase(participant=citizen)
    assert (counts["positions"], counts["waiting_proposals"], counts["waiting_arguments"]) == (1, 1, 1)
    assert (Position.objects.count(), Argument.objects.count()) == (0, 1)
    public, waiting = Proposal.objects.order_by("number").select_related("current", "author")
    assert (public.author, public.title) == (None, "Publique")
    assert (waiting.author, waiting.title, waiting.search_text, waiting.state) == (None, "", "", "withheld")
    assert not waiting.tags.exists()


def restrict(consultation, kind: str, **fields) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=consultation, restriction_type=kind, **fields)


@pytest.mark.parametrize("address", ["", "P-1/", "P-1/versions/1/", "P-1/versions/1/source.json", "P-1/argumenter/"])
def test_a_password_keeps_readers_out_of_everything(client, consultation, address):
    ProposalFactory(consultation=consultation, text="Entre nous")
    rule = restrict(consultation, "password", password="sésame")
    kept_out = client.get(LIST + address)
    assert "Entre nous" not in kept_out.text
    client.post(
        f"/_util/authenticate_with_password/{rule.pk}/{consultation.pk}/", {"password": "sésame", "return_url": LIST}
    )
    assert client.get(LIST + address).status_code == 200
    assert client.get(LIST + address).text != kept_out.text


def test_a_private_consultation_asks_to_sign_in_then_for_the_group(client, client_of, citizen, consultation):
    ProposalFactory(consultation=consultation, text="Entre nous")
    rule = restrict(consultation, "groups")
    group = Group.objects.create(name="Jury")
    rule.groups.add(group)
    for address in (LIST, f"{LIST}P-1/", f"{LIST}P-1/position/", "/se-deplacer/propositions.csv"):
        assert client.get(address).url.startswith("/connexion/?next=")
        assert client_of(citizen).get(address).status_code == 404
    citizen.groups.add(group)
    assert "Entre nous" in client_of(citizen).get(f"{LIST}P-1/").text


def test_a_rule_above_the_page_holds_too_and_no_vote_goes_by_it(client_of, citizen, consultation, at_noon):
    ProposalFactory(consultation=consultation)
    restrict(consultation.get_parent(), "password", password="sésame")
    answer = client_of(citizen).post(f"{LIST}P-1/position/", {"position": "agree"})
    assert answer.status_code == 200
    assert not Position.objects.exists()
