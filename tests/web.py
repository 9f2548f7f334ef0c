"""A real web server (bin/run web) on the test's own database, on a free port of the loopback address."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.worker import ROOT, environment, wait_until


class Web:
    def __init__(self, log: Path, **settings: str) -> None:
        self.port, self.log = free_port(), log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [ROOT / "bin/run", "web"],
                cwd=ROOT,
                env={**environment(), "PORT": str(self.port), **settings},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body of one request on a connection of its own."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()

    def ready(self) -> bool:
        try:
            return self.get("/login/")[0] == 200
        except OSError:
            return False

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


@contextmanager
def running_web(log: Path, **settings: str) -> Iterator[Web]:
    web = Web(log, **settings)
    try:
        wait_until(web.ready, 30, lambda: log.read_text()[-2000:])
        yield web
    finally:
        web.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
