"""The bench of pages runs from end to end on a small site, and says what it cannot measure."""

import os

import pytest

from benchmarks.web import __main__ as web
from benchmarks.web.seed import Sizes
from benchmarks.web.server import Unmeasurable
from benchmarks.web.visits import parts_of

TEXTS = [f"Il faudrait des trains plus fréquents sur la ligne {number}, surtout le soir." for number in range(50)]
SMALL = Sizes(proposals=50, arguments=60, positions=200, participants=40, signed_in=10)
PAGES = {"home", "list", "detail", "search", "give_view", "give_view_signed_in"}
POSTS = {"position", "position_in_page", "argument", "proposal"}


def test_what_a_page_loads_is_found_once():
    styles, script = b'<link rel="stylesheet" href="/static/a.css">', b'<script src="/static/b.js" defer></script>'
    assert parts_of(styles + script + script + b'<link rel="icon" href="/c.png">') == ["/static/a.css", "/static/b.js"]


def test_without_postgresql_it_says_what_to_do():
    with pytest.raises(Unmeasurable, match="name a server in CONSULT_DATABASE"), web.own_database("sqlite:///x"):
        pass  # pragma: no cover


@pytest.mark.postgresql
def test_each_page_and_post_has_its_figures(tmp_path, monkeypatch):
    monkeypatch.setattr(web, "WARM", 4)
    monkeypatch.setattr(web, "EACH", 4)
    monkeypatch.setattr(web, "BARE_EACH", 20)
    with web.own_database(os.environ["CONSULT_DATABASE"]) as database:
        bare, figures = web.run(tmp_path, database, TEXTS, rounds=1, sizes=SMALL)
    assert bare > 0
    assert set(figures) == PAGES | POSTS
    for name, row in figures.items():
        assert row["queries"] > 0, name
        assert row["cpu_ms"] > bare, name
        beside = row["cpu_ms"] / row["bare_views"]  # the bare view right before it
        assert bare / 3 < beside < 3 * bare, name
    assert all(5 < figures[name]["kilobytes"] < web.WEIGHT for name in PAGES)
