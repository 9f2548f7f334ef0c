"""The things that apps bring to datasets, which may not know the apps above it: each adds its own in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.models import Partnership, User
    from datasets.exports import Table
    from datasets.models import Job


@dataclass(frozen=True, slots=True)
class JobKind:
    """A kind of job. Kinds are stored, functions may move.

    `work` is called with (partnership, key, progress), and may be called twice. `page` gives the address at which this
    user follows, and may stop, the job, or None; without it nobody may. `alone`: it may take long and follows from many
    changes, so one runs at a time in all partnerships, and a worker stays free.
    """

    work: Callable[[Partnership, str, Any], None]
    page: Callable[[User, Job], str | None] | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class MapCollection:
    """A table that maps read row by row (OGC API - Features): what is asked of it, and which rows of it.

    QGIS draws one kind of shape per layer (`shapes`: points, lines, areas or nowhere), and takes the first rows for all.
    Of each row the place must be stored, and its key must be the row's alone: opportunities are drawn anew, and a work
    may be asked for two bundles.
    """

    table: str
    query: dict[str, str] = field(default_factory=dict)
    shapes: str = ""


JOB_KINDS: dict[str, JobKind] = {}
# What can be had as a file: a function that gives its table to this user, None where there is nothing to show.
EXPORT_TABLES: dict[str, Callable[[Partnership, User, dict[str, str]], Table | None]] = {}
MAP_COLLECTIONS: dict[str, MapCollection] = {}
# Kinds of jobs that are queued in the same transaction as a change of areas or figures.
AFTER_DATA_CHANGE: list[str] = []
# Asked before areas go, with their keys and the codes that no area bears then: what rests on them, as a sentence, or "".
RESTS_ON_AREAS: list[Callable[[Partnership, list[int], list[str]], str]] = []
# Called when they go, in the same transaction, with their keys: what was worked out of them goes along.
WHEN_AREAS_GO: list[Callable[[Partnership, list[int]], None]] = []
