"""Reads the layers of a map file in a process of its own, with the one driver of GDAL that its content proves.

Run by map_files.py: python -m datasets.parsers.map_reader PATH KIND. The first answer tells the layers. After that each
line of its input, a question, is answered by the columns of a layer; with its shapes as WKB and their bounds where that
is asked.
"""

import json
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from datasets.parsers import wire
from datasets.parsers.confinement import confine
from datasets.parsers.files import FileKind
from datasets.parsers.problems import Problem, RefusedError, refusal
from datasets.parsers.reading_child import refused

MOST_MEGABYTES, MOST_SECONDS = 2_048, 120
UNUSED = ("pandas", "geopandas", "shapely", "pyarrow")  # pyogrio looks for them, which takes a third of a second
# All that pyogrio names are RuntimeErrors; a projection it cannot write out ends in an unset variable of its own.
READER_ERRORS = (RuntimeError, ValueError, OverflowError, UnboundLocalError)


def answers(path: Path, kind: FileKind) -> Iterator[tuple[Any, list[Any]]]:
    """Yield the layers of the file, and then the columns of each layer that is asked for.

    Raises RefusedError and what GDAL raises. The walls stand before the file is opened.
    """
    from datasets.parsers import gdal_layers as gdal

    gdal.only_driver(kind)
    confine(path, megabytes=MOST_MEGABYTES, seconds=MOST_SECONDS)
    sources = gdal.sources_of(path, kind)
    if isinstance(sources, Problem):
        raise RefusedError(sources)
    layers = gdal.layers_of(sources)
    yield layers, []
    for line in sys.stdin:
        asked = json.loads(line)
        layer = layers[asked["layer"]]
        yield gdal.columns_of(layer["source"], layer["name"], asked)


def main() -> None:
    sys.modules.update(dict.fromkeys(UNUSED))  # type: ignore[arg-type]  # None: an import of it fails at once
    warnings.simplefilter("ignore")  # of the reader's remarks, what matters comes back as a problem
    try:
        for said, blocks in answers(Path(sys.argv[1]), FileKind(sys.argv[2])):
            wire.send(sys.stdout.buffer, said, blocks)
        return
    except RefusedError as found:
        problem = found.problem
    except MemoryError:
        problem = refusal("too_heavy")
    except UnicodeDecodeError:
        problem = refusal("wrong_encoding")
    except READER_ERRORS:
        problem = refusal("damaged_file")
    wire.send(sys.stdout.buffer, refused(problem))


if __name__ == "__main__":
    main()
