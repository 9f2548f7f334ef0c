"""What a process that reads a file of somebody else can reach: that file, and nothing else of the server."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import pytest

from datasets.parsers.problems import RefusedError
from datasets.parsers.reading_child import ReadingChild

ROOT = Path(__file__).resolve().parents[2]
PROBE = "tests.datasets.foreign_probe"
KERNEL = {"connections", "files"}


def probe(tmp_path: Path, port: int) -> tuple[dict, dict, str, float]:
    """What a reader finds around it, what it can do, how it ends, and after how many seconds of the clock."""
    own, other = tmp_path / "own.csv", tmp_path / "other.csv"
    own.write_text("a", encoding="ascii")
    other.write_text("b", encoding="ascii")
    started = time.monotonic()
    with ReadingChild(PROBE, str(own), str(other), str(port)) as child:
        around, can = child.answer()[0], child.answer()[0]
        with pytest.raises(RefusedError) as ended:
            child.answer()
    return around, can, ended.value.problem.code, time.monotonic() - started


def test_a_reader_reaches_its_own_file_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "of-the-parent")
    monkeypatch.setenv("DATABASE_URL", "postgres://a:b@c/d")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        around, can, ended, seconds = probe(tmp_path, listener.getsockname()[1])
    if set(around["closed"]) != KERNEL:
        pytest.skip(f"this kernel keeps closed only: {around['closed']}")
    assert around["folder"] == []
    assert set(around["surroundings"]) == {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS", "LC_ALL"}
    assert can.pop("own") == "done"
    assert can.pop("memory") == "MemoryError"
    assert can.pop("many files") == "OSError"
    assert can == dict.fromkeys(can, "PermissionError")
    assert (ended, seconds < 20) == ("too_heavy", True)


def test_a_reader_ends_with_its_parent(tmp_path):
    """A worker that is killed leaves nobody at work behind."""
    own = tmp_path / "own.csv"
    own.write_text("a", encoding="ascii")
    reading, writing = os.pipe()
    parent = os.fork()
    if parent == 0:
        child = ReadingChild(PROBE, str(own), str(own), "9")
        child.answer()
        os.write(writing, b"%d\n" % child._child.pid)
        os._exit(0)
    os.waitpid(parent, 0)
    reader = int(os.read(reading, 20))
    for _ in range(100):
        if not alive(reader):
            return
        time.sleep(0.05)
    pytest.fail("the reader goes on")


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def modules_with(*words: str) -> list[str]:
    apps = ("accounts", "datasets", "sia", "dia", "coregroup", "config", "reports")
    files = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    return sorted(path.name for path in files if any(word in path.read_text(encoding="utf-8") for word in words))


def test_only_a_reader_puts_up_walls():
    """They cannot be taken down: only the programs that read a file put them up."""
    assert modules_with("confine(") == ["confinement.py", "map_reader.py", "workbook_reader.py", "works_reader.py"]


def test_only_a_reader_opens_what_is_foreign():
    """The other two write files of their own: an export, and the map that a server sent, which a reader read."""
    written = ["features.py", "geopackage.py"]
    readers = ["gdal_layers.py", "geopackage_contents.py", "workbook_reader.py"]
    opened = modules_with("import pyogrio", "from pyogrio", "from python_calamine", "import sqlite3")
    assert opened == sorted([*written, *readers])
    assert modules_with("import pickle") == []
