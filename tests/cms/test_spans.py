"""A citation is its version to the letter, after NFC and white space; nothing else is forgiven."""

import time
import unicodedata

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cms.spans import compose, cuts_a_word, find_span, located, pieces, same_letters, whole_span
from consult.text import clean_whitespace_nfc

LETTERS = "aéeœz’'-.,!9ñ\u0301\u0323\u0327\u200d\u200b\u00ad\u1100\u1161\u11a8가각한अ़िक日語ไทย👩🏽אָ"
SPACES = " \n\t\u00a0\u202f\u2009\r"
texts = st.text(st.sampled_from(LETTERS + SPACES), max_size=60) | st.text(max_size=60)
words = st.text(st.sampled_from("abcdéèœñ한글日q\u0301"), min_size=1, max_size=8).filter(
    lambda word: not unicodedata.category(word[0]).startswith("M")
)
sentences = st.lists(words, min_size=1, max_size=12)
spaced = st.lists(words.filter(lambda word: "日" not in word), min_size=1, max_size=12)
forms = st.sampled_from(["NFC", "NFD"])


@pytest.mark.requirement("Y-3")
@settings(max_examples=300, deadline=None)
@given(text=texts, bounds=st.tuples(st.integers(0, 60), st.integers(0, 60)), form=forms)
@example(text="incapable", bounds=(2, 9), form="NFC")
@example(text="q\u0301u", bounds=(0, 1), form="NFC")
@example(text="a \u0301b", bounds=(2, 4), form="NFD")
def test_whatever_is_found_is_the_text_to_the_letter(text, bounds, form):
    typed = unicodedata.normalize(form, text[min(bounds) : max(bounds)])
    start, end = find_span(text, typed) or (0, 0)
    cited = text[start:end]
    assert clean_whitespace_nfc(cited) == (clean_whitespace_nfc(typed) if end else "")
    assert not cuts_a_word(text, start)
    assert not cuts_a_word(text, end)


@pytest.mark.requirement("Y-3")
@settings(max_examples=300, deadline=None)
@given(said=sentences, space=st.sampled_from(SPACES), typed_in=forms, stored_in=forms, data=st.data())
def test_whole_words_are_found_in_any_form_and_with_any_white_space(said, space, typed_in, stored_in, data):
    first = data.draw(st.integers(0, len(said) - 1))
    last = data.draw(st.integers(first, len(said) - 1))
    text = unicodedata.normalize(stored_in, (space * 2).join(said))
    typed = unicodedata.normalize(typed_in, f"{space} ".join(said[first : last + 1]))
    span = find_span(text, f" {typed}\n")
    assert span is not None
    assert same_letters(text[span[0] : span[1]], typed)


@pytest.mark.requirement("Y-3")
@settings(max_examples=300, deadline=None)
@given(said=spaced, place=st.integers(0, 200), other=words, deed=st.sampled_from(["replace", "insert", "delete"]))
def test_any_altered_word_is_refused(said, place, other, deed):
    text = " ".join(said)
    spot = place % len(text)
    assume(not text[spot].isspace())
    kept = {"replace": text[spot + 1 :], "insert": text[spot:], "delete": text[spot + 1 :]}[deed]
    altered = text[:spot] + ("" if deed == "delete" else other) + kept
    among = " ".join(["début", *said, "fin"])
    wanted = f" {clean_whitespace_nfc(altered)} "
    assume(wanted.strip() and wanted not in f" {clean_whitespace_nfc(among)} ")
    assert find_span(among, altered) is None


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_composing_piece_by_piece_is_composing_the_whole(text):
    assert compose(text).text == clean_whitespace_nfc(text)
    assert "".join(text[start:end] for start, end in pieces(text)) == text


@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_no_words_means_the_whole_text(text):
    span = located(text, "  ")
    assert (span is None) == (not text.strip())
    assert span is None or text[span[0] : span[1]] == text.strip()


@pytest.mark.parametrize(
    ("text", "typed", "cited"),
    [
        ("Plus de  trains,\nle soir.", "de trains, le", "de  trains,\nle"),
        ("Vive l’école\u202f!", "l’école !", "l’école\u202f!"),
        ("Vive l’école\u00a0!", "école", "école"),
        ("e\u0301te\u0301", "été", "e\u0301te\u0301"),
        ("été", "e\u0301te\u0301", "été"),
        ("\u1112\u1161\u11ab국어", "한국어", "\u1112\u1161\u11ab국어"),
        ("交通を増やす", "を増", "を増"),
        ("mot\u200b, suite", "mot", "mot"),
        ("bus 👩🏽\u200d🚒 bien", "👩🏽\u200d🚒", "👩🏽\u200d🚒"),
    ],
)
def test_words_are_found_where_they_stand(text, typed, cited):
    start, end = find_span(text, typed)
    assert text[start:end] == cited


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Un homme incapable", "capable"),
        ("trains du soir", "train"),
        ("une action non-violente", "violente"),
        ("été", "e"),
        ("e\u0301\u0323", "é"),
        ("한국어", "\u1112\u1161"),
        ("👩🏽 là", "👩"),
        ("a\u200db", "a"),
        ("Plus de trains", "plus de trains"),
        ("Plus de trains", "Plus de trains."),
        ("deux\u200bmots", "deux mots"),
        ("l’école", "l'école"),
        ("", "mot"),
        ("mot", ""),
        ("mot", " \u00a0"),
    ],
)
def test_other_words_and_cut_words_are_refused(text, typed):
    assert find_span(text, typed) is None


def test_a_text_of_ten_thousand_words_is_searched_at_once():
    text = "Des trains le soir, e\u0301te\u0301 comme hiver. " * 1_500
    find_span(text, "x")  # the table of joining letters is made once
    began = time.process_time()
    assert find_span(text, "e\u0301te\u0301 comme hiver. Des trains") is not None
    assert find_span(text, "absent de ce texte") is None
    assert time.process_time() - began < 2


def test_the_whole_of_a_blank_text_is_nothing():
    assert whole_span(" \n\u00a0") is None
