"""Nothing of the demonstration runs with production settings, and those are clean."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from consult.checks import refuse_demonstration, refuse_to_serve_demonstration
from tests.factories import UserFactory

BASE = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "consult.settings.production",
    "CONSULT_SECRET_KEY": "only-to-read-the-settings-0123456789-nobody-signs-in-with-it",
    "CONSULT_SEAL_KEY": "only-to-read-the-settings-0123456789-nothing-is-sealed-with-it",
    "CONSULT_HOSTS": "consult.example.org",
    "CONSULT_BASE_URL": "https://consult.example.org",
    "CONSULT_EMAIL_FROM": "consult@example.org",
}


def manage(*words: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A management command with production settings, in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CONSULT_")}
    environment = {**inherited, **PRODUCTION, "CONSULT_DATABASE": f"sqlite:///{folder / 'site.sqlite3'}", **more}
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True, timeout=120)


@pytest.mark.requirement("S-1")
def test_the_shipped_production_settings_pass_the_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.requirement("S-1")
def test_the_deployment_check_would_see_a_weak_setting(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, CONSULT_SSL_REDIRECT="false")
    assert done.returncode != 0
    assert "security.W008" in done.stderr


@pytest.mark.requirement("S-7")
def test_the_shipped_settings_ask_for_a_second_factor_and_the_check_says_where_one_does_not(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path, CONSULT_SECOND_FACTOR="no")
    assert done.returncode != 0
    assert "consult.W001" in done.stderr


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_shipped_settings_can_migrate_postgresql(tmp_path):
    address = urlsplit(os.environ["CONSULT_DATABASE"])._replace(path=f"/{connection.settings_dict['NAME']}")
    done = manage("check", "--database", "default", folder=tmp_path, CONSULT_DATABASE=urlunsplit(address))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("CONSULT_DEMO", "1", "cannot be on with the production settings"),
        ("CONSULT_SECRET_KEY", "demonstration-only-nothing-here-is-secret-and-production-refuses-it", "of your own"),
        ("CONSULT_SECRET_KEY", "short", "50 characters or more"),
        ("CONSULT_HOSTS", "", "CONSULT_HOSTS is missing"),
    ],
)
def test_production_settings_refuse(tmp_path, variable, value, sentence):
    done = manage("check", folder=tmp_path, **{variable: value})
    assert done.returncode != 0
    assert sentence in done.stderr


@pytest.mark.django_db
def test_the_server_refuses_a_database_of_the_demonstration(settings):
    UserFactory(email="citoyenne@demo.invalid", invented=True)
    settings.CONSULT_DEMO = False
    with pytest.raises(ImproperlyConfigured, match="a database of its own"):
        refuse_to_serve_demonstration()
    assert [error.id for error in refuse_demonstration(["default"])] == ["consult.E001"]


@pytest.mark.django_db
def test_the_server_serves_the_demonstration_with_its_own_settings(settings):
    UserFactory(email="citoyenne@demo.invalid", invented=True)
    settings.CONSULT_DEMO = True
    refuse_to_serve_demonstration()
    assert refuse_demonstration(["default"]) == []


@pytest.mark.django_db
def test_the_server_serves_a_real_database(settings):
    UserFactory(email="maire@example.org")
    UserFactory(email=None, invented=True)  # nobody signs in as one without an address
    settings.CONSULT_DEMO = False
    refuse_to_serve_demonstration()
    assert refuse_demonstration(["default"]) == []
