import pytest
from django.core.exceptions import ValidationError

from participants.names import clean_display_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ana", "Ana"),
        ("  Jean   Dupont ", "Jean Dupont"),
        ("Zoe\u0301", "Zo\u00e9"),
        ("L’habitante du 3e", "L’habitante du 3e"),
        ("Łukasz_42", "Łukasz_42"),
        ("张伟", "张伟"),
        ("x" * 60, "x" * 60),
    ],
)
def test_a_readable_name_is_kept_in_composed_form(typed, kept):
    assert clean_display_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "A",
        "x" * 61,
        "ana@example.org",
        "moi ana@example",
        "An\u200ba",
        "\u202eanA",
        "Ana\x00",
        "Ana\nMaire",
        "\u3164\u3164\u3164",
        "A\ufe0fna",
        "\ue000\ue001",
        "…!?",
    ],
)
def test_a_name_that_hides_or_pretends_is_refused(typed):
    with pytest.raises(ValidationError):
        clean_display_name(typed)
