"""What comes of a file, by the parsers alone. Run as a program it reads within limits and says so:
python -m tests.datasets.read_file PATH WAY"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem
from tests.data.corpus_case import Read, Refused

ADDRESS_SPACE = 3 * 1024**3  # libraries take two of them before a file is opened; what is really used is measured
type Outcome = Read | Refused


def outcome(path: Path, way: str) -> Outcome:
    kind = sniff(path)
    if isinstance(kind, Problem):
        return blocked(kind)
    return {"statistics": _figures, "boundaries": _areas, "works": _works}[way](path, FileKind(kind))


def blocked(problem: Problem) -> Refused:
    return Refused(problem.code, problem.row, problem.column)


def _told(count: int, problems: list[Problem]) -> Outcome:
    first = next((problem for problem in problems if problem.blocks), None)
    return blocked(first) if first else Read(count, tuple(dict.fromkeys(problem.code for problem in problems)))


def _figures(path: Path, kind: FileKind) -> Outcome:
    from datasets.parsers.recognise import recognise
    from datasets.parsers.statistics import parse
    from datasets.parsers.tables import read_table

    table = read_table(path, kind)
    found = table if isinstance(table, Problem) else recognise(table, name=path.name)
    if isinstance(found, Problem) or isinstance(table, Problem):
        return blocked(found if isinstance(found, Problem) else table)
    mapping = found.mapping()
    if not mapping.period_column and not mapping.period:
        mapping = replace(mapping, period="2024")
    parsed = parse(table, mapping)
    return _told(len(parsed.frame), parsed.problems)


def _areas(path: Path, kind: FileKind) -> Outcome:
    from datasets.parsers.boundaries import read_boundaries

    found = read_boundaries(path, kind)
    return blocked(found) if isinstance(found, Problem) else _told(len(found.areas), found.problems)


def _works(path: Path, _kind: FileKind) -> Outcome:
    from dia.parsers.works import read_works
    from dia.parsers.works_sheet import read_apart

    sheet = read_apart(path, path.name)
    found = sheet if isinstance(sheet, Problem) else read_works(sheet, "Gemeente Stad", ["Netbeheerder Oost"])
    return blocked(found) if isinstance(found, Problem) else _told(len(found.rows), found.problems)


def most_megabytes() -> int:
    """Of this program alone: what getrusage tells begins with the memory of whoever started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.M)[1]) // 1024


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    result = outcome(Path(sys.argv[1]), sys.argv[2])
    used = most_megabytes()
    said = {"kind": type(result).__name__, **asdict(result), "megabytes": used, "seconds": time.process_time()}
    print(json.dumps(said))
