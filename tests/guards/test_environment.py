"""Settings from the environment fail loudly."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from consult.env import Environment


def env(**variables: str) -> Environment:
    return Environment({f"CONSULT_{name}": value for name, value in variables.items()})


def test_a_missing_value_is_named():
    with pytest.raises(ImproperlyConfigured, match="CONSULT_SECRET_KEY is missing"):
        env().text("SECRET_KEY")


@pytest.mark.parametrize("word", ["maybe", "2", "vrai"])
def test_a_word_that_is_no_flag_is_refused(word):
    with pytest.raises(ImproperlyConfigured, match=word):
        env(DEMO=word).flag("DEMO", default=False)


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("0", False), ("TRUE", True)])
def test_a_flag_is_read(word, value):
    assert env(DEMO=word).flag("DEMO", default=not value) is value


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env(EMAIL_PORT="vingt-cinq").number("EMAIL_PORT", 25)


def test_sqlite_waits_its_turn(tmp_path):
    database = env(DATABASE=f"sqlite:///{tmp_path}/x/site.sqlite3").database("DATABASE", "")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert (tmp_path / "x").is_dir()


def test_postgresql_address_is_read():
    database = env(DATABASE="postgresql://ana:s%40cret@localhost:5433/consult").database("DATABASE", "")
    assert database["PASSWORD"] == "s@cret"
    assert database["CONN_HEALTH_CHECKS"] is True
    assert "statement_timeout" in database["OPTIONS"]["options"]


@pytest.mark.parametrize("address", ["mysql://x/y", "postgresql://host", "sqlite:///", "rien"])
def test_another_database_is_refused(address):
    with pytest.raises(ImproperlyConfigured, match="CONSULT_DATABASE"):
        env(DATABASE=address).database("DATABASE", "")
