"""A full disk is named to who lost something by it, leaves nothing half, and alarms whoever keeps the site running."""

from __future__ import annotations

import errno
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from accounts.models import Partnership, User
from config.urls import urlpatterns as our_patterns
from datasets.models import Delivery, Job
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.faults]
FULL = "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$"


def database_is_full(request: HttpRequest) -> HttpResponse:
    """PostgreSQL's own error, as it comes when it cannot write."""
    with connection.cursor() as cursor:
        cursor.execute(FULL)
    return HttpResponse()


def temporary_is_full(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


handler500 = "config.failures.server_error"
urlpatterns = [*our_patterns, path("full/database/", database_is_full), path("full/temporary/", temporary_is_full)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 KiB."""
    disk = tmp_path / "media"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def visitor(user: User | None = None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def alarms(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL]


def test_an_upload_to_a_full_disk_is_refused_with_its_name_and_leaves_nothing(
    partnership: Partnership, analyst: User, small_disk: Path, settings: Settings, caplog: pytest.LogCaptureFixture
):
    settings.MEDIA_ROOT = small_disk
    address = reverse("upload", args=[partnership.slug])
    rows = "\n".join(f"BU01530000;{year};{year}" for year in range(20_000))
    page: Any = visitor(analyst).post(address, {"file": factories.upload("x.csv", f"gebiedscode;jaar;lonely\n{rows}")})
    assert page.status_code == 507
    assert "De schijf voor bestanden is vol" in page.content.decode()
    assert [file for file in small_disk.rglob("*") if file.is_file()] == []
    assert (Delivery.objects.count(), Job.objects.count()) == (0, 0)
    assert alarms(caplog) == [
        f"the disk of uploaded files (MEDIA_ROOT) is full: POST {address} could not be stored",
    ]


@pytest.mark.urls("tests.faults.test_full_disk")
@pytest.mark.parametrize(
    ("disk", "title", "alarm"),
    [
        ("database", "De schijf van de database is vol", "the disk of PostgreSQL is full"),
        ("temporary", "De schijf voor tijdelijke bestanden is vol", "the disk of temporary files is full"),
    ],
)
def test_another_full_disk_is_named_too(disk: str, title: str, alarm: str, caplog: pytest.LogCaptureFixture):
    page = visitor().get(f"/full/{disk}/")
    assert page.status_code == 507
    assert title in page.content.decode()
    assert [text.split(":")[0] for text in alarms(caplog)] == [alarm]
