"""The page of a proposal: who sees it, what it says, what it does not say."""

import pytest

from consult.models import ConsultationPage
from proposals.importing import ImportRow, Totals, import_list
from proposals.models import Proposal
from proposals.panels import ArgumentAddition, ProposalPanel, argument_additions, proposal_panels
from proposals.tagging import tag_proposal
from tests.factories import ArgumentFactory, PositionFactory, ProposalFactory, add_version, open_consultation

ADDRESS = "/se-deplacer/propositions/P-1/"


@pytest.fixture
def proposal(consultation) -> Proposal:
    return ProposalFactory(
        consultation=consultation, author__display_name="Léa", text="Premier.\n\nSecond <b>gras</b>."
    )


def test_the_text_is_paragraphs_and_its_tags_are_words(client, proposal):
    page = client.get(ADDRESS).text
    assert "<p>Premier.</p>" in page
    assert "<p>Second &lt;b&gt;gras&lt;/b&gt;.</p>" in page
    assert "Léa" in page
    assert "P-1" in page


def test_it_tells_other_sites_in_plain_words(client, proposal):
    page = client.get(ADDRESS).text
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{ADDRESS}">' in page
    assert '<meta property="og:title" content="Plus de trains le soir">' in page
    assert '<meta property="og:description" content="Premier. Second &lt;b&gt;gras&lt;/b&gt;.">' in page


def test_a_waiting_proposal_is_read_by_its_author_alone(client, client_of, citizen, other_citizen, consultation):
    ProposalFactory(consultation=consultation, author=citizen, waiting=True, title="Mon idée à lire")
    own = client_of(citizen).get(ADDRESS)
    assert (own.status_code, "Mon idée à lire" in own.text) == (200, True)
    assert 'role="note"' in own.text
    assert 'og:title" content="P-1"' in own.text
    assert client_of(other_citizen).get(ADDRESS).status_code == 404
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.requirement("M-6")
def test_a_withheld_proposal_leaves_its_ground_and_date(client, consultation):
    ProposalFactory(consultation=consultation, withheld=True, title="Titre choquant", text="Corps choquant")
    response = client.get(ADDRESS)
    head, _body = response.text.split("<body", 1)
    assert response.status_code == 200
    assert "Hors du sujet" in response.text
    assert "10 février 2026" in response.text
    assert "choquant" not in head
    assert response.text.index("<details>") < response.text.index("Titre choquant")
    assert 'id="positions"' not in response.text
    assert client.get(f"{ADDRESS}versions/1/source.json").status_code == 404


def test_an_erased_text_says_so(client, proposal):
    proposal.versions.all().blank(at=proposal.created_at)
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert "Premier." not in page.text
    assert client.get(f"{ADDRESS}versions/1/source.json").status_code == 410


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "2", "999999999", "9999999999999999999", "01", "-1", "x"])
def test_what_is_not_there_is_404(client, consultation, number):
    ProposalFactory(consultation=consultation)
    assert client.get(f"/se-deplacer/propositions/P-{number}/").status_code == 404


def test_another_consultation_or_an_unpublished_one_shows_nothing(client, proposal):
    open_consultation("ailleurs")
    assert client.get("/ailleurs/propositions/P-1/").status_code == 404
    ConsultationPage.objects.filter(slug="se-deplacer").update(live=False)
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/se-deplacer/propositions/").status_code == 404
    assert client.get("/se-deplacer/propositions.csv").status_code == 404


@pytest.mark.django_db
def test_positions_taken_elsewhere_are_said_and_never_added(client, consultation):
    row = ImportRow(text="développer le train", totals=Totals(412, 20, 8))
    import_list(consultation=consultation, rows=[row], source="Ailleurs, 2015", licence="Licence Ouverte")
    imported = Proposal.objects.select_related("current").get()
    PositionFactory(proposal=imported, value=1)
    page = client.get(ADDRESS)
    assert page.context["tally"]["total"] == 1
    assert page.context["elsewhere"]["total"] == 440
    assert page.text.count("Ailleurs, 2015") >= 2
    assert "Licence Ouverte" in page.text
    assert page.context["proposal"]["title_derived"] is True


def test_arguments_stand_by_stance(client, proposal):
    for stance, text in (("for", "Pour cela"), ("against", "Contre cela"), ("nuance", "Oui mais")):
        ArgumentFactory(proposal=proposal, stance=stance, text=text)
    sides = client.get(ADDRESS).context["arguments"]["sides"]
    assert [(side["stance"], side["total"], side["arguments"][0]["words"]) for side in sides] == [
        ("for", 1, "<p>Pour cela</p>"),
        ("against", 1, "<p>Contre cela</p>"),
        ("nuance", 1, "<p>Oui mais</p>"),
    ]


