"""Settings that hold everywhere; all that differs per machine is in the environment (docs/operations.md lists it)."""

from pathlib import Path

import django_stubs_ext
import environ
from celery.schedules import crontab
from django.utils.csp import CSP

django_stubs_ext.monkeypatch()  # forms and admin classes take their model in brackets
BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

SECRET_KEY = env("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where people find us: a mail links to it.
PUBLIC_ADDRESS = env("PUBLIC_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="Samenwijk <samenwijk@localhost>")

INSTALLED_APPS = [
    "config.admin.SamenwijkAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "leaflet",
    "django_htmx",
    "accounts",
    "datasets",
    "sia",
    "dia",
    "coregroup",
]

MIDDLEWARE = [
    # First what sets headers only: redirects and refusals of the others carry them too.
    "accounts.middleware.private_by_default",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "accounts.middleware.CompressText",
    "accounts.middleware.readable_address",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.log_context.log_requests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.request_cache.remember_answers",
]

VERSION = "0.1.0"  # of the application, in the footer
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# Two roles: the owner changes the schema (manage.py migrate runs with DATABASE_URL set to DATABASE_OWNER_URL), the application role runs it.
DATABASES = {"default": env.db_url("DATABASE_URL", engine="django.contrib.gis.db.backends.postgis")}
# Each thread keeps its connection for a minute; one that the server dropped is found out before it is used.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
APPLICATION_ROLE = env("APPLICATION_ROLE", default="samenwijk_app")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 10 * 60 * 60

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "config.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "media"))()
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024

# A table with more cells than this is made by a worker while its reader waits.
EXPORT_CELLS_AT_ONCE = 200_000

# Where publishers offer their tables, and how long we wait: for any sign of life, and for one answer as a whole.
FETCH_ADDRESSES = {
    "features": env("PDOK_ADDRESS", default="https://api.pdok.nl/cbs").rstrip("/"),
    "wfs": env("PDOK_WFS_ADDRESS", default="https://service.pdok.nl/cbs/wijkenbuurten").rstrip("/"),
    "observations": env("CBS_ADDRESS", default="https://datasets.cbs.nl/odata/v1/CBS").rstrip("/"),
    "statline": env("RIVM_ADDRESS", default="https://dataderden.cbs.nl/ODataFeed/odata").rstrip("/"),
    "opendata": env("CBS_OPENDATA_ADDRESS", default="https://opendata.cbs.nl/ODataFeed/odata").rstrip("/"),
}
FETCH_TIMEOUT_S = env.float("FETCH_TIMEOUT", default=20)
FETCH_LONGEST_S = 120.0
FETCH_PAUSE_S = 2.0

# Who may ask /readyz from another machine; without a token only this machine may.
READYZ_TOKEN = env("READYZ_TOKEN", default="")

REDIS_URL = env("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request must answer when Redis is down: the job row is written, the doorbell fails fast and the sweep rings again.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # kB
CELERY_TASK_TIME_LIMIT = 30 * 60
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "config.heartbeat:BeatingScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "datasets.tasks.sweep_jobs", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-exports": {"task": "datasets.tasks.sweep_exports", "schedule": 60 * 60.0, "options": {"expires": 60 * 60}},
    # At 23:05 UTC: just after midnight here in winter, an hour after it in summer.
    "follow-covenants": {
        "task": "datasets.tasks.follow_covenants",
        "schedule": crontab(hour="23", minute="5"),
        "options": {"expires": 12 * 60 * 60},
    },
    # At 3:00 UTC: after midnight here, in winter and in summer.
    "expire-requests": {
        "task": "dia.tasks.expire_overdue_requests",
        "schedule": crontab(hour="3", minute="0"),
        "options": {"expires": 12 * 60 * 60},
    },
    # At 5:00 UTC: before the office opens, after what expired in the night.
    "send-digests": {
        "task": "coregroup.tasks.send_digests",
        "schedule": crontab(hour="5", minute="0"),
        "options": {"expires": 4 * 60 * 60},
    },
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# An address of map tiles (for instance PDOK's grey BRT map) may be set; the map works without.
MAP_TILES_URL = env("MAP_TILES_URL", default="")
MAP_TILES_HOST = "/".join(MAP_TILES_URL.split("/")[:3])
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", *([MAP_TILES_HOST] if MAP_TILES_HOST else [])],
    "connect-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Samenwijk",
    "DESCRIPTION": "Areas, scores and advice of a partnership; read-only. Values are codes, the same for every reader.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}
LEAFLET_CONFIG = {"PLUGINS": {}, "TILES": [], "RESET_VIEW": False}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "accounts.log_context.ContextFilter"}},
    "formatters": {
        "line": {
            "format": "%(asctime)s %(levelname)s %(name)s request=%(request)s partnership=%(partnership)s job=%(job)s %(message)s"
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["context"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "pyogrio": {"level": "WARNING"},  # it tells of every file that it writes
        "waitress.queue": {"level": "ERROR"},  # it tells of every request that waits for a thread
    },
}
