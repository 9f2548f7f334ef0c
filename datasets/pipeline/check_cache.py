"""Cache the changes that the check of a delivery found, so that its load need not read the file again.

An entry is valid under a key, the hash of everything that the check read: the same key means the same changes. Withheld
figures are not in it, as they are not in the store. It is deleted when the delivery no longer waits for its load.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

import datasets
from datasets.models import Dataset, Delivery
from datasets.pipeline.diff import Changes
from datasets.pipeline.reference_data import Known
from datasets.pipeline.stored_figures import KEYS, MEASURES
from datasets.sources.rates import TIMES

logger = logging.getLogger(__name__)
WAITING = frozenset({Delivery.State.CHECKED, Delivery.State.APPROVED})
# Another version of the program may read the same file in another way. Hashed as it starts: what it runs.
PROGRAM = hashlib.sha256(
    b"".join(path.read_bytes() for path in sorted(Path(datasets.__path__[0]).rglob("*.py")))
).digest()
PARTS = {"new": (*KEYS, *MEASURES, "flag"), "changed": (*KEYS, *MEASURES, "flag"), "vanished": KEYS}


def cache_key(delivery: Delivery, known: Known, dataset: Dataset | None) -> str:
    """Return the SHA-256 over all that the changes of a delivery follow from.

    That is file, options and mapping, areas, indicators, rule of disclosure, how often the figures that it is compared
    or divided with were written, and the source code.
    """
    partnership = delivery.partnership
    about = {name: getattr(delivery, name) for name in ("sha256", "name", "kind", "options", "mapping", "supplier_id")}
    about["file"] = delivery.file.name
    about["recognised"] = {name: delivery.recognised[name] for name in ("source", "indicators", "periods")}
    about["partnership"] = (partnership.pk, partnership.municipality_code, partnership.minimum_cell)
    rule = ("pk", "minimum_denominator", "minimum_count", "rounding", "dominance", "eased_at")
    about["dataset"] = dataset and [str(getattr(dataset, name)) for name in rule]
    digest = hashlib.sha256(PROGRAM)
    digest.update(json.dumps(about, sort_keys=True).encode())
    codes = {*delivery.recognised["indicators"], *TIMES}  # what a count is divided by is read beside it
    indicators = [each for each in known.indicators if each.code in codes]
    digest.update(repr((known.areas, indicators, known.datasets)).encode())
    return digest.hexdigest()


def keep(delivery: Delivery, key: str, changes: Changes) -> None:
    """Store the changes under the key; where the disk is full nothing is stored, and the load reads the file."""
    path = _path(delivery)
    columns = {
        f"{part} {name}": _narrow(getattr(changes, part)[name])
        for part, names in PARTS.items()
        for name in names
        if name in getattr(changes, part)
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, key=np.array(key), **columns)
        unfinished.replace(path)
    except OSError:
        logger.warning("nothing is kept for the load of delivery %s", delivery.pk, exc_info=True)


def is_there(delivery: Delivery) -> bool:
    return _path(delivery).exists()


def changes(delivery: Delivery, key: str) -> Changes | None:
    """Return the changes stored under this key; None where there are none, or they cannot be read."""
    try:
        with _path(delivery).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            if str(file["key"]) != key:
                return None
            return Changes(**{part: _columns(file, part) for part in PARTS})
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def forget(delivery: Delivery) -> None:
    _path(delivery).unlink(missing_ok=True)


def _columns(file: Mapping[str, NDArray[Any]], part: str) -> dict[str, NDArray[Any]]:
    found = {name: file[f"{part} {name}"] for name in PARTS[part] if f"{part} {name}" in file}
    return {name: cells.astype(np.int64) if name in KEYS else cells for name, cells in found.items()}


def _narrow(cells: NDArray[Any]) -> NDArray[Any]:
    """Return ids and years in four bytes where they fit, which halves what is written and read."""
    fits = cells.dtype == np.int64 and cells.size and cells.min() >= -(2**31) and cells.max() < 2**31
    return cells.astype(np.int32) if fits else cells


def _path(delivery: Delivery) -> Path:
    return Path(delivery.file.storage.path(f"kept/{delivery.pk}.npz"))
