"""Every public figure that counts contributions gives both, with and without folded texts, or says here why not."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
COUNTED = re.compile(r"{% blocktranslate count (\S+)[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)
WORDS = re.compile(r"\b(proposals?|contributions?|texts?|results?)\b", re.IGNORECASE)
NOT_PUBLIC = ("desk/", "desk_")

BOTH = {
    ("components/_consultation_card.html", "n=consultation.proposal_count"): "consultation.folded",
    ("proposals/list.html", "n=found.count"): "found.folded",
    ("synthesis/map.html", "n=theme.size"): "theme.folded",
}
OTHER_FIGURES = {  # written without a plural
    "components/_key_figures.html": "figure.note",
    "synthesis/_ideas.html": "theme.folded",
}
WITHOUT = {
    ("components/_filters.html", "n=filters.result_count"): "the style guide alone gives it a count",
    ("proposals/give_view.html", "n=turn.left.ahead"): "how many turns are left, one for each group",
    ("proposals/_similar.html", "n=similar.suggestions|length"): "a few texts, each shown",
    ("synthesis/_folded.html", "n=folded.folded"): "how many are folded",
    ("synthesis/_theme_chip.html", "n=data.folded.folded"): "how many are folded",
    ("components/_finding.html", "n=finding.contrary|length"): "citations, each shown",
    ("components/_finding.html", "n=finding.proposal_count"): "citations, each shown",
    ("components/_who_answered.html", "n=who.cited"): "citations, each shown",
    ("components/_theme.html", "n=theme.count"): "the style guide alone gives it a count",
}
FROZEN = "of an edition or of a run, which are frozen with their texts: not given both yet (record 45)"
NOT_YET = {
    ("components/_finding.html", "n=finding.theme.texts"): FROZEN,
    ("components/_who_answered.html", "n=who.contributions"): FROZEN,
    ("components/_who_answered.html", "n=who.here"): FROZEN,
    ("components/_who_answered.html", "n=source.count"): FROZEN,
    ("cms/readings/reading.html", "n=figures.corpus"): FROZEN,
    ("cms/edition/_coverage.html", "n=coverage.authors.cited"): FROZEN,
    ("cms/edition/_coverage.html", "n=coverage.in_group"): FROZEN,
    ("cms/edition/_coverage.html", "n=coverage.late"): FROZEN,
    ("cms/edition/print.html", "n=coverage.late"): FROZEN,
    ("cms/edition/_run.html", "n=run.corpus_size"): FROZEN,
    ("cms/edition/contributions.html", "n=corpus.size"): FROZEN,
    ("cms/edition/contributions.html", "n=total"): FROZEN,
    ("cms/edition/differences.html", "n=corpora.after.size"): FROZEN,
    ("synthesis/map.html", "n=run.corpus_size"): FROZEN,
    ("synthesis/map.html", "n=arrived_since"): "not given both yet (record 45)",
    ("components/_map.html", "n=circle.size"): "not given both yet (record 45)",
    ("synthesis/theme_map.html", "n=map.count"): "not given both yet (record 45)",
}


def figures():
    """Where public templates count contributions: the template, and what is counted."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        if any(part in name for part in NOT_PUBLIC):
            continue
        for counted, words in COUNTED.findall(path.read_text(encoding="utf-8")):
            if WORDS.search(words):
                yield name, counted


def test_every_figure_is_in_one_table():
    found = set(figures())
    tables = [set(BOTH), set(WITHOUT), set(NOT_YET)]
    assert found == set.union(*tables)
    assert len(found) == sum(map(len, tables))


@pytest.mark.requirement("M-10")
@pytest.mark.parametrize(("figure", "said"), BOTH.items())
def test_both_stand_together(figure, said):
    name, counted = figure
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    after = text[text.index(f"{{% blocktranslate count {counted} ") :]
    after = after[after.index("{% endblocktranslate %}") :]
    assert re.match(r"{% endblocktranslate %}(</p>)?" + re.escape(given(said)), after)


@pytest.mark.parametrize(("name", "said"), OTHER_FIGURES.items())
def test_other_figures_give_both(name, said):
    assert given(said) in (TEMPLATES / name).read_text(encoding="utf-8")


def given(said):
    return f"{{% if {said} %}}, {{{{ {said} }}}}{{% endif %}}"
