"""A real Celery worker (and beat) on the test's own database, to be ended – or killed – by the test that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]


def environment() -> dict[str, str]:
    """The test run's own, but as the application role in the database of this test process."""
    name = connections["default"].settings_dict["NAME"]
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return {**os.environ, "DATABASE_OWNER_URL": url, "DATABASE_URL": url, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}


class Worker:
    """One worker with two children, in a process group of its own."""

    def __init__(self, log: Path) -> None:
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "-c",
            "2",
            "-n",
            f"{log.stem}@%h",
            "--loglevel",
            "info",
        ]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(), stdout=output, stderr=output, start_new_session=True
            )
        self.log = log

    def ready(self) -> bool:
        return b" ready." in self.log.read_bytes()

    def kill(self) -> None:
        """As a power cut would: the main process and its children, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def running_worker(log: Path) -> Iterator[Worker]:
    worker = Worker(log)
    try:
        wait_until(worker.ready, 30, lambda: log.read_text()[-2000:])
        yield worker
    finally:
        worker.stop()


def wait_until(holds: Callable[[], bool], seconds: float, why: Callable[[], str] = lambda: "") -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {why()}"
        time.sleep(0.05)
