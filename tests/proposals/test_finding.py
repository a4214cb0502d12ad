"""Finding: by an argument, with the words marked; filters and orders in the address; pages that do not shift."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from consult.models import Phase
from moderation.models import Decision
from proposals import actions, finding
from proposals.models import Argument, Position, Proposal, Version
from proposals.tagging import tag_proposal
from tests.conftest import NOON
from tests.factories import (
    CLOSES,
    EARLY,
    OPENS,
    ArgumentFactory,
    CitizenFactory,
    PositionFactory,
    ProposalFactory,
    add_version,
    open_consultation,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/se-deplacer/propositions/"


def shown(response) -> list[str]:
    return re.findall(r'<span class="reference">(P-\d+)</span>', response.text)


def next_page(response) -> str:
    return re.search(r'rel="next" href="([^"]+)"', response.text)[1].replace("&amp;", "&")


@pytest.fixture
def argued(consultation) -> Argument:
    """P-1 is about trains, its argument about the village's heart; P-2 has nothing to do with it."""
    proposal = ProposalFactory(consultation=consultation)
    ProposalFactory(consultation=consultation)
    return ArgumentFactory(proposal=proposal, stance="against", text="Au <b>cœur</b> du village, personne ne le prend.")


def test_a_proposal_is_found_by_its_argument_and_its_card_says_so(client, argued):
    page = client.get(ADDRESS, {"q": "coeur villages"})
    assert shown(page) == ["P-1"]
    card = page.text[page.text.index("Au &lt;b&gt;") - 200 :]
    assert "Au &lt;b&gt;<mark>cœur</mark>&lt;/b&gt; du <mark>village</mark>, personne" in card
    assert f"P-1/?arguments=tous#argument-{argued.number}" in card


def test_words_of_two_arguments_do_not_make_one(client, argued):
    ArgumentFactory(proposal=argued.proposal, text="Une gare fermée.")
    assert shown(client.get(ADDRESS, {"q": "gare"})) == ["P-1"]
    assert shown(client.get(ADDRESS, {"q": "gare village"})) == []


@pytest.mark.parametrize("state", ["waiting", "withheld"])
def test_an_argument_out_of_view_makes_nothing_findable(client, consultation, state):
    ArgumentFactory(proposal=ProposalFactory(consultation=consultation), text="Le cœur du village.", **{state: True})
    assert shown(client.get(ADDRESS, {"q": "village"})) == []


def test_an_argument_withheld_leaves_the_results_at_once_and_its_words_the_index(client, argued):
    argued.withhold(ground="Hors du sujet", at=timezone.now())
    assert shown(client.get(ADDRESS, {"q": "village"})) == []
    assert argued.search_text == ""
    argued.publish(at=timezone.now())
    assert shown(client.get(ADDRESS, {"q": "village"})) == ["P-1"]


def test_it_leaves_even_where_the_index_was_not_told(client, argued):
    Argument.objects.filter(pk=argued.pk).update(state="withheld", withheld_at=EARLY, withheld_ground="Hors du sujet")
    assert shown(client.get(ADDRESS, {"q": "village"})) == []


def test_an_erased_text_is_found_no_more(client, consultation):
    proposal = ProposalFactory(consultation=consultation)
    assert shown(client.get(ADDRESS, {"q": "train"})) == ["P-1"]
    Version.objects.filter(proposal=proposal).blank(at=timezone.now())
    assert shown(client.get(ADDRESS, {"q": "train"})) == []


def test_erased_before_it_was_read_an_argument_is_found_no_more(client, consultation):
    argument = ArgumentFactory(proposal=ProposalFactory(consultation=consultation), text="Le cœur du village.")
    Argument.objects.filter(pk=argument.pk).update(text="")
    assert shown(client.get(ADDRESS, {"q": "village"})) == []
    argument.delete()
    assert shown(client.get(ADDRESS, {"q": "village"})) == []


