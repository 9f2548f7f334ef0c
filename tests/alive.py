"""As if a worker and beat were alive: their signs of life, without them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config import health, heartbeat


@contextmanager
def signs_of_life(*parts: str, seconds: int = 600) -> Iterator[None]:
    """Leave the signs of these parts for so long, of no others, and let nobody remember what was there before."""
    _clear()
    for part in parts:
        heartbeat._redis().set(heartbeat._key(part), 1, ex=seconds)
    try:
        yield
    finally:
        _clear()


def _clear() -> None:
    heartbeat._redis().delete(*map(heartbeat._key, heartbeat.LASTS_S))
    health.database.forget()
    health.signs.forget()
