"""Words under two keys: neither alone opens them, nor does a row that was moved or changed."""

import pytest

from consult.checks import originals_have_a_key
from consult.sealing import SealBroken, seal, unseal

ABOUT = "3/P-12"


@pytest.fixture
def sealed():
    return seal(b"Une phrase qui vise une personne.", about=ABOUT)


def opened(sealed, **other):
    given = {"box": sealed.box, "key": sealed.key, "about": ABOUT, **other}
    return unseal(given["box"], given["key"], about=given["about"]).decode()


def test_what_was_sealed_opens_again(sealed):
    assert opened(sealed) == "Une phrase qui vise une personne."
    assert b"personne" not in sealed.box


def test_a_copy_of_the_database_opens_nothing(sealed, settings):
    settings.SECRET_KEY = "celle d’un autre site, " + "x" * 50
    with pytest.raises(SealBroken):
        opened(sealed)


def test_the_key_of_the_site_alone_opens_nothing(sealed):
    with pytest.raises(SealBroken):
        opened(sealed, key=bytes(32))


def test_a_seal_is_bound_to_its_text(sealed):
    with pytest.raises(SealBroken):
        opened(sealed, about="3/P-13")


@pytest.mark.parametrize("place", [0, 12, -1])
def test_one_changed_byte_is_seen(sealed, place):
    changed = bytearray(sealed.box)
    changed[place] ^= 1
    with pytest.raises(SealBroken):
        opened(sealed, box=bytes(changed))


def test_the_same_words_never_make_the_same_box(sealed):
    again = seal(b"Une phrase qui vise une personne.", about=ABOUT)
    assert again.box != sealed.box
    assert again.key != sealed.key


def test_a_key_that_was_replaced_still_opens_what_it_sealed(sealed, settings):
    settings.CONSULT_SEAL_KEYS = ["a" * 32]
    between = seal(b"deux", about=ABOUT)
    settings.CONSULT_SEAL_KEYS = ["b" * 32, "a" * 32]
    assert opened(sealed).startswith("Une phrase")
    assert opened(between) == "deux"
    settings.CONSULT_SEAL_KEYS = ["b" * 32]
    with pytest.raises(SealBroken):
        opened(between)


def test_an_installation_without_a_key_of_its_own_is_told(settings):
    (warning,) = originals_have_a_key(None)
    assert warning.id == "consult.W002"
    settings.CONSULT_SEAL_KEYS = ["a" * 32]
    assert originals_have_a_key(None) == []
