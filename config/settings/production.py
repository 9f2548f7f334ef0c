"""On a server behind TLS."""

from config.settings.base import *  # noqa: F403
from config.settings.base import SECRET_KEY, env
from config.startup import require_safe

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
require_safe(secret_key=SECRET_KEY, allowed_hosts=ALLOWED_HOSTS)

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes inside the network speak plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# For this host name only: for the names below it and for browsers' own lists whoever owns the domain decides.
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # that subdomains and preload are off is a choice
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
mail = env.email("EMAIL_URL", default="smtp://127.0.0.1:25")
mail_options = {
    "host": "EMAIL_HOST",
    "port": "EMAIL_PORT",
    "username": "EMAIL_HOST_USER",
    "password": "EMAIL_HOST_PASSWORD",
    "use_tls": "EMAIL_USE_TLS",
    "use_ssl": "EMAIL_USE_SSL",
}
MAILERS = {
    "default": {
        "BACKEND": mail["EMAIL_BACKEND"],
        "OPTIONS": {name: mail[key] for name, key in mail_options.items() if mail.get(key)},
    }
}
PUBLIC_ADDRESS = env("PUBLIC_ADDRESS", default=f"https://{ALLOWED_HOSTS[0]}").rstrip("/")
