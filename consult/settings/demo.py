"""The demonstration, and everyday development: SQLite, codes on the screen, mail printed to a file."""

from consult.settings.base import *
from consult.settings.base import BASE_DIR, env

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