def test_words_are_marked_in_titles_and_excerpts_and_escaped(client, consultation):
    text = "Rien. " * 90 + "Enfin <i>l’École</i> du soir."
    ProposalFactory(consultation=consultation, title="Des écoles & <b>gares</b>", text=text)
    page = client.get(ADDRESS, {"q": "ecole"}).text
    assert "Des <mark>écoles</mark> &amp; &lt;b&gt;gares&lt;/b&gt;" in page
    assert "&lt;i&gt;l’<mark>École</mark>&lt;/i&gt; du soir." in page


@pytest.mark.parametrize("text", ["", "mot", "é" * 600, "a " * 400, "un cœur " + "b" * 600, "c" * 600 + " cœur"])
def test_an_excerpt_is_short_whatever_the_text(text):
    assert len(finding.excerpt(text, "coeur", "fr")) <= finding.EXCERPT + 3


def test_the_last_word_may_be_begun_and_the_others_may_not(client, consultation):
    ProposalFactory(consultation=consultation, title="Pistes cyclables", text="Rien d’autre.")
    assert shown(client.get(ADDRESS, {"q": "pistes cycl"})) == ["P-1"]
    assert shown(client.get(ADDRESS, {"q": "cycl pistes"})) == []
    assert shown(client.get(ADDRESS, {"q": "pistes c"})) == []


def test_state_shows_what_was_changed_and_to_its_author_what_waits(client, client_of, citizen, consultation):
    ProposalFactory(consultation=consultation)
    changed = ProposalFactory(consultation=consultation)
    add_version(changed, title="Autre", text="Autrement.")
    ProposalFactory(consultation=consultation, author=citizen, waiting=True)
    ProposalFactory(consultation=consultation, waiting=True)
    assert shown(client.get(ADDRESS, {"etat": "modifiees"})) == ["P-2"]
    own = client_of(citizen).get(ADDRESS, {"etat": "en-attente"})
    assert shown(own) == ["P-3"]
    assert shown(client_of(CitizenFactory()).get(ADDRESS, {"etat": "en-attente"})) == []


@pytest.mark.parametrize("query", [{"etat": "en-attente"}, {"pour-moi": "miennes"}, {"pour-moi": "sans-position"}])
def test_a_private_filter_shows_each_theirs_and_asks_others_to_sign_in(
    client, client_of, citizen, other_citizen, consultation, query
):
    ProposalFactory(consultation=consultation, author=citizen)
    ProposalFactory(consultation=consultation, author=other_citizen)
    for author in (citizen, other_citizen):
        ProposalFactory(consultation=consultation, author=author, waiting=True)
    found = [shown(client_of(person).get(ADDRESS, query)) for person in (citizen, other_citizen)]
    assert all(found)
    assert not set(found[0]) & set(found[1])
    asked = client.get(ADDRESS, query)
    assert asked.status_code == 200
    assert shown(asked) == []
    (name, value), following = next(iter(query.items())), "next=%2Fse-deplacer%2Fpropositions%2F%3F"
    assert f"{following}{name}%3D{value}" in asked.text


def test_not_answered_yet_leaves_out_ones_own_and_what_one_answered(client_of, citizen, consultation):
    ProposalFactory(consultation=consultation, author=citizen)
    PositionFactory(proposal=ProposalFactory(consultation=consultation), participant=citizen)
    ProposalFactory(consultation=consultation)
    ProposalFactory(consultation=consultation, author=None)
    assert set(shown(client_of(citizen).get(ADDRESS, {"pour-moi": "sans-position"}))) == {"P-3", "P-4"}


def test_arguments_in_view_alone_count_for_the_filter(client, argued):
    assert shown(client.get(ADDRESS, {"arguments": "avec"})) == ["P-1"]
    assert shown(client.get(ADDRESS, {"arguments": "sans"})) == ["P-2"]
    argued.withhold(ground="Hors du sujet", at=EARLY)
    assert shown(client.get(ADDRESS, {"arguments": "avec"})) == []


