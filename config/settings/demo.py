"""The demo on one machine: real services, made-up figures, known passwords."""

from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS

INSTALLED_APPS += ["demo"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}
