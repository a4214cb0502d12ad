"""Close proposals while one writes: found by meaning and by words, marked, never what may not be shown."""

import pickle
from uuid import uuid4

import numpy as np
import pytest

from consult.models import Phase
from proposals.encoder import to_bytes
from proposals.models import Impression, Proposal, Vector
from proposals.similar import limits
from proposals.similar.index import TextIndex
from proposals.similar.marks import Piece, marked_excerpt
from tests.factories import ProposalFactory, add_version
from tests.proposals.similar_help import FewMeanings, comparer_asked

ADDRESS, FORM = "/se-deplacer/deposer/proches/", "/se-deplacer/deposer/"
TITLE, TEXT = "Des rames après minuit", "Une rame la nuit, tard, le soir."
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "fresh_limits")]


@pytest.fixture
def fresh_limits(monkeypatch):
    monkeypatch.setattr(limits, "buckets", limits.Buckets())


@pytest.fixture
def encoder():
    return FewMeanings()


@pytest.fixture
def comparer(monkeypatch, encoder):
    return comparer_asked(monkeypatch, encoder)


@pytest.fixture
def trains(consultation, encoder):
    """Near, less near, and something else altogether; each with its vector."""
    texts = [
        ("Plus de trains le soir", "Il faut dormir. Les trains du soir manquent, tard aussi."),
        ("Une gare au bourg", "Que le train s’arrête ici."),
        ("Une cantine bio", "Un repas bio pour chaque enfant."),
    ]
    return [with_vector(encoder, title=title, text=text) for title, text in texts]


def with_vector(encoder, **fields):
    proposal = ProposalFactory(consultation=fields.pop("consultation", None) or _consultation(), **fields)
    keep_vector(proposal, encoder)
    return proposal


def keep_vector(proposal, encoder):
    vector = encoder.encode([f"{proposal.title}\n{proposal.text}"])[0]
    Vector.objects.create(version=proposal.current, encoder=encoder.name, values=to_bytes(vector))


def _consultation():
    from consult.models import ConsultationPage

    return ConsultationPage.objects.get(slug="se-deplacer")


def typing(browser, *, key=None, title=TITLE, text=TEXT, **more):
    data = {"title": title, "text": text, "tags": "", "key": str(key or uuid4()), **more}
    return browser.post(ADDRESS, data, headers={"HX-Request": "true"})


def shown(page):
    return [found["reference"] for found in page.context["similar"]["suggestions"]]


def test_reworded_ideas_come_nearest_first(client, trains, comparer):
    page = typing(client)
    assert shown(page) == ["P-1", "P-2"]
    assert "<form" not in page.text


def test_at_most_five_are_shown(client, trains, comparer, encoder):
    for _n in range(6):
        with_vector(encoder, title="Trains", text="Un train la nuit, tard.")
    assert len(shown(typing(client))) == 5


def test_the_close_sentence_is_marked_where_no_word_is_shared_and_escaped(client, trains, comparer, encoder):
    with_vector(encoder, title="Aller loin", text="Bonjour <b>à tous</b>. Les trains du soir & de nuit.")
    page = typing(client, title="Rame à minuit", text="une rame ferroviaire tard")
    assert "<mark>Les trains du soir &amp; de nuit.</mark>" in page.text
    assert "<b>" not in page.text


def test_a_title_that_says_all_is_shown_once_and_marked(client, trains, comparer, encoder):
    with_vector(encoder, title="Rouler la nuit", text="Rouler la nuit.")
    page = typing(client, title="Minuit", text="partir tard et rentrer tard")
    (found,) = [one for one in page.context["similar"]["suggestions"] if one["reference"] == "P-4"]
    assert (found["title_pieces"], found["pieces"]) == ([Piece("Rouler la nuit", True)], [])


def test_shared_words_are_marked_in_title_and_text(client, trains, comparer):
    page = typing(client, title="Des trains", text="Je veux un train qui roule le soir")
    assert "Plus de <mark>trains</mark> le <mark>soir</mark>" in page.text


