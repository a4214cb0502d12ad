"""Cards that are set by their shape are what the component alone sets, to the letter."""

from datetime import UTC, datetime

import pytest
from django.template import engines
from django.template.loader import render_to_string
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
    {**CARD, "institution": True, "author": "Ville <d’essai>"},
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
    assert by_shape.count("<article") == 6


def test_the_first_of_a_month_has_its_ordinal():
    with translation.override("fr"):
        assert day_of(datetime(2026, 5, 1, 12, tzinfo=UTC)) == {"iso": "2026-05-01", "words": "1er mai 2026"}
        assert day_of(datetime(2026, 4, 30, 23, tzinfo=UTC)) == {"iso": "2026-05-01", "words": "1er mai 2026"}
        assert day_of(datetime(2026, 5, 2, 12, tzinfo=UTC)) == {"iso": "2026-05-02", "words": "2 mai 2026"}
    assert day_of(None) is None


ARGUMENT = {
    "id": "argument-1",
    "reference": "A1",
    "stance": "for",
    "words": mark_safe("<p>Le soir aussi &amp; &lt;b&gt;</p>"),
    "lang": "",
    "day": day_of(NOON),
    "author": "Ana",
    "source_url": "https://example.org/?a=1&b=2",
    "source_domain": "example.org",
    "convinced": "convaincant pour 2 personnes",
    "convinced_elsewhere": "",
    "report_url": "/signaler/?a=A1",
    "reply_url": "/repondre/",
    "mark": {"id": "convincing-1", "label": "A1", "action": "/oui/", "own": False, "sign_in_url": ""},
}
ARGUMENTS = [
    ARGUMENT,
    {**ARGUMENT, "reference": "A2", "mark": {**ARGUMENT["mark"], "own": True}},
    {**ARGUMENT, "stance": "against", "mark": {**ARGUMENT["mark"], "sign_in_url": "/connexion/?a=1&b=2"}},
    {**ARGUMENT, "replies": [{**ARGUMENT, "stance": "", "mark": None}, {**ARGUMENT, "words": "", "stance": ""}]},
    {**ARGUMENT, "withheld": {"ground": "Hors sujet", "date": NOON}, "appeal_url": "/contester/?a=1&b=2"},
    {**ARGUMENT, "withheld": {"ground": "Hors sujet", "date": NOON}, "appeal_url": "/contester/A2/"},
    {**ARGUMENT, "withheld": {"ground": "Hors sujet", "date": NOON}},
    {**ARGUMENT, "mark": None, "cited_by": [{"statement": "Un <constat>", "url": "/s/"}]},
]
ALONE = '{% include "components/_argument.html" with argument=argument head=argument.side csrf_token=csrf_token only %}'


def with_side(argument):
    """An argument with the markup of the side that it takes; a reply takes none."""
    stance = argument["stance"]
    return {**argument, "side": render_to_string("components/_stance.html", {"stance": stance}) if stance else ""}


def test_an_argument_set_by_its_shape_is_the_component_s_own_markup():
    whole = "{% load cards %}{% for argument in arguments %}<li>" + ALONE + "</li>{% endfor %}"
    with translation.override("fr"):
        rows = [with_side(argument) for argument in ARGUMENTS]
        alone, by_shape = (
            engines["django"].from_string(source).render({"arguments": rows, "csrf_token": "a&b"})
            for source in (whole, whole.replace(ALONE, "{% argument_card argument %}"))
        )
    assert by_shape == alone
    assert by_shape.count('value="a&amp;b"') == 3
    assert "Un &lt;constat&gt;" in by_shape
    assert [by_shape.count(f'href="/contester/{end}"') for end in ("?a=1&amp;b=2", "A2/")] == [1, 1]
