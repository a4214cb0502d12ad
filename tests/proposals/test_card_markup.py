"""Cards that are set by their shape are what the component alone sets, to the letter."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.utils import translation
from django.utils.safestring import mark_safe

from consult.dates import day_of
from tests.conftest import NOON

TALLY = {"agree": 12, "mixed": 0, "disagree": 3, "total": 15}
TALLY |= {"agree_percent": 80, "mixed_percent": 0, "disagree_percent": 20}
MANY = {"agree": 1_200, "mixed": 5, "disagree": 0, "total": 1_205}
CARD = {
    "reference": "P-7",
    "title": "Plus de trains & <moins> d’avions",
    "url": "/se-deplacer/propositions/P-7/?a=1&b=2",
    "excerpt": "Des trains « du soir », s'il vous plaît.",
    "day": day_of(NOON),
    "lang": "",
    "title_derived": True,
    "author": "Ana <b>",
    "invented": False,
    "tags": [{"label": "train", "url": "/?etiquette=train"}, {"label": "l'été", "url": "/?etiquette=ete"}],
    "tally": TALLY,
    "arguments": "2 arguments",
    "own": "agree",
}
CARDS = [
    CARD,
    {**CARD, "reference": "P-8", "title": "Autre titre", "tally": {**TALLY, "agree": 40}, "own": None},
    {**CARD, "tally": MANY, "tags": [], "lang": "en"},
    {**CARD, "excerpt": mark_safe("Des <mark>trains</mark>"), "argued": {"stance": "for", "words": "oui", "url": "/a"}},
    {**CARD, "author": "", "origin": "Une collecte", "tally": None, "excerpt": "", "arguments": ""},
    {**CARD, "withheld": {"ground": "Hors du sujet", "date": NOON}},
]
ONE = '{% include "components/_proposal_card.html" with card=card level=2 only %}'
INCLUDED = "{% for card in cards %}<li>" + ONE + "</li>{% endfor %}"
PREPARED = "{% load cards %}{% for card in cards %}<li>{% proposal_card card level=2 %}</li>{% endfor %}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_card_set_by_its_shape_is_the_component_s_own_markup(language):
    with translation.override(language):
        alone, by_shape = (
            engines["django"].from_string(source).render({"cards": CARDS}) for source in (INCLUDED, PREPARED)
        )
    assert by_shape == alone
    assert "&lt;moins&gt;" in by_shape
    assert by_shape.count("<article") == 5


def test_the_first_of_a_month_has_its_ordinal():
    with translation.override("fr"):
        assert day_of(datetime(2026, 5, 1, 12, tzinfo=UTC)) == {"iso": "2026-05-01", "words": "1er mai 2026"}
        assert day_of(datetime(2026, 4, 30, 23, tzinfo=UTC)) == {"iso": "2026-05-01", "words": "1er mai 2026"}
        assert day_of(datetime(2026, 5, 2, 12, tzinfo=UTC)) == {"iso": "2026-05-02", "words": "2 mai 2026"}
    assert day_of(None) is None
