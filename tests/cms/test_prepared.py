"""Markup that is set once and filled in is what the component alone would set, to the letter."""

from django.template.loader import get_template
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.page.findings import SLOTS, UNUSED
from cms.page.prepared import Prepared

COMPONENT = "components/_finding.html"
WORDS = st.sampled_from(["", "Des trains.", "<b>l'heure</b> & “vite”", "a\x00b", "0-1-", "{{ x }}", "\ue000 é"])
STATES = st.sampled_from(["", "withheld", "erased", "modified"])
CITATION = st.fixed_dictionaries(
    {
        "text": WORDS,
        "quoted": WORDS,
        "reference": WORDS,
        "url": WORDS,
        "author": WORDS,
        "origin": WORDS,
        "when": st.just(mark_safe("<time>1er mars</time>")),
        "date": st.none(),
        "lang": st.sampled_from(["", "en"]),
        "state": STATES,
        "ground": st.sampled_from(["", "Hors <sujet>"]),
        "current_url": WORDS,
        "pepite": st.booleans(),
        "role": st.just("support"),
        "proposal": st.integers(1, 99),
    }
)
ANSWER = st.fixed_dictionaries(
    {
        "key": WORDS,
        "url": WORDS,
        "lang": st.just(""),
        "expected": st.none(),
        "late": st.booleans(),
        "versions": st.integers(0, 2),
        "commitments": st.just([]),
        "answer": st.none(),
    }
)
FINDING = st.fixed_dictionaries(
    {
        "id": WORDS,
        "number": st.integers(1, 100),
        "lang": st.sampled_from(["", "en"]),
        "kind": st.sampled_from(["agreement", "disagreement", "pepite", "question", "editorial"]),
        "section": WORDS,
        "statement": WORDS,
        "body": st.sampled_from(["", mark_safe("<p>Un <em>mot</em>.</p>")]),
        "citations": st.lists(CITATION, max_size=3),
        "citation_count": st.just(2),
        "contribution_count": st.just(2),
        "citations_label": st.sampled_from(["1 citation", "2 citations <de>"]),
        "contrary": st.lists(CITATION, max_size=1),
        "no_contrary": st.booleans(),
        "since": st.sampled_from([[], ["1 texte cité a été retiré."]]),
        "rests_on_nothing": st.booleans(),
        "stances": st.sampled_from([None, {"agree": 3, "mixed": 0, "disagree": 1, "total": 4}]),
        "theme": st.sampled_from([None, {"label": "<Trains>", "url": "/t/?theme=1&b", "texts": 1200, "confirmed": 3}]),
        "answer": st.one_of(st.none(), ANSWER),
    }
)


@settings(max_examples=60, deadline=None)
@given(findings=st.lists(FINDING, min_size=2, max_size=4), level=st.sampled_from([2, 3]))
def test_many_set_together_are_each_what_they_are_alone(findings, level):
    prepared, alone = Prepared(COMPONENT, slots=SLOTS, unused=UNUSED), get_template(COMPONENT)
    for finding in findings:
        assert prepared(finding=finding, level=level) == alone.render({"finding": finding, "level": level})


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
