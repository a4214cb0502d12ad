"""Standing persons, a frozen instant, and what every test may rely on."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import pytest_django
from django.conf import settings
from django.db import connection
from django.db.models.signals import pre_save
from django.test import Client

from consult.models import JournalEntry
from tests import copies, factories, row_counts
from tests.journal_words import refuse_words

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday; the consultations of factories are open then
pre_save.connect(refuse_words, sender=JournalEntry, dispatch_uid="no words in the journal")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot show, and say so in one line; CI may leave out nothing."""
    required = os.environ.get("CONSULT_REQUIRE_ALL") == "1"
    on_postgresql = os.environ.get("CONSULT_DATABASE", "").startswith("postgres")
    has_chromium = os.path.exists(os.environ.get("CONSULT_CHROMIUM", "/usr/bin/chromium"))
    for item in items:
        if item.get_closest_marker("postgresql") and not on_postgresql:
            item.add_marker(pytest.mark.skip(reason="needs PostgreSQL: shown when CONSULT_DATABASE names one"))
        if item.get_closest_marker("sqlite") and on_postgresql:
            item.add_marker(pytest.mark.skip(reason="about SQLite: shown where CONSULT_DATABASE names no PostgreSQL"))
        if item.get_closest_marker("browser") and not has_chromium and not required:
            item.add_marker(pytest.mark.skip(reason="needs Chromium at /usr/bin/chromium"))
        if item.get_closest_marker("pango") and not sets_pages() and not required:
            item.add_marker(pytest.mark.skip(reason="needs Pango, to make a PDF"))
        if item.get_closest_marker("gettext") and not shutil.which("xgettext") and not required:
            item.add_marker(pytest.mark.skip(reason="needs gettext"))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """A copy of a migrated database is there already when pytest-django comes to it."""
    return django_db_keepdb or copies.are_wanted()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Where the suite has migrated a database, this process tests a copy of its own."""
    if not copies.are_wanted():
        yield
        return
    source = os.environ["CONSULT_DATABASE"]
    file = tmp_path_factory.mktemp("database") / "copy.sqlite3"
    name = f"{copies.name_of(source)}_{os.getpid()}" if copies.is_postgresql(source) else str(file)
    copies.copy(source, copies.renamed(source, name))
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    yield
    copies.drop(copies.renamed(source, name))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """A database whose row counts change when a test counts them, and not in its middle."""
    with django_db_blocker.unblock():
        row_counts.keep_counts()


def sets_pages() -> bool:
    """Whether this machine has what a PDF is made with."""
    from cms.pdf.rendering import _installed

    return _installed()


@pytest.fixture
def at_noon() -> Iterator[datetime]:
    """Time stands still at NOON."""
    import time_machine

    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def consultation(db: None) -> object:
    """A French consultation whose one phase opens all three rights, from February to April 2026."""
    return factories.open_consultation()


@pytest.fixture
def citizen(db: None) -> object:
    """Someone who agreed to how opinions are used."""
    return factories.CitizenFactory(email="citoyenne@example.org", display_name="Ana")


@pytest.fixture
def other_citizen(db: None) -> object:
    return factories.CitizenFactory(email="voisin@example.org", display_name="Malik")


@pytest.fixture
def stranger(db: None) -> object:
    """Signed in, but agreed to nothing yet."""
    return factories.UserFactory(email="passante@example.org", display_name="Zoé")


@pytest.fixture
def moderator(db: None) -> object:
    return factories.staff("moderator@example.org", "Modération", ["moderation.moderate_decision"])


@pytest.fixture
def client_of() -> object:
    """``client_of(user)``: a browser signed in as that user."""

    def open_browser(user: object) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
        return client

    return open_browser


@pytest.fixture
def is_postgresql(db: None) -> bool:
    return connection.vendor == "postgresql"
