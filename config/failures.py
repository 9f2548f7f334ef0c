"""The page for what went wrong on our side; a full disk is named on it and alarms whoever keeps the site running."""

from __future__ import annotations

import errno
import logging
import shutil
import sys
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as general
from psycopg.errors import DiskFull

logger = logging.getLogger(__name__)
FULL = {errno.ENOSPC, errno.EDQUOT}
FREE_BYTES = 4 * 1024 * 1024  # a disk with less is the one that is full
DISKS = {
    "files": "the disk of uploaded files (MEDIA_ROOT)",
    "temporary": "the disk of temporary files",
    "database": "the disk of PostgreSQL",
}


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 507 naming the disk where one is full, else 500. Called while the exception is being handled."""
    disk = full_disk(sys.exc_info()[1])
    if disk is None:
        return general(request)
    logger.critical("%s is full: %s %s could not be stored", DISKS[disk], request.method, request.path)
    return render(request, "507.html", {"disk": disk}, status=507)


def full_disk(error: BaseException | None) -> str | None:
    """Return which disk is full when that is what the exception comes from: a key of DISKS."""
    for each in causes(error):
        if isinstance(each, DiskFull):
            return "database"
        if isinstance(each, OSError) and each.errno in FULL:
            return "files" if shutil.disk_usage(settings.MEDIA_ROOT).free < FREE_BYTES else "temporary"
    return None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
