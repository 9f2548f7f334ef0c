"""The corpus of bad and odd files: each is made here, named after what is odd about it, and stands next to what must come of it.

To look at them: python -m tests.data.corpus FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from tests.data.corpus_attacks import ATTACKS, PRIVACY
from tests.data.corpus_case import Case
from tests.data.corpus_foreign import FOREIGN
from tests.data.corpus_maps import MAPS
from tests.data.corpus_tables import CODES, ENCODINGS, FORMS, NUMBERS, SOURCES
from tests.data.corpus_workbooks import WORKBOOKS
from tests.data.corpus_works import WORKS

CASES: tuple[Case, ...] = (
    *ENCODINGS, *FORMS, *NUMBERS, *CODES, *SOURCES, *WORKBOOKS, *MAPS, *ATTACKS, *FOREIGN, *PRIVACY, *WORKS,
)  # fmt: skip


def write(cases: Iterable[Case], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for case in cases:
        (folder / case.name).write_bytes(case.content())


if __name__ == "__main__":
    write(CASES, Path(sys.argv[1]))
