"""Selecting words: they become a citation, to the letter, of what may be cited and of nothing else."""

import unicodedata

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cms.desk import actions
from cms.models import Citation, Finding, NotToTheLetter
from tests import factories
from tests.cms.desk_shelf import at, cite_words, do, member
from tests.cms.shelf import draft

pytestmark = pytest.mark.django_db
TEXT = "Plus de trains, le soir. Et le matin, plus de trains ; le soir, plus de cars."


@pytest.fixture
def editor(client_of, consultation):
    return client_of(member("Rédaction"))


@pytest.fixture
def proposal(consultation):
    return factories.ProposalFactory(consultation=consultation, title="Le rail", text=TEXT)


@pytest.fixture
def page(consultation, proposal):
    return draft(consultation, [("agreement", "Des trains.", [])])


@pytest.fixture
def finding(page):
    return page.findings.get()


@pytest.mark.requirement("Y-3")
def test_a_citation_is_kept_as_its_version_has_it(editor, finding, proposal):
    answer = cite_words(editor, finding, proposal, " Plus de\u00a0 trains,\n le soir")
    citation = Citation.objects.get()
    assert answer.status_code == 200
    assert citation.words == "Plus de trains, le soir"
    assert TEXT[citation.start : citation.end] == citation.words
    assert citation.version == proposal.current


def test_of_two_places_the_one_that_was_selected_is_cited(editor, finding, proposal):
    for near in (0, 60):
        cite_words(editor, finding, proposal, "le soir", start=near)
    assert [citation.start for citation in Citation.objects.order_by("start")] == [16, TEXT.rindex("le soir")]


def test_a_place_that_is_wrong_still_finds_the_words(editor, finding, proposal):
    assert cite_words(editor, finding, proposal, "le matin", start=3).status_code == 200
    citation = Citation.objects.get()
    assert TEXT[citation.start : citation.end] == "le matin"


def test_no_words_cite_the_whole_text(editor, finding, proposal):
    cite_words(editor, finding, proposal, "")
    assert Citation.objects.get().words == TEXT


@pytest.mark.requirement("Y-3")
@pytest.mark.parametrize("words", ["Plus de train", "moins de trains", "plus de trains, le soir"])
@pytest.mark.parametrize("script", [True, False])
def test_one_altered_word_is_refused_with_a_sentence(editor, finding, proposal, words, script):
    answer = do(
        editor, "cite", finding.page, script=script, finding=finding.pk, version=proposal.current_id, words=words
    )
    assert answer.status_code == 422
    assert "lettre" in answer.text
    assert not Citation.objects.exists()


WORDS = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)
)


@pytest.mark.requirement("Y-3")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=WORDS, words=WORDS, after=WORDS, form=st.sampled_from(["NFC", "NFD"]), space=st.sampled_from([" ", "\n"]))
def test_any_words_of_the_text_are_cited_to_the_letter_and_any_others_refused(before, words, after, form, space):
    """Y-3 through ``Citation.quoting``, which the desk's one door to citations calls."""
    text = " ".join([*before, *words, *after])
    asked = unicodedata.normalize(form, space.join(words))
    assume(asked.strip())
    source = factories.Version(text=text)
    try:
        citation = Citation.quoting(source, asked)
    except NotToTheLetter:
        citation = None
    if citation is not None:
        flat = [" ".join(unicodedata.normalize("NFC", part).split()) for part in (citation.words, asked)]
        assert flat[0] == flat[1]
        assert text[citation.start : citation.end] == citation.words
    stranger = asked + " \U0001f9a3mot-absent"
    assume("mot-absent" not in text)
    with pytest.raises(NotToTheLetter):
        Citation.quoting(source, stranger)


def test_an_argument_is_cited_as_the_contrary(editor, consultation, proposal, finding):
    argument = factories.ArgumentFactory(proposal=proposal, text="Cela coûte trop cher à la région.")
    data = {"finding": finding.pk, "argument": argument.pk, "words": "trop cher", "role": "contrary"}
    assert do(editor, "cite", finding.page, **data).status_code == 200
    citation = Citation.objects.get()
    assert (citation.argument, citation.version, citation.role) == (argument, None, "contrary")


def hidden(consultation, kind):
    """Something that may not be cited: (the field, its key)."""
    if kind == "another consultation's":
        elsewhere = factories.open_consultation("ailleurs")
        return {"version": factories.ProposalFactory(consultation=elsewhere, text=TEXT).current_id}
    if kind in ("waiting", "withheld"):
        return {"version": factories.ProposalFactory(consultation=consultation, text=TEXT, **{kind: True}).current_id}
    if kind == "waiting argument":
        proposal = consultation.proposals.get()
        return {"argument": factories.ArgumentFactory(proposal=proposal, text=TEXT, waiting=True).pk}
    if kind == "too late":
        return {"version": factories.ProposalFactory(consultation=consultation, text=TEXT).current_id}
    if kind == "erased":
        proposal = consultation.proposals.get()
        proposal.versions.all().blank(at=factories.EARLY)
        return {"version": proposal.current_id}
    return {"version": 999_999}


