"""A real installation: every secret from the environment, HTTPS throughout, nothing of the demonstration."""

from django.core.exceptions import ImproperlyConfigured

from consult.settings.base import *
from consult.settings.base import env

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("demonstration"):
    raise ImproperlyConfigured("CONSULT_SECRET_KEY must be a secret of your own, 50 characters or more.")
if any(len(key) < 32 for key in CONSULT_SEAL_KEYS):
    raise ImproperlyConfigured("CONSULT_SEAL_KEY must be a secret of your own, 32 characters or more, without a comma.")
ALLOWED_HOSTS = env.words("HOSTS")
DATABASES = {"default": env.database("DATABASE", "")}
WAGTAILADMIN_BASE_URL = env.text("BASE_URL")
CSRF_TRUSTED_ORIGINS = [WAGTAILADMIN_BASE_URL]
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM")
CONSULT_DEMO = env.flag("DEMO", False)
if CONSULT_DEMO:
    raise ImproperlyConfigured(
        "CONSULT_DEMO shows sign-in codes to anyone: it cannot be on with the production settings."
    )

CONSULT_SECOND_FACTOR = env.flag("SECOND_FACTOR", True)

ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1)  # whose X-Forwarded-For tells who asks
CACHES = {  # of Wagtail's, for all workers together; no limit is counted in it, and pages do without it
    "default": {"BACKEND": "consult.soft_cache.SoftDatabaseCache", "LOCATION": "consult_cache"}
}

SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 63_072_000  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-langue"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
