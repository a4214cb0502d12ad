"""Markup that is set once and filled in is what the component alone would set, to the letter."""

import re
from datetime import UTC, date, datetime

from django.template.loader import get_template
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.page.setting import SLOTS, FindingSetter
from consult.prepared import Prepared

COMPONENT = "components/_finding.html"
MOMENTS = st.sampled_from([datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 3, 31, 23, tzinfo=UTC)])
COUNTS = st.sampled_from([0, 1, 3, 999, 1_000, 12_000])
WORDS = st.sampled_from(["", "Des trains.", "<b>l'heure</b> & “vite”", "a\x00b", "0-1-", "{{ x }}", "\ue000 é"])
STATES = st.sampled_from(["", "withheld", "erased", "modified"])
CITATION = st.fixed_dictionaries(
    {
        "text": WORDS,
        "reference": WORDS,
        "url": WORDS,
        "author": WORDS,
        "origin": WORDS,
        "date": MOMENTS,
        "lang": st.sampled_from(["", "en"]),
        "state": STATES,
        "ground": st.sampled_from(["", "Hors <sujet>"]),
        "current_url": WORDS,
        "pepite": st.booleans(),
        "role": st.just("support"),
        "proposal": st.integers(1, 99),
    }
)
GIVEN = st.fixed_dictionaries(
    {
        "stance": st.sampled_from(["kept", "study"]),
        "stance_label": WORDS,
        "reasons": WORDS,
        "name": WORDS,
        "function": WORDS,
        "date": MOMENTS,
        "edition": st.integers(1, 2),
        "wording": WORDS,
    }
)
COMMITMENT = st.fixed_dictionaries(
    {
        "reference": WORDS,
        "url": WORDS,
        "text": WORDS,
        "state": st.sampled_from(["planned", "late"]),
        "state_label": WORDS,
        "due": st.sampled_from([date(2026, 9, 1), date(2026, 9, 2)]),
        "steps": st.lists(st.just({"label": "prévu"}), max_size=1),
    }
)
ANSWER = st.fixed_dictionaries(
    {
        "key": WORDS,
        "url": WORDS,
        "lang": st.sampled_from(["", "en"]),
        "expected": st.sampled_from([None, date(2026, 9, 1)]),
        "late": st.booleans(),
        "versions": st.integers(0, 2),
        "commitments": st.lists(COMMITMENT, max_size=2),
        "answer": st.one_of(st.none(), GIVEN),
    }
)
TALLY = st.fixed_dictionaries(dict.fromkeys(("agree", "mixed", "disagree", "total", "agree_percent"), COUNTS))
THEME = st.fixed_dictionaries({"label": WORDS, "url": WORDS, "told": WORDS}, optional={"texts": st.just(0)})
FINDING = st.fixed_dictionaries(
    {
        "id": WORDS,
        "number": st.integers(1, 100),
        "lang": st.sampled_from(["", "en"]),
        "kind": st.sampled_from(["agreement", "disagreement", "pepite", "question", "editorial"]),
        "section": WORDS,
        "statement": WORDS,
        "body": st.sampled_from(["", "Un mot."]),
        "citations": st.lists(CITATION, max_size=3),
        "citation_count": st.just(2),
        "contribution_count": st.just(2),
        "citations_label": st.sampled_from(["1 citation", "2 citations <de>"]),
        "contrary": st.lists(CITATION, max_size=1),
        "no_contrary": st.booleans(),
        "since": st.lists(st.sampled_from(["1 texte cité a été retiré.", "1 <texte>."]), max_size=2),
        "rests_on_nothing": st.booleans(),
        "stances": st.one_of(st.none(), TALLY),
        "theme": st.one_of(st.none(), THEME),
        "answer": st.one_of(st.none(), ANSWER),
    }
)


@settings(max_examples=80, deadline=None)
@given(findings=st.lists(FINDING, min_size=2, max_size=4), level=st.sampled_from([2, 3]))
def test_many_set_together_are_each_what_they_are_alone(findings, level):
    set_finding, alone = FindingSetter(), get_template(COMPONENT)
    for finding in findings:
        shown = set_finding(finding, level=level)
        assert between_tags(shown) == between_tags(alone.render({"finding": finding, "level": level}))


def between_tags(markup):
    """White space around tags says nothing here."""
    return re.sub(r"\s*(<[^>]+>)\s*", r"\1", markup)


def test_one_shape_is_set_once():
    prepared = Prepared("components/_citation.html", slots=SLOTS)
    rows = [
        {
            "quoted": f"« {n} »",
            "text": f"{n}",
            "reference": f"P-{n}",
            "url": "/",
            "author": "Ana",
            "state": "",
            "pepite": False,
        }
        for n in range(3)
    ]
    texts = [prepared(citation={**row, "lang": "", "when": "", "date": None, "origin": ""}) for row in rows]
    assert len(prepared._shapes) == 1
    assert "P-2" in texts[2]
    assert "P-1" not in texts[2]


def test_what_has_no_hash_is_set_all_the_same():
    row = {"quoted": "<a>", "state": "", "pepite": False, "lang": "", "when": "", "date": None, "more": {1, 2}}
    row |= {"text": "", "reference": "P-1", "url": "/", "author": "", "origin": ""}
    assert "&lt;a&gt;" in Prepared("components/_citation.html", slots=SLOTS)(citation=row)
