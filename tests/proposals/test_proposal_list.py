"""The list: found whatever the spelling, narrowed, ordered, paged, within its queries."""

import random
import re
from collections import Counter

import pytest
from django.http import QueryDict

from consult.models import ConsultationPage
from proposals.listing import read_asked
from proposals.models import Proposal
from proposals.tagging import tag_proposal
from tests.factories import ArgumentFactory, CitizenFactory, PositionFactory, ProposalFactory, open_consultation

ADDRESS = "/se-deplacer/propositions/"


def shown(response) -> list[str]:
    """The references of the cards, in their order."""
    return re.findall(r'<span class="reference">(P-\d+)</span>', response.text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Des pistes pour le vélo", "velo"),
        ("Des pistes pour le velo", "vélo"),
        ("Les Transports en commun", "transport"),
        ("Le transport", "TRANSPORTS"),
        ("Au cœur du village", "coeur"),
        ("Au coeur du village", "cœur"),
        ("Devant l’école", "ECOLE"),
        ("Une école", "l'école"),
        ("Plus d'horaires", "l’horaire"),
        ("Un ticket à 2 euros", "2 euros ticket"),
    ],
)
def test_search_ignores_accents_elision_ligatures_and_endings(client, consultation, written, asked):
    ProposalFactory(consultation=consultation, title=written, text="Rien d’autre ici.")
    ProposalFactory(consultation=consultation, title="Tout autre chose", text="Du covoiturage.")
    assert shown(client.get(ADDRESS, {"q": asked})) == ["P-1"]


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["?!", "…", "'", '"', "%", "train OR vélo NOT x*", "a" * 500, "\x00", "(", "\\"])
def test_search_survives_what_is_no_word(client, consultation, asked):
    ProposalFactory(consultation=consultation)
    response = client.get(ADDRESS, {"q": asked})
    assert response.status_code == 200
    assert asked == "\x00" or shown(response) == []


@pytest.mark.django_db
def test_search_keeps_to_its_consultation_and_to_what_is_public(client, consultation):
    other = open_consultation("ailleurs")
    ProposalFactory(consultation=other)
    ProposalFactory(consultation=consultation, waiting=True)
    ProposalFactory(consultation=consultation, withheld=True)
    assert shown(client.get(ADDRESS, {"q": "trains"})) == []
    assert shown(client.get("/ailleurs/propositions/", {"q": "trains"})) == ["P-1"]


@pytest.mark.django_db
def test_a_tag_narrows_the_list_and_stays_chosen(client, consultation):
    tagged = ProposalFactory(consultation=consultation)
    ProposalFactory(consultation=consultation)
    tag_proposal(tagged, ["Vélo électrique"])
    response = client.get(ADDRESS, {"etiquette": "velo-electrique"})
    assert shown(response) == ["P-1"]
    assert '<option value="velo-electrique" selected>' in response.text
    assert shown(client.get(ADDRESS, {"etiquette": "nulle"})) == []


@pytest.mark.django_db
def test_every_order_is_total_and_pages_never_overlap(client, consultation):
    for _n in range(45):
        ProposalFactory(consultation=consultation)
    for order in ("", "recentes", "discutees", "accord", "partagees"):
        seen = [
            reference
            for page in ("1", "2", "3")
            for reference in shown(client.get(ADDRESS, {"tri": order, "graine": "7", "page": page}))
        ]
        assert len(seen) == len(set(seen)) == 45, order


@pytest.mark.django_db
def test_orders_say_what_they_mean(client, consultation):
    quiet, agreed, divided = (ProposalFactory(consultation=consultation) for _n in range(3))
    for value in (1, 1, 1):
        PositionFactory(proposal=agreed, value=value)
    for value in (1, -1, 1, -1):
        PositionFactory(proposal=divided, value=value)
    ArgumentFactory(proposal=quiet)
    assert shown(client.get(ADDRESS, {"tri": "accord"}))[0] == agreed.reference
    assert shown(client.get(ADDRESS, {"tri": "partagees"}))[0] == divided.reference
    assert shown(client.get(ADDRESS, {"tri": "discutees"}))[0] == quiet.reference
    assert shown(client.get(ADDRESS, {"tri": "recentes"})) == ["P-3", "P-2", "P-1"]


@pytest.mark.django_db
def test_the_fair_order_holds_from_page_to_page(client, consultation):
    for _n in range(25):
        ProposalFactory(consultation=consultation)
    first = client.get(ADDRESS)
    following = re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")
    assert "graine=" in following
    second = client.get(following)
    assert not set(shown(first)) & set(shown(second))
    assert len(shown(first)) + len(shown(second)) == 25


@pytest.mark.django_db
def test_the_fair_order_differs_between_visits(client, consultation):
    for _n in range(25):
        ProposalFactory(consultation=consultation)
    orders = {tuple(shown(client.get(ADDRESS, {"graine": str(seed)}))) for seed in (1, 2, 3)}
    assert len(orders) == 3
    seeds = {read_asked(QueryDict()).seed for _n in range(20)}
    assert len(seeds) > 15