def test_an_excerpt_begins_with_the_closest_sentence():
    pieces = marked_excerpt("Bonjour à tous. Le train est loin.", "un train", "fr", 1)
    assert pieces[0] == Piece("… ", False)
    assert Piece("train", True) in pieces


@pytest.mark.parametrize("state", [{"withheld": True}, {"waiting": True}])
def test_what_is_not_published_is_never_shown(client, trains, comparer, state, encoder):
    with_vector(encoder, title="Trains de nuit", text="Un train la nuit, tard.", **state)
    assert shown(typing(client)) == ["P-1", "P-2"]


def test_what_is_withheld_meanwhile_goes_at_once(client, trains, comparer):
    assert "P-1" in shown(typing(client))
    trains[0].withhold(ground="Hors du sujet", at=trains[0].created_at)
    assert shown(typing(client)) == ["P-2"]
    trains[0].publish(at=trains[0].created_at)
    assert "P-1" in shown(typing(client))


def test_an_erased_text_is_not_shown(client, trains, comparer):
    shown(typing(client))
    trains[0].versions.all().blank(at=trains[0].created_at)
    assert shown(typing(client)) == ["P-2"]


@pytest.mark.requirement("P-4")
def test_the_process_forgets_what_is_erased_or_changed(client, trains, comparer, encoder):
    with_vector(encoder, title="La marguerite", text="Un train la nuit. Il porte ma glycine, tard.")
    add_version(trains[1], title="Ma bicyclette", text="Un vélo.")
    typing(client)
    assert all(kept_words(comparer, "marguerit", "glycin", "bicyclet", " gl", "porte ma"))
    erased = Proposal.objects.get(number=4)
    erased.versions.all().blank(at=erased.created_at)
    add_version(trains[1], title="Un bus", text="Encore un bus.")
    comparer.refresh()
    assert not any(kept_words(comparer, "marguerit", "glycin", "bicyclet", " gl", "porte ma"))
    assert erased.current_id not in comparer._sentences
    assert shown(typing(client)) == ["P-1"]


def kept_words(comparer, *words):
    """Whether each of these is anywhere in what the process holds."""
    held = pickle.dumps({**vars(comparer), "encoder": None})
    return [word.encode() in held for word in words]


def test_ones_own_is_not_shown(client_of, trains, comparer):
    assert shown(typing(client_of(trains[0].author))) == ["P-2"]


def test_what_is_published_or_changed_meanwhile_is_found(client, trains, comparer, encoder):
    typing(client)
    new = with_vector(encoder, title="Rames de nuit", text="Une rame la nuit, tard.")
    assert new.reference in shown(typing(client))
    add_version(trains[0], title="Une cantine", text="Un repas bio.")
    keep_vector(Proposal.objects.get(pk=trains[0].pk), encoder)
    assert "P-1" not in shown(typing(client))


def test_a_vector_that_comes_later_is_taken_in(client, trains, comparer, encoder):
    late = ProposalFactory(consultation=_consultation(), title="Ma bicyclette", text="Une bicyclette pour tous.")
    words = {"title": "Pédaler", "text": "des vélos, des pistes cyclables"}
    assert late.reference not in shown(typing(client, **words))
    keep_vector(late, encoder)
    assert late.reference in shown(typing(client, **words))


def test_an_index_leaves_out_what_was_dropped_and_is_empty_without_texts():
    index = TextIndex("fr")
    assert index.nearest("un train", None, 5) == []
    index.add({1: "un train", 2: "un train de nuit"})
    index.drop([1])
    assert [found.key for found in index.nearest("train", None, 5)] == [2]
    assert len(index) == 1


def test_an_index_whose_sample_was_dropped_judges_anew():
    index, vectors = TextIndex("fr"), np.eye(4, dtype=np.float32)
    index.add(dict.fromkeys(range(10), "un train"))
    index.set_vectors({key: vectors[key % 4] for key in range(9)})
    index.set_vectors({9: vectors[1]})  # so few more that the sample stays as it was
    index.drop(range(9))
    assert [found.key for found in index.nearest("rien", vectors[1], 5)] == [9]
    index.drop([9])
    assert index.nearest("un train", vectors[1], 5) == []


