"""What import-linter cannot see: foreign keys and lookups point down the house too."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

FLOORS = {"consult": 0, "participants": 1, "proposals": 2, "moderation": 3, "synthesis": 3, "cms": 4}
OURS = [model for model in apps.get_models() if model._meta.app_label in FLOORS]


def relations(model: type[models.Model]) -> list[models.Field]:
    """The relations that a model declares itself; those that Wagtail's pages bring along are Wagtail's."""
    inherited = {
        field.name for base in model.__mro__[1:] if hasattr(base, "_meta") for field in base._meta.local_fields
    }
    own = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field for field in own if field.is_relation and field.name not in inherited]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model):
    floor = FLOORS[model._meta.app_label]
    for field in relations(model):
        room = field.related_model._meta.app_label
        below = FLOORS.get(room, -1)
        assert below <= floor, f"{model._meta.label}.{field.name} points up to {room}"
        assert below < floor or room in {model._meta.app_label, "taggit"} or below == -1, f"{field} leaves its room"


def names_from_above(room: str) -> set[str]:
    """The reverse names that higher rooms give to the models of a room."""
    return {
        field.remote_field.related_name
        for model in OURS
        if FLOORS[model._meta.app_label] > FLOORS[room]
        for field in relations(model)
        if field.related_model._meta.app_label == room
        and field.remote_field.related_name
        and not field.remote_field.related_name.endswith("+")
    }


def names_used(source: str) -> set[str]:
    """Attributes, keyword names and the parts of strings that look like lookups."""
    used: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            used.update(node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            used.update(node.value.split("__"))
    return used


# Names that a higher room gives and that also mean something of the room's own.
ALSO_OWN = {
    "consult": {"proposals", "themes", "imports"},  # names of registries, panels and modules
    "participants": {"arguments", "proposals", "positions", "reports", "decisions"},
    "proposals": {"reports", "decisions", "citations"},
}


@pytest.mark.parametrize("room", ["consult", "participants", "proposals"])
def test_no_lookup_names_a_higher_room(room):
    forbidden = names_from_above(room) - ALSO_OWN[room]
    assert forbidden, "the guard has nothing to guard"
    for path in sorted((Path(settings.BASE_DIR) / room).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        found = names_used(path.read_text()) & forbidden
        assert not found, f"{path.name} names {found}, which a higher room brings"
