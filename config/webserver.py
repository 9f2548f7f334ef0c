"""The web server's worker: gunicorn looks after the processes, waitress after the connections.

A thread of ours works only on a request that has come in as a whole, and is free again as soon as the answer is made.
One loop per process reads and sends, so a slow, silent or half-sent request costs a file descriptor and no thread.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.server import create_server

# Twice what an upload may be: the application says by how much a file is too large.
BODY_LIMIT_BYTES = 100 * 1024 * 1024
SILENCE_S = 60


class BufferingWorker(Worker):
    def run(self) -> None:
        channels: dict[int, Any] = {}
        server = create_server(
            self.counted,
            map=channels,
            sockets=[listener.sock for listener in self.sockets],
            threads=self.cfg.threads,
            connection_limit=self.cfg.worker_connections,
            channel_timeout=SILENCE_S,
            cleanup_interval=10,
            max_request_body_size=BODY_LIMIT_BYTES,
            ident=None,
            clear_untrusted_proxy_headers=False,  # Django's settings say which of them count
            asyncore_use_poll=True,
        )
        while self.alive and os.getppid() == self.ppid:
            self.turn(channels)
        end = time.monotonic() + self.cfg.graceful_timeout
        stop_accepting(channels)
        while time.monotonic() < end and any(map(is_busy, channels.values())):
            self.turn(channels)
        server.task_dispatcher.shutdown(timeout=1)

    def turn(self, channels: dict[int, Any]) -> None:
        """Read and write what is ready, and tell gunicorn that this process is alive."""
        self.notify()
        wasyncore.loop(timeout=1, map=channels, use_poll=True, count=1)

    def counted(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request; after so many of them this process makes room for a new one."""
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        body: Iterable[bytes] = self.wsgi(environ, start_response)
        return body


def stop_accepting(channels: dict[int, Any]) -> None:
    for channel in channels.values():
        channel.accepting = False


def is_busy(channel: Any) -> bool:
    """Return whether an answer is being made or sent here; a request that is still coming in is not waited for."""
    return bool(getattr(channel, "requests", None) or getattr(channel, "total_outbufs_len", 0))