def test_a_waiting_argument_is_read_by_its_author_alone(client, client_of, citizen, proposal):
    ArgumentFactory(proposal=proposal, author=citizen, waiting=True, text="Mon argument qui attend")
    assert "Mon argument qui attend" in client_of(citizen).get(ADDRESS).text
    assert "Mon argument qui attend" not in client.get(ADDRESS).text


@pytest.mark.requirement("M-6")
def test_a_withheld_argument_leaves_its_ground(client, proposal):
    ArgumentFactory(proposal=proposal, withheld=True, text="Argument choquant")
    page = client.get(ADDRESS)
    assert page.context["arguments"]["total"] == 0
    assert "Hors du sujet" in page.text
    assert page.text.index("<details>") < page.text.index("Argument choquant")


def test_marks_from_elsewhere_are_said_as_such(client, proposal):
    ArgumentFactory(proposal=proposal, convincing_elsewhere=12)
    shown = client.get(ADDRESS).context["arguments"]["sides"][0]["arguments"][0]
    assert "12 personnes, ailleurs" in shown["convinced_elsewhere"]
    assert "12" in client.get(ADDRESS).text


def test_many_arguments_are_shown_on_demand(client, proposal, monkeypatch):
    monkeypatch.setattr("proposals.arguments.SHOWN", 2)
    for number in range(5):
        ArgumentFactory(proposal=proposal, text=f"Argument numéro {number}")
    assert client.get(ADDRESS).text.count("Argument numéro") == 2
    assert client.get(f"{ADDRESS}?arguments=tous").text.count("Argument numéro") == 5


def test_what_was_invented_says_so(client, consultation):
    ProposalFactory(consultation=consultation, invented=True)
    page = client.get(ADDRESS)
    assert page.context["proposal"]["invented"] is True
    assert "démonstration" in page.text or "demonstration" in page.text


def test_upper_rooms_add_to_the_page(client, proposal, monkeypatch):
    ArgumentFactory(proposal=proposal)
    before = list(proposal_panels._entries.items())
    proposal_panels.register("test")(
        ProposalPanel(
            gather=lambda rows, reader: {row.pk: [{"value": 7, "label": "essai"}] for row in rows},
            template="proposals/_figures.html",
            place="main",
        )
    )
    argument_additions.register("test")(
        ArgumentAddition(gather=lambda rows, reader: {row.pk: {"report_url": "/signaler/"} for row in rows})
    )
    try:
        page = client.get(ADDRESS).text
        assert "essai" in page
        assert 'href="/signaler/"' in page
    finally:
        del proposal_panels._entries["test"], argument_additions._entries["test"]
    assert list(proposal_panels._entries.items()) == before


@pytest.mark.requirement("L-2")
@pytest.mark.parametrize("signed_in", [False, True])
def test_a_proposal_keeps_to_fifteen_queries(client, client_of, citizen, proposal, count_queries, signed_in):
    browser = client_of(citizen) if signed_in else client
    tag_proposal(proposal, ["train"])
    ArgumentFactory(proposal=proposal)
    PositionFactory(proposal=proposal, participant=citizen)
    browser.get(ADDRESS)
    one = count_queries(lambda: browser.get(ADDRESS))
    for _n in range(12):
        ArgumentFactory(proposal=proposal)
        PositionFactory(proposal=proposal)
    many = count_queries(lambda: browser.get(ADDRESS))
    assert len(many) == len(one) <= 15, "\n".join(many)


def test_each_version_has_its_page(client, proposal):
    add_version(proposal, title="Autre titre", text="Autre texte")
    first, second = (client.get(f"{ADDRESS}versions/{number}/") for number in (1, 2))
    assert "Premier." in first.text
    assert f'href="{ADDRESS}"' in first.text
    assert "Autre texte" in second.text
    assert client.get(f"{ADDRESS}versions/3/").status_code == 404


@pytest.mark.django_db
def test_a_tag_leads_to_the_list_it_narrows(client, proposal):
    tag_proposal(proposal, ["Vélo & train"])
    page = client.get(ADDRESS)
    (tag,) = page.context["proposal"]["tags"]
    assert tag["label"] == "Vélo & train"
    assert "P-1" in client.get(tag["url"]).text
