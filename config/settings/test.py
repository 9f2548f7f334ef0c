"""Tests use the same services as the demo, each run in a database of its own."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DATABASE_URL", "postgres://samenwijk_owner@127.0.0.1/samenwijk")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/15")

from config.settings.base import *  # noqa: E402, F403
from config.settings.base import DATABASES, INSTALLED_APPS, env  # noqa: E402

# The owner makes the test database; tests/conftest.py then lowers the connection to the application role.
DATABASES["default"] = env.db_url(
    "DATABASE_OWNER_URL", default=env("DATABASE_URL"), engine="django.contrib.gis.db.backends.postgis"
)
DATABASE_OWNER = DATABASES["default"]["USER"]
DATABASES["default"]["TEST"] = {
    "NAME": env("TEST_DATABASE", default="test_samenwijk"),
    "TEMPLATE": env("TEST_TEMPLATE", default=None),
}
INSTALLED_APPS += ["demo"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "config.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
# Tests that run side by side each have workers of their own: their bells must not ring at the neighbours'.
CELERY_TASK_DEFAULT_QUEUE = f"celery-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
