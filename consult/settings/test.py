"""The test suite: immediate tasks, mail in memory, the database that CONSULT_DATABASE names or SQLite."""

import os

os.environ.setdefault("CONSULT_ENCODER", "none")

from consult.settings.base import *

SECRET_KEY = "tests-only-" + "x" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
LOGGING |= {"loggers": {"django.tasks": {"level": "WARNING"}}}  # each task says thrice that it ran: noise
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CONSULT_ENCODER_PROCESSES = 1
CONSULT_SIMILAR_SOCKET = ""  # tests of suggestions name one, or compare in their own process
CONSULT_RESAMPLES = 0  # tests of stability turn them on: the others run many groupings
CONSULT_PDF = False  # tests of the PDF turn it on: the others publish many editions
WHITENOISE_AUTOREFRESH = True  # collects nothing at start-up: a fresh clone has no staticfiles/ to warn about
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED<%s>"  # type: ignore[index]  # a plain dictionary
if _kept := os.environ.get("CONSULT_TEST_DATABASE"):  # a file kept between runs: pytest --reuse-db
    DATABASES["default"]["TEST"] = {"NAME": _kept}
