"""What must hold before a real installation starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

SENTENCE = (
    "This database holds the accounts of the demonstration, whose sign-in codes anyone can read: "
    "a real installation needs a database of its own."
)
HINT = "Name another database in CONSULT_DATABASE, then run migrate and setup_site."


def holds_demonstration() -> bool:
    """Whether the database has invented accounts that one can sign in to. Two queries."""
    accounts = get_user_model()
    if accounts._meta.db_table not in connection.introspection.table_names():
        return False
    return accounts._default_manager.filter(invented=True, email__isnull=False).exists()


@register(Tags.database)
def refuse_demonstration(databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """``check --database`` and ``migrate`` fail on the demonstration's data with any settings but its own."""
    if settings.CONSULT_DEMO or "default" not in (databases or ()) or not holds_demonstration():
        return []
    return [Error(SENTENCE, hint=HINT, id="consult.E001")]


@register(Tags.security, deploy=True)
def second_factor_asked(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """``check --deploy`` says where a real installation lets its team work without a second factor."""
    if settings.CONSULT_SECOND_FACTOR:
        return []
    sentence = "The team is asked for no second factor: whoever reads the e-mail of one of them can work in the admin."
    return [Warning(sentence, hint="Take CONSULT_SECOND_FACTOR out of the environment.", id="consult.W001")]


@register(Tags.security, deploy=True)
def originals_have_a_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """``check --deploy`` says where the originals of blanked texts lie under the secret that signs everything else."""
    if settings.CONSULT_SEAL_KEYS:
        return []
    sentence = "The originals of blanked texts have no key of their own: they are sealed with CONSULT_SECRET_KEY."
    hint = "Put 32 characters of chance or more in CONSULT_SEAL_KEY, and keep a copy away from the database's."
    return [Warning(sentence, hint=hint, id="consult.W002")]


def refuse_to_serve_demonstration() -> None:
    """Raise where the server starts on the demonstration's data with any settings but its own.

    A database that does not answer is left to the pages, which say so.
    """
    if settings.CONSULT_DEMO:
        return
    try:
        found = holds_demonstration()
    except OperationalError:
        return
    if found:
        raise ImproperlyConfigured(f"{SENTENCE} {HINT}")
