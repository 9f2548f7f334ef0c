"""Kinds of jobs for a worker of test_deadly_job."""

from __future__ import annotations

import os
import signal

from django.apps import AppConfig


class DeadlyConfig(AppConfig):
    name = "tests.faults"

    def ready(self) -> None:
        from datasets.registries import JOB_KINDS, JobKind

        JOB_KINDS |= {"die": JobKind(die), "rest": JobKind(rest)}


def die(*_: object) -> None:
    """As the kernel ends a process that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def rest(*_: object) -> None:
    """Nothing, and well done."""