def test_the_phase_is_that_of_publication(client, consultation):
    first = consultation.phases.get()
    Phase.objects.create(
        consultation=consultation, kind="answer", opens_at=CLOSES, closes_at=CLOSES + timedelta(days=9), sort_order=1
    )
    Phase.objects.filter(pk=first.pk).update(title="Récolte")
    ProposalFactory(consultation=consultation, published_at=CLOSES - timedelta(microseconds=1))
    ProposalFactory(consultation=consultation, published_at=CLOSES)
    assert shown(client.get(ADDRESS, {"phase": OPENS.date().isoformat()})) == ["P-1"]
    page = client.get(ADDRESS, {"phase": CLOSES.date().isoformat()})
    assert shown(page) == ["P-2"]
    assert f'<option value="{OPENS.date().isoformat()}">' in page.text


@pytest.mark.parametrize("name", ["etat", "pour-moi", "phase", "arguments", "tri"])
@pytest.mark.parametrize("value", ["inconnu", "\x00x", "é" * 300, "<b>"])
def test_an_unknown_value_is_left_out_with_a_sentence(client, consultation, name, value):
    ProposalFactory(consultation=consultation)
    page = client.get(ADDRESS, {name: value})
    assert shown(page) == ["P-1"]
    assert '<p class="message" role="note">' in page.text
    assert "<b>" not in page.text


@pytest.mark.parametrize("value", ["x", "-1", "9" * 17, "9" * 60, "1.5", "٣"])
def test_a_malformed_instant_is_now(client, consultation, value):
    ProposalFactory(consultation=consultation)
    assert shown(client.get(ADDRESS, {"instant": value})) == ["P-1"]


def test_filters_meet_search_tag_and_order(client, consultation):
    for _n in range(3):
        proposal = ProposalFactory(consultation=consultation)
        ArgumentFactory(proposal=proposal)
    tag_proposal(proposal, ["train"])
    query = {"q": "train", "etiquette": "train", "arguments": "avec", "tri": "recentes"}
    assert shown(client.get(ADDRESS, query)) == ["P-3"]


def test_the_address_to_share_holds_filters_and_no_seed(client, consultation):
    ProposalFactory(consultation=consultation)
    page = client.get(ADDRESS, {"q": "train", "arguments": "sans", "graine": "5", "instant": "1"}).text
    assert f'href="{ADDRESS}?q=train&amp;arguments=sans"' in page


@pytest.mark.parametrize("sort", ["", "recentes", "discutees", "accord", "partagees"])
def test_pages_do_not_shift_when_others_come(client, consultation, sort):
    for _n in range(25):
        ProposalFactory(consultation=consultation)
    first = client.get(ADDRESS, {"tri": sort})
    for _n in range(30):  # they would come before all others
        newer = ProposalFactory(consultation=consultation, published_at=timezone.now())
        ArgumentFactory(proposal=newer, published_at=timezone.now())
        PositionFactory(proposal=newer, created_at=timezone.now())
    last = Proposal.objects.get(number=1)
    ArgumentFactory(proposal=last, published_at=timezone.now())
    PositionFactory(proposal=last, created_at=timezone.now())
    second = client.get(next_page(first))
    assert len(shown(first)) == 20
    assert len(shown(second)) == 5
    assert not set(shown(first)) & set(shown(second))


def test_what_was_withdrawn_is_found_by_its_state_alone(client, consultation):
    ProposalFactory(consultation=consultation)
    ProposalFactory(consultation=consultation, withdrawn_at=EARLY)
    ProposalFactory(
        consultation=consultation, withdrawn_at=EARLY, state="withheld", withheld_at=EARLY, withheld_ground="x"
    )
    assert shown(client.get(ADDRESS)) == ["P-1"]
    page = client.get(ADDRESS, {"etat": "retirees"})
    assert shown(page) == ["P-2"]
    assert "retirée par la personne" in page.text or "withdrawn by its author" in page.text


