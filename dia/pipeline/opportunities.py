"""Coupling opportunities: kept one row for each pair of works, brought up to date around the works that changed.

A pair with a confidential place has a second row, for who may see both places: what they tell. The first tells of
areas.

The search holds nothing while it looks. It writes in small batches, each in a short transaction that holds only the
rows it writes; who changes a work meanwhile leaves another seal than the one that is marked, and queues the next
search.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import batched
from math import inf
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.db.models.fields.tuple_lookups import Tuple, TupleIn
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from accounts.models import Partnership
from dia.models import CouplingOpportunity, Work
from dia.pipeline import search_marks
from dia.pipeline.pair_judgement import Terms, opportunities_in, terms_of, with_digests
from dia.pipeline.pairs import Pair, pairs_around
from dia.planning.kinds import READINESS

State = CouplingOpportunity.State
BY_BUNDLE = {"sketched": State.TALK, "offered": State.TALK}  # later ones are taken
WORKS, PAIRS = 50, 500  # looked around, and judged and written, at a time
WAIT_MS, TRIES = 300, 100  # for a lock, and how often; PostgreSQL looks for a deadlock after 1,000 ms
WRITTEN = ["kind", "score", "facts", "fingerprint", "state", "reason"]

type Key = tuple[int, int, bool]


def find_opportunities(
    partnership: Partnership, progress: Callable[[int, int], None] = lambda done, total: None, *, seconds: float = inf
) -> bool:
    """Bring the opportunities up to date around each work that is another than at the last search.

    Returns whether all were looked at.

    Stops after `seconds`, or when `progress` raises; what was looked at by then is written, and the next search goes on
    from there. What people said of an opportunity stays, unless one of its works is another by now.
    """
    began = time.monotonic()
    terms = terms_of(partnership)
    seals = search_marks.changed_works(partnership, terms.context)
    search = Search(partnership, terms, later=set(seals))
    for number, works in enumerate(batched(seals, WORKS)):
        if time.monotonic() - began > seconds:
            return False
        search.look_around(works, partial(progress, number * WORKS, len(seals)))
        _again_when_locked(partial(_mark, {work: seals[work] for work in works}))
    progress(len(seals), len(seals))
    return True


@dataclass(slots=True)
class Search:
    """One search; `later`: works that are still to be looked around, whose pairs are left until then."""

    partnership: Partnership
    terms: Terms
    later: set[int]
    works: dict[int, Work] = field(default_factory=dict)

    def look_around(self, works: Collection[int], watch: Callable[[], object]) -> None:
        self.later -= set(works)
        pairs = pairs_around(
            self.partnership, list(works), later=self.later, rules=self.terms.rules, beside=self.terms.beside
        )
        self._read({pk for pair in pairs for pk in (pair.first, pair.second)})
        found: set[Key] = set()
        for some in batched(pairs, PAIRS):
            watch()
            opportunities = self._judge(some)
            found |= set(opportunities)
            _again_when_locked(partial(_write, self.partnership, opportunities))
        gone = _not_found(self.partnership, works, self.later, found)
        _again_when_locked(partial(_expire, self.partnership, gone))

    def _read(self, wanted: set[int]) -> None:
        self.works |= {work.pk: work for work in with_digests(wanted - set(self.works))}

    def _judge(self, pairs: Iterable[Pair]) -> dict[Key, CouplingOpportunity]:
        """Judge pairs by the works as they are.

        A work that is gone, or done, since its pairs were asked for is another: the next search looks around it.
        """
        found: dict[Key, CouplingOpportunity] = {}
        for pair in pairs:
            first, second = self.works.get(pair.first), self.works.get(pair.second)
            if first and second and {first.state, second.state} <= READINESS.keys():
                found |= {
                    _key(opportunity): opportunity for opportunity in opportunities_in(first, second, pair, self.terms)
                }
        return found


@contextmanager
def _giving_way() -> Iterator[None]:
    """Open a transaction that never waits long for a lock.

    Of two that wait for each other the search is the one that fails.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
        yield


def _again_when_locked(write: Callable[[], None]) -> None:
    """Do it in a transaction of its own, again while somebody holds what it needs; OperationalError after TRIES."""
    for tried in range(1, TRIES + 1):
        try:
            with _giving_way():
                return write()
        except OperationalError as held:
            if tried == TRIES or not isinstance(held.__cause__, LockNotAvailable):
                raise
            time.sleep(WAIT_MS / 1000)
    return None


