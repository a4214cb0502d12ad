"""An author changes a proposal that waits: each change is a version, and all can see what it changed."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from proposals import actions, editing
from proposals.grace import NeedsAmendment
from proposals.models import Proposal, Version
from proposals.search import matching
from proposals.tagging import tag_proposal
from proposals.word_diff import word_diff
from tests.conftest import NOON
from tests.factories import CLOSES, ProposalFactory, UserFactory, add_version, open_consultation, staff

EDIT = "/se-deplacer/propositions/P-1/modifier/"
SECOND = "/se-deplacer/propositions/P-1/versions/2/"
TYPED = {"title": "Plus de bus le soir", "text": "Plus de bus\nle soir.", "read_version": "1"}
pytestmark = [pytest.mark.django_db]
c2 = pytest.mark.requirement("C-2")


@pytest.fixture
def waiting(consultation, citizen, at_noon):
    return ProposalFactory(consultation=consultation, author=citizen, waiting=True)


def said():
    """What the proposal says now, and how many versions it has."""
    current = Proposal.objects.select_related("current").get().current
    return current.number, current.title, current.text, Version.objects.count()


def names_of(proposal):
    """Its tags, by name."""
    return sorted(proposal.tags.values_list("name", flat=True))


@c2
def test_the_authors_edit_makes_a_version_and_keeps_the_first(client_of, citizen, waiting):
    browser = client_of(citizen)
    assert EDIT in browser.get(waiting.get_absolute_url()).text
    assert browser.get(EDIT).context["form"].initial["title"] == waiting.title
    assert browser.post(EDIT, TYPED).url == waiting.get_absolute_url()
    assert said() == (2, TYPED["title"], TYPED["text"], 2)
    assert Version.objects.get(number=1).text == waiting.text
    assert Proposal.objects.get().state == "submitted"


@c2
def test_the_new_words_are_found_and_the_old_ones_are_not(client_of, citizen, consultation, waiting):
    client_of(citizen).post(EDIT, {**TYPED, "text": "Des tramways."})
    for word, found in {"tramway": True, "raisonnable": False}.items():
        assert matching(Proposal.objects.all(), consultation, word).exists() is found


@c2
def test_unchanged_words_and_the_same_form_twice_make_no_version(client_of, citizen, waiting):
    browser = client_of(citizen)
    same = {"title": waiting.title, "text": waiting.text, "read_version": "1"}
    assert browser.post(EDIT, same).url == waiting.get_absolute_url()
    assert Version.objects.count() == 1
    assert {browser.post(EDIT, TYPED).url for _n in range(2)} == {waiting.get_absolute_url()}
    assert said() == (2, TYPED["title"], TYPED["text"], 2)


def test_the_edit_form_offers_the_tags_and_what_is_written_replaces_them(client_of, citizen, waiting):
    tag_proposal(waiting, ["Soir", "train"])
    browser = client_of(citizen)
    assert browser.get(EDIT).context["form"]["tags"].value() == "Soir, train"
    assert browser.post(EDIT, {**TYPED, "tags": "bus, TRAIN"}).status_code == 302
    assert names_of(waiting) == ["bus", "train"]
    assert browser.post(EDIT, {**TYPED, "tags": ""}).status_code == 302
    assert names_of(waiting) == []


def test_other_tags_alone_make_no_version_and_leave_the_seal(client_of, citizen, waiting):
    same = {"title": waiting.title, "text": waiting.text, "read_version": "1"}
    assert client_of(citizen).post(EDIT, {**same, "tags": "nuit"}).url == waiting.get_absolute_url()
    assert names_of(waiting) == ["nuit"]
    assert Version.objects.get().fingerprint == waiting.current.fingerprint


def test_an_edit_that_is_refused_leaves_the_tags(client_of, citizen, waiting):
    tag_proposal(waiting, ["train"])
    browser = client_of(citizen)
    browser.post(EDIT, {**TYPED, "tags": "train"})
    late = {**TYPED, "text": "Un troisième texte", "tags": "bus"}
    answer = browser.post(EDIT, late)
    assert (answer.status_code, answer.context["form"]["tags"].value()) == (409, "bus")
    waiting.publish(at=NOON)
    assert browser.post(EDIT, late).status_code == 409
    assert names_of(waiting) == ["train"]


def test_an_edit_by_a_script_without_tags_leaves_them(citizen, waiting):
    tag_proposal(waiting, ["train"])
    editing.edit(proposal=waiting, author=citizen, title="Un", text="Deux", read_version=1)
    assert names_of(waiting) == ["train"]


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"tags": "a, b, c, d, e, f"},
        {"tags": "x" * 101},
        {"text": " "},
        {"text": "x" * 5_001},
        {"read_version": "x"},
    ],
)
def test_an_edit_with_a_fault_keeps_all_that_was_typed(client_of, citizen, waiting, change):
    data = {**TYPED, **change}
    answer = client_of(citizen).post(EDIT, data)
    assert answer.status_code == 422
    assert {name: answer.context["form"][name].value() for name in data} == data
    assert list(answer.context["form"].errors) == list(change)
    assert Version.objects.count() == 1


@c2
def test_an_edit_on_an_older_version_keeps_the_text_and_can_be_sent_again(client_of, citizen, waiting):
    browser = client_of(citizen)
    browser.post(EDIT, TYPED)
    answer = browser.post(EDIT, {**TYPED, "text": "Un troisième texte"})
    assert answer.status_code == 409
    assert "Un troisième texte" in answer.text
    assert SECOND in answer.text
    assert said()[0] == 2
    again = {name: answer.context["form"][name].value() for name in TYPED}
    assert browser.post(EDIT, again).status_code == 302
    assert said()[:3] == (3, TYPED["title"], "Un troisième texte")


@c2
def test_what_a_moderator_withheld_is_not_changed_and_the_text_is_kept(client_of, citizen, waiting):
    waiting.withhold(ground="Hors du sujet", at=NOON)
    browser = client_of(citizen)
    answer = browser.post(EDIT, TYPED)
    assert answer.status_code == 409
    assert TYPED["title"] in answer.text
    assert browser.get(EDIT).status_code == 409
    assert EDIT not in browser.get(waiting.get_absolute_url()).text
    assert Version.objects.count() == 1


def test_after_closing_the_edit_stays_on_the_screen(client_of, citizen, waiting):
    with time_machine.travel(CLOSES, tick=False):
        answer = client_of(citizen).post(EDIT, TYPED)
        assert EDIT not in client_of(citizen).get(waiting.get_absolute_url()).text
    assert answer.status_code == 409
    assert TYPED["title"] in answer.text
    assert Version.objects.count() == 1


@pytest.mark.parametrize("published", [True, False])
def test_nobody_else_finds_the_page(client, client_of, other_citizen, moderator, waiting, published):
    if published:
        waiting.publish(at=NOON)
    for person in (other_citizen, moderator):
        assert client_of(person).get(EDIT).status_code == 404
        assert client_of(person).post(EDIT, TYPED).status_code == 404
    assert client.post(EDIT, TYPED).url.startswith("/connexion/")
    with pytest.raises(editing.NotTheAuthor):
        editing.edit(proposal=waiting, author=None, title="Un", text="Deux", read_version=1)
    assert Version.objects.count() == 1


def test_without_consent_an_edit_is_kept_for_later(client_of, waiting):
    author = UserFactory()
    Proposal.objects.update(author=author)
    browser = client_of(author)
    assert browser.post(EDIT, TYPED).url.startswith("/bienvenue/?next=")
    assert browser.get(EDIT).context["form"]["title"].value() == TYPED["title"]
    assert Version.objects.count() == 1


@c2
def test_all_see_what_a_version_changed(client, waiting):
    waiting.publish(at=NOON)
    add_version(waiting, title="Plus de <bus> le soir", text=waiting.text.replace("dimanche", "samedi"))
    page = client.get(SECOND)
    assert page.status_code == 200
    shown = page.context["changes"]
    assert [tuple(piece) for piece in shown["title"]] == [
        ("same", "Plus de "),
        ("removed", "trains"),
        ("added", "<bus>"),
        ("same", " le soir"),
    ]
    assert "&lt;bus&gt;<span" in page.text
    assert page.text.count("<ins>") == page.text.count("<del>") == 2
    assert "/versions/1/" in page.text
    assert client.get(SECOND.replace("/2/", "/1/")).context["changes"] is None


@c2
def test_words_that_are_erased_or_out_of_view_are_not_compared(client, waiting):
    waiting.publish(at=NOON)
    add_version(waiting, title="Autre", text="Autrement dit")
    waiting.withhold(ground="Hors du sujet", at=NOON)
    assert client.get(SECOND).context["changes"]["state"] == "withheld"
    waiting.publish(at=NOON)
    Version.objects.filter(number=1).blank(at=NOON)
    page = client.get(SECOND)
    assert page.context["changes"]["state"] == "erased"
    assert "<ins>" not in page.text


words = st.text(st.sampled_from("ab é,.\n\u202f")) | st.text()


@c2
@given(words, words)
def test_the_pieces_of_a_diff_make_both_texts(old, new):
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert all(piece.text for piece in pieces)
    assert (old == new) is all(piece.kind == "same" for piece in pieces)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a " * 2_500, "b " + "a " * 2_498 + "c"),
        (" ".join(f"{n} x" for n in range(900)), " ".join(f"{n} y" for n in range(900))),
        ("".join(f"{n % 60} " for n in range(1_700)), "".join(f"{n * 7 % 60} " for n in range(1_700))),
    ],
)
def test_a_diff_of_the_longest_texts_is_soon_made(old, new):
    began = time.process_time()
    word_diff(old[:5_000], new[:5_000])
    assert time.process_time() - began < 2


def waits_for_the_row(deed):
    """Run a deed in a thread of its own while this one holds its row; what it returned or raised."""

    def run():
        try:
            return deed()
        except Exception as error:  # noqa: BLE001  # the test looks at which one it is
            return error
        finally:
            connections.close_all()

    return run


@c2
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["edit", "publish"])
def test_an_edit_that_waited_for_another_deed_sees_it(first):
    with time_machine.travel(NOON, tick=True):
        author = staff("autrice@example.org", "Autrice", [])
        proposal = ProposalFactory(consultation=open_consultation(), author=author, waiting=True)
        late = {"proposal": proposal, "author": author, "title": "Tard", "text": "Tard", "read_version": 1}
        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                if first == "edit":
                    editing.edit(proposal=proposal, author=author, title="Tôt", text="Tôt", read_version=1)
                else:
                    actions.publish(Proposal.objects.select_for_update(of=("self",)).get(), at=NOON)
                second = pool.submit(waits_for_the_row(lambda: editing.edit(**late)))
                time.sleep(0.5)
                assert not second.done()
            refused = second.result(timeout=30)
    assert type(refused) is (editing.ChangedMeanwhile if first == "edit" else NeedsAmendment)
    assert not Version.objects.filter(title="Tard").exists()
