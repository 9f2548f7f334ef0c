"""A reader that tries what no reader may: started as the others are, python -m tests.datasets.foreign_probe OWN OTHER PORT."""

import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from datasets.parsers import wire
from datasets.parsers.confinement import confine

MEGABYTES, SECONDS = 512, 2


def tried(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except (OSError, MemoryError) as refused:
        return type(refused).__name__
    return "done"


def main() -> None:
    own, other, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    started = {"folder": os.listdir(), "surroundings": dict(os.environ)}
    closed = confine(own, megabytes=MEGABYTES, seconds=SECONDS)
    wire.send(sys.stdout.buffer, started | {"closed": sorted(closed)})
    attempts: dict[str, Callable[[], object]] = {
        "own": own.read_bytes,
        "other": other.read_bytes,
        "passwords": Path("/etc/passwd").read_bytes,
        "surroundings of the parent": Path(f"/proc/{os.getppid()}/environ").read_bytes,
        "write": lambda: Path("new").write_text("x", encoding="ascii"),
        "write to its own": lambda: own.open("ab"),
        "tcp": lambda: socket.create_connection(("127.0.0.1", port), timeout=1),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "file socket": lambda: socket.socket(socket.AF_UNIX),
        "signal to the parent": lambda: os.kill(os.getppid(), signal.SIGCONT),
        "memory": lambda: bytearray(MEGABYTES * 1024**2),
        "many files": lambda: [os.dup(0) for _ in range(100)],
    }
    wire.send(sys.stdout.buffer, {name: tried(attempt) for name, attempt in attempts.items()})
    while True:
        pass


if __name__ == "__main__":
    main()
