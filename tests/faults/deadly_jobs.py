"""Kinds of jobs for a worker of test_deadly_job: its settings, and what the jobs do."""

from __future__ import annotations

import os
import signal

from config.settings.test import *  # noqa: F403

JOB_KINDS = {"die": "tests.faults.deadly_jobs.die", "rest": "tests.faults.deadly_jobs.rest"}


def die(*_: object) -> None:
    """As the kernel ends a process that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def rest(*_: object) -> None:
    """Nothing, and well done."""
