"""What every installation shares. Apps are named by string: the ground floor imports no room above it."""

import os
from pathlib import Path

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from consult.env import Environment

BASE_DIR = Path(__file__).resolve().parents[2]
env = Environment(os.environ)

INSTALLED_APPS = [
    "consult",
    "participants",
    "proposals",
    "moderation",
    "synthesis",
    "cms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_ox",
    "wagtail.sites",
    "participants.apps.PeopleAdminConfig",  # wagtail.users, with our forms of an account
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.search",
    "wagtail.contrib.redirects",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",  # what Wagtail's search index stands on there; idle on SQLite
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "consult.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "consult.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "consult.middleware.ContentSecurityPolicyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consult.middleware.DomainErrorMiddleware",
    "participants.second_factor_gate.SecondFactorMiddleware",
]

ROOT_URLCONF = "consult.urls"
WSGI_APPLICATION = "consult.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "participants.context.account",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE", f"sqlite:///{BASE_DIR / 'var' / 'consult.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Tasks: only django.tasks in our code; the backend is a setting (ADR 0005).
TASKS = {
    "default": {
        "BACKEND": "django_ox.backend.OxBackend",
        "QUEUES": [],
        "OPTIONS": {
            "MAX_ATTEMPTS": 4,
            "LOCK_TIMEOUT": 60,  # seconds without renewal before another worker takes the task
            "SCHEDULES": {
                "note the head of the journal": {"task": "consult.tasks.note_head", "cron": "5 0 * * *"},
                "publish what is scheduled": {"task": "cms.tasks.publish_scheduled", "every": 300},  # seconds
                "place what came": {"task": "synthesis.tasks.place_all_new", "every": 300},  # seconds
                "recount folds": {"task": "synthesis.tasks.recount_folds", "cron": "20 5 * * *"},
                "tell of themes": {"task": "synthesis.tasks.tell_of_themes", "every": 900},  # seconds
                "lift expired withholdings": {"task": "moderation.tasks.lift_expired", "every": 300},  # seconds
                "notice signals": {"task": "moderation.noticing.look_at_new", "every": 30},  # seconds
                "watch flows of positions": {"task": "moderation.watching.watch_positions", "every": 60},  # seconds
                "remind of what is late": {"task": "cms.answering.tasks.remind_late", "cron": "40 6 * * *"},
                "make missing PDFs": {"task": "cms.tasks.make_missing_pdfs", "every": 60},  # seconds
                "refresh statistics": {"task": "consult.tasks.count_tables", "cron": "35 4 * * *"},
                "keep no longer than said": {"task": "consult.tasks.keep_no_longer", "cron": "10 4 * * *"},
                "count figures": {"task": "proposals.counted.count_figures", "every": 300},  # seconds
                "measure exposure": {"task": "proposals.exposure.measure_all", "cron": "50 3 * * *"},
                "send waiting codes": {"task": "participants.tasks.send_codes", "every": 30},  # seconds
                "send due mails": {"task": "participants.tasks.send_due", "every": 300},  # seconds
                "forget old mails": {"task": "participants.tasks.forget_mails", "cron": "25 3 * * *"},
            },
        },
    }
}

# Accounts
AUTH_USER_MODEL = "participants.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "participants:sign_in"
LOGIN_REDIRECT_URL = "participants:space"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "participants.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900  # seconds
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2  # new codes for one sign-in
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "participants.factor_adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SESSION_ENGINE = "participants.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "consult.errors.expired_form"

# Languages: French first, English second. A cookie is set only by a person's own choice.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "langue"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Static and uploaded files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Headers. Strict on every page; Wagtail's admin, which has inline scripts, is relaxed by its prefix only.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}
CONSULT_ADMIN_CSP = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "frame-src": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# Wagtail
WAGTAIL_SITE_NAME = env.text("SITE_NAME", "Consult")
WAGTAILADMIN_BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000")
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_LOGIN_URL = "participants:sign_in"
WAGTAIL_FRONTEND_LOGIN_URL = "/connexion/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # our own addresses beneath a page are ASCII
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "consult.search_backend", "SEARCH_CONFIG": "simple"}}
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
TAGGIT_CASE_INSENSITIVE = True

# Mail
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("EMAIL_HOST", "localhost"),
            "port": env.number("EMAIL_PORT", 25),
            "username": env.text("EMAIL_USER", ""),
            "password": env.text("EMAIL_PASSWORD", ""),
            "use_tls": env.flag("EMAIL_TLS", False),
            "timeout": 10,  # seconds
        },
    }
}
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "consult@localhost")

# Ours
CONSULT_ENCODER = env.text("ENCODER", "use")  # "use", or "none" for TF-IDF alone
# Processes that encode a large import or the texts of a run; one core is left to the site.
CONSULT_ENCODER_PROCESSES = env.number("ENCODER_PROCESSES", max(1, (os.cpu_count() or 1) - 1))
# Where `manage.py serve_similar` answers what is close to a text being written; empty: the words alone are compared.
CONSULT_SIMILAR_SOCKET = env.text("SIMILAR_SOCKET", str(BASE_DIR / "var" / "similar.sock"))
CONSULT_RESAMPLES = env.number("RESAMPLES", 30)  # that tell how stable groups are; 0 to leave it out
CONSULT_PDF = env.flag("PDF", True)  # makes the PDF of each edition, where the system's libraries are there
CONSULT_WITNESSES = env.words("WITNESSES", " ")  # who gets the head of the public journal by e-mail each day
CONSULT_SECOND_FACTOR = env.flag("SECOND_FACTOR", False)  # asked of the team before the admin opens (record 35)
CONSULT_SEAL_KEYS = env.words("SEAL_KEY", " ")  # of originals of blanked texts (record 44): the first seals, each opens
CONSULT_SEALED_DAYS = env.number("SEALED_DAYS", 365)  # how long such an original is kept, and an appeal's time at least
CONSULT_RESERVED_NAMES = env.words("RESERVED_NAMES", " ")  # that no participant may take: the institution's own
CONSULT_DEMO = False  # shows sign-in codes on the screen: only consult.settings.demo says otherwise

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "consult.quiet_logs.WithoutAddresses",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