@pytest.mark.parametrize(
    ("name", "value"), [("pour-moi", "sans-position"), ("arguments", "avec"), ("arguments", "sans")]
)
def test_what_one_does_on_the_first_page_does_not_shift_the_second(
    client_of, citizen, consultation, name, value, at_noon
):
    rows = [ProposalFactory(consultation=consultation, published_at=NOON - timedelta(days=n + 1)) for n in range(45)]
    if value == "avec":
        for row in rows[5:]:
            ArgumentFactory(proposal=row, published_at=NOON - timedelta(hours=1))
    browser = client_of(citizen)
    address = next_page(browser.get(ADDRESS, {"tri": "recentes", name: value}))
    before = shown(browser.get(address))
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        for row in rows[:5]:
            ArgumentFactory(proposal=row, published_at=timezone.now())
            PositionFactory(proposal=row, participant=citizen, created_at=timezone.now())
        assert (len(before), shown(browser.get(address))) == (20, before)
        anew = shown(browser.get(ADDRESS, {"tri": "recentes", name: value}))
        assert (rows[0].reference in anew) == (value == "avec")


def test_beyond_the_last_page_is_the_last_page(client, consultation):
    for _n in range(21):
        ProposalFactory(consultation=consultation)
    for sort in ("", "recentes", "accord"):
        assert len(shown(client.get(ADDRESS, {"tri": sort, "page": "7"}))) == 1


def test_few_answers_do_not_come_before_many(client, consultation):
    few, many, rejected, none = (ProposalFactory(consultation=consultation) for _n in range(4))
    people = [CitizenFactory() for _n in range(20)]
    for proposal, values in ((few, [1, 1]), (many, [1] * 17 + [-1] * 3), (rejected, [-1] * 5)):
        Position.objects.bulk_create(
            Position(
                proposal=proposal, participant=person, version=proposal.current, value=value,
                created_at=EARLY, changed_at=EARLY,
            )
            for person, value in zip(people, values, strict=False)
        )  # fmt: skip
    expected = [many, few, none, rejected]
    assert shown(client.get(ADDRESS, {"tri": "accord"})) == [proposal.reference for proposal in expected]


def test_a_small_even_split_does_not_come_before_a_large_one(client, consultation):
    small, large, lopsided = (ProposalFactory(consultation=consultation) for _n in range(3))
    people = [CitizenFactory() for _n in range(20)]
    for proposal, values in ((small, [1, -1]), (large, [1, -1] * 8), (lopsided, [1] * 16 + [-1] * 4)):
        Position.objects.bulk_create(
            Position(
                proposal=proposal, participant=person, version=proposal.current, value=value,
                created_at=EARLY, changed_at=EARLY,
            )
            for person, value in zip(people, values, strict=False)
        )  # fmt: skip
    assert shown(client.get(ADDRESS, {"tri": "partagees"})) == [large.reference, small.reference, lopsided.reference]


@pytest.mark.requirement("L-2")
def test_a_list_found_by_arguments_keeps_to_twelve_queries(client_of, citizen, consultation, count_queries):
    browser = client_of(citizen)
    for _n in range(25):
        ArgumentFactory(proposal=ProposalFactory(consultation=consultation), text="Le cœur du village.")
    queries = [
        {"q": "village", "tri": sort, "arguments": "avec", "pour-moi": "sans-position"} for sort in ("", "partagees")
    ]
    for query in queries:
        browser.get(ADDRESS, query)
        assert len(count_queries(lambda query=query: browser.get(ADDRESS, query))) <= 12


def test_the_moderators_decision_takes_it_out_of_the_results(client, consultation, moderator, argued):
    from moderation.actions import decide
    from tests.factories import GroundFactory

    decide(
        subject=argued, by=moderator, kind=Decision.Kind.WITHHOLD, seen=0, ground=GroundFactory(), facts="Une attaque.",
        words="Votre argument attaque une personne.", duration=Decision.Duration.INDEFINITE,
    )  # fmt: skip
    assert shown(client.get(ADDRESS, {"q": "village"})) == []


def test_an_argument_given_through_the_action_is_found(client, at_noon, citizen):
    page = open_consultation("apres", moderation="after")
    proposal = ProposalFactory(consultation=page)
    actions.argue(proposal=proposal, author=citizen, stance="for", text="Le cœur du village.")
    assert shown(client.get("/apres/propositions/", {"q": "village"})) == ["P-1"]
