"""Rules of the house that a machine can hold."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOMS = ["consult", "participants", "proposals", "moderation", "synthesis", "cms"]
BASE = Path(settings.BASE_DIR)
TEMPLATES = BASE / "templates"
# Asked for by Django, Wagtail or allauth by name.
BY_NAME = re.compile(
    r"^(403|404|409|500|503|403_csrf|base_error)\.html$|^(account|wagtailadmin|wagtailcore|wagtailusers)/"
)


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((BASE / room).rglob("*.py")) if "migrations" not in path.parts]


def is_view_module(path: Path) -> bool:
    at_a_desk = path.parent.name == "desk" and path.stem in {"pages", "deeds"}
    return path.stem.startswith("views") or "views" in path.parent.name or at_a_desk


@pytest.mark.parametrize("path", [p for p in sources() if is_view_module(p)], ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_views_reach_rows_through_a_door(path):
    """Rows that may be private come from ``visible_to`` or ``listed``: no bare manager in a view."""
    doors = {"visible_to", "listed", "live", "public", "readable", "none"}
    tree = ast.parse(path.read_text())
    chained = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in doors | {"in_force", "waiting", "standing"}
    }
    public = {"JournalEntry"}  # the public journal has nothing private
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in chained:
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            assert owner in public, f"{path}:{node.lineno} reads {owner}.objects past its door"


@pytest.mark.parametrize("path", sources(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_files_stay_short(path):
    assert len(path.read_text().splitlines()) <= 400, f"{path} has grown past 400 lines: it hides a noun"


def test_every_template_is_used():
    code = "\n".join(path.read_text() for path in sources())
    markup = "\n".join(path.read_text() for path in TEMPLATES.rglob("*") if path.is_file())
    names = [str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")]
    unused = [name for name in names if not BY_NAME.match(name) and name not in code and name not in markup]
    assert unused == []


def test_no_template_carries_inline_code():
    offence = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\shx-on|\son[a-z]+=|javascript:|\bjs:", re.IGNORECASE)
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        found = offence.search(re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL))
        assert not found, f"{path.relative_to(TEMPLATES)}: {found and found.group()}"


def test_no_template_names_another_host():
    for path in TEMPLATES.rglob("*.html"):
        found = re.search(r"""(src|href|action)=["']https?://""", path.read_text())
        assert not found, f"{path.relative_to(TEMPLATES)} names another host"


def test_every_htmx_request_has_its_plain_way():
    """Each hx-get has an href or stands in a GET form; each hx-post stands on a form with an action."""
    for path in TEMPLATES.rglob("*.html"):
        for tag in re.findall(r"<[a-z]+\b[^>]*\bhx-(?:get|post)=[^>]*>", path.read_text()):
            if "hx-post" in tag:
                assert "action=" in tag, f"{path.name}: {tag}"
            else:
                assert "href=" in tag or "action=" in tag, f"{path.name}: {tag}"


def test_every_model_of_citizens_stays_out_of_wagtails_reference_index():
    from wagtail.models import Page

    for model in apps.get_models():
        label = model._meta.app_label
        has_keys = any(field.is_relation for field in model._meta.local_fields)
        if (
            label in {"participants", "proposals", "moderation", "synthesis"}
            and has_keys
            and not issubclass(model, Page)
        ):
            assert getattr(model, "wagtail_reference_index_ignore", False), f"{model._meta.label} queues index tasks"
