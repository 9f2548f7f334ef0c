"""A process in which a file of somebody else is read. Whatever the file does to its reader ends there.

It starts without the environment of this application, in an empty folder, and puts up walls around itself
(confinement.py) before it opens the file. What it says is JSON and bytes (wire.py).
"""

import json
import sys
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryDirectory
from typing import Any, Self

from datasets.parsers import confinement, wire
from datasets.parsers.problems import Problem, RefusedError, Severity, refusal

ROOT = Path(__file__).resolve().parents[2]  # where the reader finds this package
MOST_BYTES = 2 * 1024**3  # of one message
SURROUNDINGS = {
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "LC_ALL": "C.UTF-8",
}


class ReadingChild:
    """The child while it reads; `answer` and `ask` raise RefusedError where it refuses, and where it dies."""

    def __init__(self, reader: str, *arguments: str, most_bytes: int = MOST_BYTES) -> None:
        # A reader that has a part read by another one can make no folder: its own is empty.
        self._folder = None if confinement.is_confined() else TemporaryDirectory(prefix="reader-")
        self._most = most_bytes
        command = [sys.executable, "-P", "-m", reader, *arguments]
        folder = self._folder.name if self._folder else None
        self._child = Popen(  # noqa: S603 -- our own module
            command, cwd=folder, env=SURROUNDINGS, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._child.kill()
        self._child.communicate()
        if self._folder:
            self._folder.cleanup()

    def ask(self, question: Any) -> tuple[Any, list[bytes]]:
        self.tell(question)
        return self.answer()

    def tell(self, question: Any) -> None:
        try:
            self._child.stdin.write(json.dumps(question).encode() + b"\n")  # type: ignore[union-attr]
            self._child.stdin.flush()  # type: ignore[union-attr]
        except BrokenPipeError:
            pass  # the answer tells how it ended

    def answer(self) -> tuple[Any, list[bytes]]:
        try:
            said, blocks = wire.receive(self._child.stdout, self._most)  # type: ignore[arg-type]
        except EOFError as fault:
            raise RefusedError(refusal("too_heavy" if self._child.wait() < 0 else "damaged_file")) from fault
        except (ValueError, TypeError) as fault:
            raise RefusedError(refusal("too_heavy")) from fault
        if isinstance(said, dict) and "refused" in said:
            raise RefusedError(problem_of(said["refused"]))
        return said, blocks


def refused(problem: Problem) -> dict[str, Any]:
    """Return the message with which a child refuses."""
    return {"refused": problem.plain}


def problem_of(plain: dict[str, Any]) -> Problem:
    return Problem(**{**plain, "severity": Severity(plain["severity"])})
