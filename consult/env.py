"""Settings from the environment: typed, and loud when one is missing or malformed."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


class Environment:
    """Reads variables that begin with one prefix; every error names the variable in full."""

    def __init__(self, variables: Mapping[str, str], prefix: str = "CONSULT_") -> None:
        self._variables = variables
        self._prefix = prefix

    def text(self, name: str, default: str | None = None) -> str:
        """The value of a variable; without a default it must be there and not empty."""
        value = self._variables.get(self._prefix + name, "").strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(
                f"The environment variable {self._prefix}{name} is missing: set it and start again."
            )
        return default

    def flag(self, name: str, default: bool) -> bool:
        """True or false; any other word is an error, not a silent false."""
        word = self.text(name, "true" if default else "false").lower()
        if word in TRUE_WORDS:
            return True
        if word in FALSE_WORDS:
            return False
        raise self._malformed(name, word, "one of true, false, yes, no, on, off, 1, 0")

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        word = self.text(name, str(default))
        try:
            return int(word)
        except ValueError as error:
            raise self._malformed(name, word, "a whole number") from error

    def words(self, name: str, default: str | None = None) -> list[str]:
        """A list written with commas; the order is kept, empty items are dropped."""
        return [word.strip() for word in self.text(name, default).split(",") if word.strip()]

    def database(self, name: str, default: str) -> dict[str, object]:
        """A database from its address.

        Two shapes are known: ``sqlite:///relative/or//absolute/path`` and
        ``postgresql://user:password@host:port/name``, a host that begins with ``/`` (percent-encoded)
        being a socket's folder.
        """
        address = self.text(name, default)
        parts = urlsplit(address)
        if parts.scheme == "sqlite" and parts.path.removeprefix("/"):
            return sqlite_database(Path(parts.path.removeprefix("/")))
        if parts.scheme in {"postgres", "postgresql"} and parts.path.strip("/"):
            return postgresql_database(
                name=parts.path.strip("/"),
                user=unquote(parts.username or ""),
                password=unquote(parts.password or ""),
                host=unquote(parts.hostname or ""),
                port=str(parts.port or ""),
                plans=self.flag("PLANS", True),
            )
        raise self._malformed(name, parts.scheme or address, "sqlite:///path or postgresql://user:password@host/name")

    def _malformed(self, name: str, value: str, expected: str) -> ImproperlyConfigured:
        return ImproperlyConfigured(
            f"The environment variable {self._prefix}{name} is “{value}”; it must be {expected}."
        )


def sqlite_database(path: Path) -> dict[str, object]:
    """SQLite as a server wants it: write-ahead log, immediate transactions, patience. Makes its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def postgresql_database(*, name: str, user: str, password: str, host: str, port: str, plans: bool) -> dict[str, object]:
    """PostgreSQL with connections kept a minute, checked before use, and no endless waits.

    Statements are not compiled to machine code: that took half a second of a search that reads for milliseconds.
    With ``plans``, those of ``consult.compiled`` are planned once a connection, whatever is asked of them: left to
    itself PostgreSQL plans some anew each time, which takes three times what they take to run.
    """
    settings = ["lock_timeout=5000", "statement_timeout=30000", "jit=off"]  # milliseconds
    settings += ["plan_cache_mode=force_generic_plan"] if plans else []
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": user,
        "PASSWORD": password,
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 60,  # seconds
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,  # seconds
            "prepare_threshold": 5 if plans else None,  # or at once, where a statement asks for it
            "options": " ".join(f"-c {setting}" for setting in settings),
        },
    }
