"""A process that was not told its settings, or was told unsafe ones, does not start, and says why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.effort import sampled
from tests.test_headers import PRODUCTION

ROOT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
STARTS = {
    "manage.py": [PYTHON, "manage.py", "load_demo"],
    "wsgi": [PYTHON, "-c", "import config.wsgi"],
    "asgi": [PYTHON, "-c", "import config.asgi"],
    "celery": [PYTHON, "-m", "celery", "-A", "config", "inspect", "ping", "--timeout", "1"],
    "web": ["bin/run", "web"],
    "worker": ["bin/run", "worker"],
    "beat": ["bin/run", "beat"],
}
NEEDED = ["DATABASE_URL", "REDIS_URL", "SECRET_KEY", "PATH", "STATE_DIR"]


def start(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    needed = {name: os.environ[name] for name in NEEDED if name in os.environ}
    return subprocess.run(
        command, cwd=ROOT, env=needed | settings, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("name", STARTS)
def test_no_process_starts_without_settings(name: str):
    done = start(*STARTS[name])
    assert done.returncode != 0
    assert "DJANGO_SETTINGS_MODULE is not set" in done.stderr


def test_a_server_does_not_know_the_command_that_loads_the_demo():
    done = start(*STARTS["manage.py"], **PRODUCTION)
    assert done.returncode != 0
    assert "Unknown command: 'load_demo'" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "only-for-a-demo-on-this-machine"),
        ("SECRET_KEY", "x" * 60),
        ("SECRET_KEY", "abc" * 20),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "*"),
    ],
)
def test_a_server_refuses_unsafe_settings_and_does_not_repeat_them(name: str, value: str):
    done = start(PYTHON, "-c", "import config.wsgi", **{**PRODUCTION, name: value})
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1].startswith(f"django.core.exceptions.ImproperlyConfigured: {name} ")
    assert len(value) < 2 or value not in done.stderr


def test_a_server_refuses_to_start_without_a_host_name():
    without = {key: value for key, value in PRODUCTION.items() if key != "ALLOWED_HOSTS"}
    done = start(PYTHON, "-c", "import config.wsgi", **without)
    assert done.returncode != 0
    assert "ALLOWED_HOSTS must name" in done.stderr


@pytest.mark.parametrize(
    ("settings", "header"),
    sampled(
        [
            ({}, "max-age=31536000"),
            ({"SECURE_HSTS_SECONDS": "60"}, "max-age=60"),
            (
                {"SECURE_HSTS_INCLUDE_SUBDOMAINS": "true", "SECURE_HSTS_PRELOAD": "true"},
                "max-age=31536000; includeSubDomains; preload",
            ),
        ]
    ),
)
def test_how_far_browsers_must_use_tls_is_a_setting(settings: dict[str, str], header: str):
    script = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        'print(Client().get("/", secure=True, headers={"host": "samenwijk.voorbeeld.nl"})["Strict-Transport-Security"])'
    )
    done = start(PYTHON, "-c", script, **PRODUCTION, **settings)
    assert done.stdout.strip() == header, done.stderr