def _write(partnership: Partnership, opportunities: Mapping[Key, CouplingOpportunity]) -> None:
    """Store what is new or other than the stored row; who said something of it at this moment is waited for."""
    standing = lock_works({pk for first, second, _ in opportunities for pk in (first, second)})
    pairs = sorted({key[:2] for key in opportunities if standing.issuperset(key[:2])})
    if not pairs:
        return
    stored = CouplingOpportunity.objects.of(partnership).filter(TupleIn(Tuple("first", "second"), pairs)).order_by("pk")
    known = {_key(one): one for one in stored.select_for_update(no_key=True)}
    bundled = _bundled(partnership, standing)
    fresh = [
        _fresh(opportunity, known.get(key), bundled.get(key[:2]))
        for key, opportunity in sorted(opportunities.items())
        if key[:2] in set(pairs)
    ]
    other = [one for one in fresh if _key(one) in known and _written(one) != _written(known[_key(one)])]
    CouplingOpportunity.objects.bulk_create([one for one in fresh if _key(one) not in known])
    CouplingOpportunity.objects.bulk_create(other, update_conflicts=True, unique_fields=["pk"], update_fields=WRITTEN)


def _mark(seals: Mapping[int, str]) -> None:
    search_marks.mark({work: seals[work] for work in lock_works(seals.keys())})


def lock_works(works: Collection[int]) -> set[int]:
    """Keep works from being deleted until the end of the transaction, changes they may have.

    Return those that are there.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM dia_work WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [list(works)])
        return {pk for (pk,) in cursor.fetchall()}


def _not_found(
    partnership: Partnership, works: Collection[int], later: Collection[int], found: Collection[Key]
) -> list[UUID]:
    """Return opportunities with one of these works that are there no more.

    Those with a work of `later` are still to be looked at.
    """
    touching = Q(first__in=works) | Q(second__in=works)
    stored = CouplingOpportunity.objects.of(partnership).filter(touching).exclude(state=State.EXPIRED).order_by()
    rows = stored.values_list("pk", "first", "second", "confidential")
    return [pk for pk, *key in rows.iterator() if tuple(key) not in found and not {*key[:2]} & set(later)]


def _expire(partnership: Partnership, gone: Collection[UUID]) -> None:
    """Let expire what is no longer found; a talk or a bundle goes on as long as its works are still to come."""
    coming = Q(first__state__in=READINESS, second__state__in=READINESS)
    waits = Q(state__in=[State.DETECTED, State.SEEN]) | Q(state=State.TALK) & ~coming
    for some in batched(gone, PAIRS):
        CouplingOpportunity.objects.of(partnership).filter(waits, pk__in=some).update(state=State.EXPIRED)


def follow(opportunities: Iterable[CouplingOpportunity]) -> None:
    """Put opportunities in the state of the bundle in which their works meet; without one they stand as found again."""
    for opportunity in opportunities:
        bundled = _bundled(opportunity.partnership, {opportunity.first_id, opportunity.second_id})
        state = bundled.get((opportunity.first_id, opportunity.second_id))
        if state or opportunity.state in {State.TALK, State.TAKEN}:
            opportunity.state = state or State.DETECTED
            opportunity.save(update_fields=["state"])


def _key(opportunity: CouplingOpportunity) -> tuple[int, int, bool]:
    return opportunity.first_id, opportunity.second_id, opportunity.confidential


def _fresh(
    opportunity: CouplingOpportunity, known: CouplingOpportunity | None, bundled: str | None
) -> CouplingOpportunity:
    """Return the opportunity as it is to be stored: in the place of the known one, with what people said of that."""
    if known is not None:
        same = known.fingerprint == opportunity.fingerprint
        gone = known.state in {State.EXPIRED, State.TALK, State.TAKEN} or (known.state == State.DECLINED and not same)
        opportunity.pk, opportunity.found_at, opportunity.changed_by = known.pk, known.found_at, known.changed_by
        opportunity.state, opportunity.reason = (State.DETECTED, "") if gone else (known.state, known.reason)
    if bundled and opportunity.state != State.DECLINED:
        opportunity.state = bundled
    return opportunity


def _written(opportunity: CouplingOpportunity) -> list[object]:
    return [getattr(opportunity, name) for name in WRITTEN]


def _bundled(partnership: Partnership, works: Collection[int]) -> Mapping[tuple[int, int], str]:
    """Return pairs of works in one live bundle → the state that an opportunity has by that.

    Who was asked to join counts as in talk.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH inside AS (
                SELECT bundle_id, work_id FROM dia_bundlework WHERE live
                UNION SELECT bundle_id, work_id FROM dia_joinrequest WHERE state = 'sent' AND due >= %s
            )
            SELECT x.work_id, y.work_id, b.state FROM inside x JOIN inside y ON x.bundle_id = y.bundle_id AND x.work_id < y.work_id
            JOIN dia_bundle b ON b.id = x.bundle_id
            WHERE b.partnership_id = %s AND b.state <> 'dissolved'
                AND x.work_id = ANY(%s) AND y.work_id = ANY(%s)
            """,
            [timezone.localdate(), partnership.pk, list(works), list(works)],
        )
        return {(first, second): BY_BUNDLE.get(state, State.TAKEN) for first, second, state in cursor.fetchall()}
