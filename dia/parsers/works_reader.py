"""Reads a file of works in a process of its own; run by works_sheet.py: python -m dia.parsers.works_reader PATH NAME.

A workbook or a map is read by a child of this one, behind walls of its own within these.
"""

import sys
from pathlib import Path

from datasets.parsers import wire
from datasets.parsers.confinement import confine
from datasets.parsers.files import FileKind, sniff
from datasets.parsers.problems import Problem, refusal
from datasets.parsers.reading_child import refused
from dia.parsers.works import recognised
from dia.parsers.works_sheet import Sheet
from dia.parsers.works_tables import read_sheet

MOST_MEGABYTES, MOST_SECONDS = 2_048, 20  # somebody waits


def read(path: Path, name: str) -> Sheet | Problem:
    """Read at most MAX_WORKS rows, with the columns from which something is read."""
    kind = sniff(path, name)
    found = read_sheet(path, FileKind(kind)) if not isinstance(kind, Problem) else kind
    return found.only(recognised(found.header)) if isinstance(found, Sheet) else found


def main() -> None:
    path = Path(sys.argv[1])
    confine(path, megabytes=MOST_MEGABYTES, seconds=MOST_SECONDS)
    try:
        found = read(path, sys.argv[2])
    except MemoryError:
        found = refusal("too_heavy")
    wire.send(sys.stdout.buffer, refused(found) if isinstance(found, Problem) else found.plain)


if __name__ == "__main__":
    main()
