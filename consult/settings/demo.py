"""The demonstration, and everyday development: SQLite, codes on the screen, mail written to files."""

from consult.settings.base import *
from consult.settings.base import BASE_DIR, STORAGES, env

DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.text("SECRET_KEY", "demonstration-only-nothing-here-is-secret-and-production-refuses-it")
ALLOWED_HOSTS = env.words("HOSTS", "127.0.0.1,localhost,[::1]")
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": BASE_DIR / "var" / "mail"},
    }
}
CONSULT_DEMO = True

# Static files are served from where they lie: nothing to collect before the first page.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0  # seconds; a browser asks again, so that a change of style is seen