@pytest.mark.requirement("C-6")
@pytest.mark.django_db
def test_first_pages_are_shared_out_fairly(consultation):
    """10,000 seeded first pages of 20 among 60; the database's order is checked against the same formula."""
    span, step = 104_729, 7_919

    def rank(number: int, seed: int) -> int:
        place = (number * step + seed) % span
        return place * place % span * place % span

    for number in range(1, 61):
        ProposalFactory(consultation=consultation, number=number)
    for seed in (0, 5, 104_728):
        numbers = list(Proposal.objects.in_fair_order(seed).values_list("number", flat=True))
        assert numbers == sorted(range(1, 61), key=lambda number, seed=seed: rank(number, seed))
    draw = random.Random(20260302)
    counts: Counter[int] = Counter()
    for _load in range(10_000):
        seed = draw.randrange(span)
        counts.update(sorted(range(1, 61), key=lambda number, seed=seed: rank(number, seed))[:20])
    mean = 10_000 * 20 / 60
    assert all(0.85 * mean <= counts[number] <= 1.15 * mean for number in range(1, 61))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        {"page": "99999"},
        {"page": "x"},
        {"tri": "x"},
        {"graine": "-1"},
        {"graine": "9" * 30},
        {"graine": "²"},
        {"etiquette": "\x00"},
        {"theme": "\x00"},
        {"theme": "9" * 40},
    ],
)
def test_a_malformed_address_gives_a_list(client, consultation, query):
    ProposalFactory(consultation=consultation)
    assert client.get(ADDRESS, query).status_code == 200


@pytest.mark.django_db
def test_an_empty_list_says_so(client, consultation):
    assert 'class="empty"' in client.get(ADDRESS).text
    ProposalFactory(consultation=consultation)
    searched = client.get(ADDRESS, {"q": "introuvable"})
    assert 'class="empty"' in searched.text
    assert f'href="{ADDRESS}"' in searched.text


@pytest.mark.django_db
def test_htmx_gets_the_results_alone_and_the_same(client, consultation):
    ProposalFactory(consultation=consultation)
    whole = client.get(ADDRESS, {"graine": "3"}).text
    part = client.get(ADDRESS, {"graine": "3"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert part.text.strip() in whole
    assert "HX-Request" in part.headers["Vary"]


@pytest.mark.requirement("P-8")
@pytest.mark.django_db
def test_reading_sets_no_cookie(client, consultation):
    proposal = ProposalFactory(consultation=consultation)
    ArgumentFactory(proposal=proposal)
    version = f"{ADDRESS}P-1/versions/1/"
    for address in (ADDRESS, f"{ADDRESS}?q=train", f"{ADDRESS}P-1/", version, f"{version}source.json"):
        response = client.get(address)
        assert response.status_code == 200
        assert not response.cookies, address


def fill(consultation: ConsultationPage, count: int) -> None:
    """Proposals as a real page shows them: authors, tags, arguments and positions."""
    for _n in range(count):
        proposal = ProposalFactory(consultation=consultation)
        tag_proposal(proposal, ["train"])
        ArgumentFactory(proposal=proposal)
        PositionFactory(proposal=proposal)


@pytest.mark.requirement("L-2")
@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("query", [{}, {"q": "train"}, {"tri": "accord"}, {"etiquette": "train"}])
def test_the_list_keeps_to_twelve_queries(client, client_of, citizen, consultation, count_queries, signed_in, query):
    browser = client_of(citizen) if signed_in else client
    fill(consultation, 1)
    browser.get(ADDRESS, query)  # what a process learns once: sites, content types
    one = count_queries(lambda: browser.get(ADDRESS, query))
    fill(consultation, 12)
    thirteen = count_queries(lambda: browser.get(ADDRESS, query))
    assert len(thirteen) == len(one) <= 12, "\n".join(thirteen)


@pytest.mark.requirement("L-2")
@pytest.mark.django_db
def test_five_hundred_rows_cost_no_more_queries_than_five(client, consultation, count_queries):
    from proposals.importing import ImportRow, import_list

    fill(consultation, 5)
    client.get(ADDRESS)
    five = count_queries(lambda: client.get(ADDRESS))
    rows = [ImportRow(text=f"Texte {number}", tags=("train",)) for number in range(495)]
    import_list(consultation=consultation, rows=rows, source="Ailleurs", licence="CC0")
    assert len(count_queries(lambda: client.get(ADDRESS))) == len(five) <= 12


@pytest.mark.django_db
def test_a_card_shows_where_the_reader_stands(client_of, citizen, consultation):
    PositionFactory(proposal=ProposalFactory(consultation=consultation), participant=citizen, value=-1)
    page = client_of(citizen).get(ADDRESS).text
    assert "card__foot" in page
    assert client_of(CitizenFactory()).get(ADDRESS).text.count('class="hint"') == page.count('class="hint"') - 1
