"""S-11: what a form does not ask for changes nothing, whoever sends it and whatever it is called."""

import random
from collections import defaultdict
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.template import engines
from django.test import Client
from django.urls import Resolver404, resolve

from participants.models import User
from proposals.forms import ArgumentForm
from proposals.similar.writings import DEEDS
from tests.guards import world as worlds
from tests.guards.addresses import ADDRESSES, ROOMS
from tests.guards.posted import Form, forms_of

BY_CHANCE = {  # what may be drawn anew each time a form is sent
    ("moderation_report", "reference"),
    ("participants_mail", "key"),
    ("cms_finding", "key"),
    ("cms_secondreading", "seed"),
    ("consult_journalentry", "content"),  # which tells the seed
    ("consult_journalentry", "hash"),
    ("wagtailcore_pagelogentry", "uuid"),
}
# What a form knows although its page does not show it: fields of scripts, and of other states of the same form.
KNOWN = {
    "proposals:draft": {"reader", "writer"},
    "proposals:similar": set(DEEDS),  # buttons that stand where something close is shown
    "participants:notice_settings": {"mail_duty"},
    "moderation_desk:": {"duration", "ground", "words", "read_version"},
    "synthesis_desk:split": {"name"},
    "synthesis_desk:place": {"proposal"},  # ticked in the list, where it holds some
}
REACHED = {  # forms that did change rows, so that the comparison says something
    "anonymous": {"moderation:report_proposal", "moderation:report_argument", "participants:sign_in"},
    "citizen": {"proposals:submit", "proposals:argue", "proposals:reply", "proposals:position", "participants:follow"}
    | {"proposals:convincing", "proposals:draft_proposal", "participants:notice_settings", "cms_readings:comment"},
    "author": {"proposals:edit", "proposals:amendment_answer", "proposals:amendment_withdraw", "participants:erase"},
    "admin": {"moderation_desk:proposal", "moderation_desk:argument", "moderation_desk:amendment", "cms_desk:publish"}
    | {"proposals_desk:enter", "readings_desk:draw", "synthesis_desk:place", "synthesis_desk:theme", "cms_desk:add"},
}
PRIVILEGES = {"is_staff", "is_superuser", "is_active", "groups", "user_permissions", "user", "pk", "id", "role", "by"}
pytestmark = [
    pytest.mark.sqlite,  # which gives a row that is taken back the same key again
    pytest.mark.requirement("S-11"),
    pytest.mark.usefixtures("at_noon", "lenient", "same_chance"),
    pytest.mark.filterwarnings("ignore::django.utils.deprecation.RemovedInDjango2028Warning"),  # of Wagtail's mails
]
VALUES = ["1", "on", "true", "published", "withheld", "2020-01-01T00:00:00Z", "999", "accepted", "None", "é", ""]
Rows = dict[str, list[dict[str, Any]]]


def column_names() -> list[str]:
    """All names that a model of ours or of an account has for its columns."""
    models = [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]
    names = {name for model in models for column in model._meta.fields for name in (column.name, column.attname)}
    return sorted(names | PRIVILEGES)


def rows() -> Rows:
    """Every row of every table; sessions hold what each visit draws by chance."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table != "django_session":
                cursor.execute(f'SELECT * FROM "{table}"')
                columns = [column[0] for column in cursor.description]
                found[table] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


class TakenBack(Exception):
    """Ends a transaction whose rows were looked at."""


def sent(person: Any, form: Form, extra: dict[str, str]) -> tuple[int, Rows]:
    """What a form that is sent makes of all rows; then it is taken back."""
    data: dict[str, list[str]] = defaultdict(list)
    for name, value in [*form.data, *extra.items()]:
        data[name].append(value)
    browser = Client(raise_request_exception=True)
    answer: list[Any] = []
    try:
        with transaction.atomic():
            if person.is_authenticated:
                browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            answer = [browser.post(form.action, data).status_code, rows()]
            raise TakenBack
    except TakenBack:
        return answer[0], answer[1]


def differences(one: Rows, other: Rows) -> set[tuple[str, str]]:
    """The columns, by table, in which two states differ; ``*`` where one has other rows."""
    found = set()
    for table in one:
        if len(one[table]) != len(other[table]):
            found.add((table, "*"))
        for row, same in zip(one[table], other[table], strict=False):
            found |= {(table, column) for column in row if row[column] != same[column]}
    return found


def forms_for(world: worlds.World, role: str) -> list[tuple[str, Form]]:
    """The forms that somebody in a role meets on all pages, once each."""
    person, browser = world.roles[role], Client()
    if person.is_authenticated:
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    visited = worlds.addresses(world, list(ADDRESSES))
    if role == "admin":
        visited += worlds.desk_addresses(world)
    found: dict[tuple[str, str, frozenset[str]], Form] = {}
    for address in visited:
        answer = browser.get(address)
        list(answer.streaming_content) if answer.streaming else None
        if not answer.streaming and answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            for form in forms_of(answer.content.decode(), address):
                if name := name_of(form):
                    found.setdefault((name, form.data[-1][0], form.names), form)
    return [(name, form) for (name, _last, _names), form in found.items()]


def name_of(form: Form) -> str:
    """The address that a form goes to, where it is one of ours."""
    try:
        found = resolve(form.path)
    except Resolver404:
        return ""
    return found.view_name if found.func.__module__.split(".")[0] in ROOMS else ""


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wagtail's own templates look at variables that may be missing."""
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", "")


@pytest.fixture
def same_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that nobody can use is always the same: another one would be seen."""
    monkeypatch.setattr("django.contrib.auth.hashers.get_random_string", lambda length: "r" * length)


def looked_at(world: worlds.World, role: str, only: str = "") -> tuple[set[str], dict[str, object]]:
    """The forms that changed rows when they were sent, and those that changed others with fields of no form."""
    chance, names = random.Random(11), column_names()
    person, before = world.roles[role], rows()
    reached: set[str] = set()
    changed: dict[str, object] = {}
    for name, form in forms_for(world, role):
        if not name.startswith(only):
            continue
        (status, clean), (_status, again) = sent(person, form, {}), sent(person, form, {})
        drawn = differences(clean, again)
        assert drawn <= BY_CHANCE, name
        if differences(before, clean) - {("participants_user", "last_login")}:
            reached.add(name)
        known = form.names.union(*(more for begins, more in KNOWN.items() if name.startswith(begins)))
        extra = {column: chance.choice(VALUES) for column in names if column not in known}
        other_status, dirty = sent(person, form, extra)
        if other_status != status or differences(clean, dirty) - drawn:
            changed[f"{name} {form.action}"] = (status, other_status, differences(clean, dirty) - drawn)
    return reached, changed


@pytest.mark.parametrize("role", REACHED)
def test_a_field_that_a_form_does_not_ask_for_changes_no_row(db, role):
    reached, changed = looked_at(worlds.build(), role)
    assert changed == {}
    assert reached >= REACHED[role]


def test_a_form_that_takes_what_it_is_given_is_found(db, monkeypatch):
    """The control: a careless form makes an administrator of whoever asks for it."""
    take = ArgumentForm.take_mark

    def careless(form: ArgumentForm) -> Any:
        if "is_superuser" in form.data:
            User.objects.filter(email="citoyen@example.org").update(is_superuser=True)
        return take(form)

    monkeypatch.setattr(ArgumentForm, "take_mark", careless)
    _reached, changed = looked_at(worlds.build(), "citizen", only="proposals:argue")
    assert "is_superuser" in repr(changed)
