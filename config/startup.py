"""Refuse to start a process that was not told its settings, or a server whose settings are not safe."""

import os

from django.core.exceptions import ImproperlyConfigured

SECRET_LENGTH = 50
SECRET_VARIETY = 10


def require_settings() -> None:
    """Refuse to guess the settings: the demo's know accounts with a published password."""
    if not os.environ.get("DJANGO_SETTINGS_MODULE"):
        raise ImproperlyConfigured(
            "DJANGO_SETTINGS_MODULE is not set; on a server it is config.settings.production (docs/operations.md)."
        )


def require_safe(*, secret_key: str, allowed_hosts: list[str]) -> None:
    """Refuse a secret that can be guessed and an unknown host name. The message never repeats the secret."""
    if len(secret_key) < SECRET_LENGTH or len(set(secret_key)) < SECRET_VARIETY:
        raise ImproperlyConfigured(
            f"SECRET_KEY is too short or too simple: at least {SECRET_LENGTH} random characters. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    if not [host for host in allowed_hosts if host] or "*" in allowed_hosts:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the host names of this site, with commas between; '*' is refused."
        )