def test_little_that_is_typed_is_compared_with_nothing(client, trains, comparer):
    page = typing(client, title="Des rames", text="")
    assert not page.context["similar"]["compared"]
    assert not Impression.objects.exists()


def test_impressions_keep_ranks_and_scores_and_no_typed_text(client_of, trains, comparer, citizen):
    key = uuid4()
    browser = client_of(citizen)
    for _pause in range(2):
        typing(browser, key=key)
    rows = list(Impression.objects.order_by("rank"))
    assert [(row.proposal_id, row.rank, row.author_id) for row in rows] == [
        (trains[0].pk, 1, citizen.pk),
        (trains[1].pk, 2, citizen.pk),
    ]
    assert {row.writing for row in rows} == {key}
    assert all(row.by_meaning for row in rows)
    assert rows[0].score > rows[1].score


def test_impressions_of_who_agreed_to_nothing_name_nobody(client_of, trains, comparer, stranger):
    typing(client_of(stranger))
    assert set(Impression.objects.values_list("author", flat=True)) == {None}


def test_nothing_is_compared_where_nothing_is_taken(client, trains, comparer):
    Phase.objects.update(may_submit=False)
    assert shown(typing(client)) == []
    assert not Impression.objects.exists()


def test_without_the_process_the_words_alone_are_compared(client, trains, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "proposals.encoder.UniversalSentenceEncoder.encode", lambda *texts: pytest.fail("no model here")
    )
    settings.CONSULT_ENCODER = "use"
    settings.CONSULT_SIMILAR_SOCKET = str(tmp_path / "nobody")
    page = typing(client, title="Des trains", text="Un train du soir, le soir, tard")
    assert shown(page)[0] == "P-1"
    assert "Plus de <mark>trains</mark>" in page.text
    assert set(Impression.objects.values_list("by_meaning", flat=True)) == {False}


def test_the_preview_shows_them_without_javascript(client, trains, comparer, typed):
    page = client.post(FORM, typed(title=TITLE, text=TEXT, preview="1"))
    assert page.status_code == 200
    assert shown(page) == ["P-1", "P-2"]
    assert f'formaction="{ADDRESS}"' in page.text


def test_the_enter_key_sends_nothing(client, trains, comparer, typed):
    page = client.post(ADDRESS, typed(title=TITLE, text=TEXT))
    assert page.context["form"]["title"].value() == TITLE
    assert Proposal.objects.count() == 3
    assert client.get(ADDRESS).url == FORM


@pytest.mark.requirement("L-2")
def test_typing_costs_few_queries_whatever_their_number(client_of, citizen, trains, comparer, encoder, count_queries):
    browser = client_of(citizen)
    typing(browser)
    few = count_queries(lambda: typing(browser))
    for _n in range(20):
        with_vector(encoder, title="Trains", text="Un train la nuit, tard.")
    typing(browser)
    many = count_queries(lambda: typing(browser))
    assert len(many) == len(few) <= 9, "\n".join(many)


def test_typing_too_fast_is_not_compared_and_says_nothing_wrong(client, trains, comparer, typed, monkeypatch):
    monkeypatch.setattr(limits, "EACH", 0.0)  # a slow machine would give some back meanwhile
    answers = [typing(client) for _n in range(int(limits.BURST) + 3)]
    assert [page.status_code for page in answers[-4:]] == [200, 429, 429, 429]
    assert shown(answers[0])
    assert shown(answers[-1]) == []
    page = client.post(FORM, typed(title=TITLE, text=TEXT, preview="1"))
    assert page.status_code == 200
    assert shown(page) == []


def test_no_number_of_addresses_passes_the_whole():
    buckets = limits.Buckets()
    allowed = sum(buckets.allows(f"address {n}", now=1.0) for n in range(5_000))
    assert allowed == limits.WHOLE_BURST
    assert len(buckets._left) <= limits.KEYS
    assert not buckets.allows("address 1", now=1.0)
    assert buckets.allows("address 1", now=2.0)