KINDS = ["another consultation's", "waiting", "withheld", "waiting argument", "too late", "erased", "none"]


@pytest.mark.requirement("Y-3")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", ["le soir", ""])
def test_what_may_not_be_cited_is_refused_and_none_of_its_words_shown(editor, consultation, finding, kind, words):
    source = hidden(consultation, kind)
    answer = do(editor, "cite", finding.page, finding=finding.pk, words=words, **source)
    assert answer.status_code in (404, 422)
    assert "plus de cars" not in answer.text
    assert not Citation.objects.exists()


@pytest.mark.parametrize("view", ["theme", "q", "text", "pepites"])
def test_what_waits_is_withheld_or_elsewhere_is_not_on_the_left(editor, consultation, page, view):
    from synthesis.actions import move_proposal, set_pepite
    from synthesis.models import Theme

    theme = Theme.objects.create(consultation=consultation, number=1, name="Le rail", named_at=factories.EARLY)
    waiting = factories.ProposalFactory(consultation=consultation, text="Un train qui attend.", waiting=True)
    shown = consultation.proposals.get(number=1)
    late = factories.ProposalFactory(consultation=consultation, text="Un train trop tard.")
    for proposal in (shown, late):
        move_proposal(proposal=proposal, theme=theme, by=None)
        set_pepite(proposal=proposal, reason="Rare.", by=None)
    answers = {"theme": ["1"], "q": ["train"], "text": ["1", str(waiting.number), str(late.number)], "pepites": ["1"]}
    texts = [editor.get(at("desk", page), {view: value}).text for value in answers[view]]
    assert "plus de cars" in texts[0]
    for text in texts:
        assert "Un train qui attend." not in text
        assert f'id="source-version-{late.current_id}"' not in text


def test_citing_twice_the_same_words_is_said(editor, finding, proposal):
    cite_words(editor, finding, proposal, "le matin")
    assert cite_words(editor, finding, proposal, "le matin").status_code == 409
    assert Citation.objects.count() == 1


def test_without_a_finding_at_hand_the_sentence_says_so(editor, page, proposal):
    answer = do(editor, "cite", page, version=proposal.current_id, words="le soir")
    assert answer.status_code == 422
    assert not Citation.objects.exists()


def test_a_finding_that_was_taken_out_takes_no_citation(editor, finding, proposal):
    actions.take_finding_out(finding=finding, by=member("Organisation"))
    assert cite_words(editor, finding, proposal, "le matin").status_code == 409
    assert not Citation.objects.exists()


def test_a_citation_changes_its_role_and_goes(editor, finding, proposal):
    cite_words(editor, finding, proposal, "le matin")
    citation = Citation.objects.get()
    do(editor, "role", finding.page, citation.pk, role="contrary")
    citation.refresh_from_db()
    assert citation.role == "contrary"
    do(editor, "remove", finding.page, citation.pk)
    assert not Citation.objects.exists()
    assert Finding.objects.filter(pk=finding.pk, removed_at=None).exists()


def test_what_was_withheld_or_edited_since_is_said_and_the_desk_asks_for_another(editor, finding, proposal):
    cite_words(editor, finding, proposal, "le matin")
    factories.add_version(proposal, title="Le rail", text="Autre chose.")
    editor.cookies["langue"] = "en"
    before = editor.get(at("desk", finding.page)).text
    assert "le matin" in before.split('id="desk-synthesis"')[1]
    assert "edited since" in before
    proposal.withhold(ground="Hors du sujet", at=factories.EARLY)
    text = editor.get(at("desk", finding.page)).text
    assert "le matin" not in text.split('id="desk-synthesis"')[1].split("desk-new")[0]
    assert "withheld since: cite another contribution" in text


@pytest.mark.parametrize("wanted", ["P-1", "p1", "P-1-A2", "train", "TRAIN matin"])
def test_the_left_side_finds_by_reference_and_by_words(editor, page, consultation, wanted):
    text = editor.get(at("desk", page), {"q": wanted}).text
    assert "plus de cars" in text


@pytest.mark.parametrize("query", [{"text": "9" * 30}, {"theme": "²"}, {"q": "\x00"}, {"p": "-1"}, {"finding": "x"}])
def test_an_address_that_means_nothing_is_no_mishap(editor, page, query):
    assert editor.get(at("desk", page), query).status_code == 200
