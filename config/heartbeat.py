"""Signs of life of beat and the workers: keys in Redis that vanish when nobody renews them."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from redis import Redis, RedisError

logger = logging.getLogger(__name__)
# Seconds that a sign counts. A worker renews its own every 2 seconds, beat at each tick: every 10 at the latest.
LASTS_S = {"worker": 15, "beat": 35}


class BeatingScheduler(PersistentScheduler):
    def tick(self, *args: Any, **kwargs: Any) -> float:
        renew("beat")
        return float(super().tick(*args, **kwargs))


def renew(part: str) -> None:
    """Leave a sign of life. Without Redis there is none, which is what `alive` then says."""
    try:
        _redis().set(_key(part), 1, ex=LASTS_S[part])
    except RedisError as error:
        logger.warning("no sign of life of %s left: %s", part, type(error).__name__)


def alive() -> dict[str, bool]:
    """Return whether each part gave a sign lately; raise RedisError after a second without an answer."""
    signs = _redis().mget([_key(part) for part in LASTS_S])
    return dict(zip(LASTS_S, (sign is not None for sign in signs), strict=True))


def _key(part: str) -> str:
    return f"{getattr(settings, 'CELERY_TASK_DEFAULT_QUEUE', 'celery')}:alive:{part}"


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
