"""Sentence vectors: close when meanings are, safe with anything, the same after storage."""

import os
import pickle

import numpy as np
import pytest

from proposals import encoder, encoding
from proposals.encoder import from_bytes, load_encoder, to_bytes
from proposals.encoding import encoded


@pytest.fixture(scope="module")
def use():
    return load_encoder("use")


def test_encoder_is_loaded_once(use):
    assert load_encoder("use") is use


def test_encoder_name_holds_the_version_of_its_model(use):
    assert use.name == "use-0.2.1"


def test_no_encoder_is_a_choice():
    assert load_encoder("none") is None


def test_unknown_encoder_is_named():
    with pytest.raises(ValueError, match="'bert'"):
        load_encoder("bert")


def test_vectors_are_float16_rows_of_length_one(use):
    vectors = use.encode(["Plus de bus le soir", "Réparer les routes"])
    assert (vectors.shape, vectors.dtype) == ((2, use.dimensions), np.float16)
    np.testing.assert_allclose(np.linalg.norm(vectors.astype(float), axis=1), 1, atol=1e-3)


def test_vectors_of_no_text_are_an_empty_table(use):
    assert use.encode([]).shape == (0, 512)


def test_vectors_bring_alike_meanings_together(use):
    bus, coach, tax = use.encode(["Plus de bus le soir", "Davantage d'autocars en soirée", "Baisser la TVA"]).astype(
        float
    )
    assert bus @ coach > bus @ tax + 0.2


@pytest.mark.parametrize("text", ["", " ", "🚲", "مرحبا", "公共交通", "\ud800", "\x00", "vélo " * 10_000])
def test_vector_of_any_text_is_finite(use, text):
    vector = use.encode([text])[0]
    assert np.isfinite(vector).all()
    assert vector.any()


def test_vectors_keep_their_order_across_batches(use, monkeypatch):
    texts = [f"Proposition numéro {number} : plus de trains" for number in range(5)]
    whole = use.encode(texts)
    monkeypatch.setattr(encoder, "BATCH", 2)
    np.testing.assert_allclose(use.encode(texts).astype(float), whole.astype(float), atol=2e-3)


def test_stored_vector_comes_back_bit_for_bit(use):
    vector = use.encode(["Plus de bus"])[0]
    assert from_bytes(to_bytes(vector), 512).tobytes() == vector.tobytes()


def test_stored_vector_is_little_endian_whatever_it_came_from():
    assert to_bytes(np.array([1.0], dtype=">f4")) == b"\x00\x3c"


def test_stored_vector_of_another_length_is_refused():
    with pytest.raises(ValueError, match="512 dimensions takes 1024 bytes, and 6 are stored"):
        from_bytes(b"\0" * 6, 512)


def answers(number):
    drawn = np.random.default_rng(5)
    words = np.array(["plus", "de", "bus", "le", "soir", "des", "trains", "à", "la", "gare", "du", "village"])
    return [" ".join(drawn.choice(words, size=drawn.integers(1, 30))) for _ in range(number)]


def table(texts, use, **more):
    found = np.zeros((len(texts), use.dimensions), dtype=np.float16)
    for rows, vectors in encoded(texts, use, **more):
        assert not found[rows].any()
        found[rows] = vectors
    return found


def test_two_processes_give_the_same_vectors_to_the_last_bit(use):
    texts = answers(90)
    alone, shared = (table(texts, use, processes=processes, batch=16) for processes in (1, 2))
    assert alone.any(axis=1).all()
    assert alone.tobytes() == shared.tobytes()


def test_few_texts_are_encoded_here(use, monkeypatch):
    monkeypatch.setattr(
        encoding, "_encoded", lambda encoder, start, texts: (slice(start, start + len(texts)), os.getpid())
    )
    assert [pid for _, pid in encoded(answers(8), use, processes=2, batch=2)] == [os.getpid()] * 4


def test_each_batch_is_given_before_the_next_is_encoded(use):
    class Counting:
        calls = 0

        def encode(self, texts):
            self.calls += 1
            return use.encode(texts)

    counting = Counting()
    coming = encoded(answers(20), counting, batch=4)
    next(coming)
    assert counting.calls <= 2
    assert len(list(coming)) == 4


def test_another_process_reads_the_model_itself_once(use):
    sent = pickle.dumps(use)
    assert len(sent) < 200
    assert pickle.loads(sent) is use
