"""Redis as Celery's broker; a message that cannot be read is set aside instead of ending the worker."""

from __future__ import annotations

import json
import logging
from typing import Any

from kombu.transport import redis

logger = logging.getLogger(__name__)
ASIDE = "celery:set-aside"  # a list in Redis, newest first: redis-cli lrange celery:set-aside 0 -1
KEPT, KEPT_CHARACTERS = 1000, 10_000


class Channel(redis.Channel):
    def _brpop_read(self, **options: Any) -> bool:
        try:
            return bool(super()._brpop_read(**options))
        except json.JSONDecodeError as error:
            self.set_aside(error.doc)
        except RecursionError:
            self.set_aside("(nested too deeply to be kept)")
        return True

    def set_aside(self, text: str) -> None:
        """Keep a message for whoever looks into it. The log has its length only: nobody knows what is in it."""
        logger.error("a message of %s characters is no message of Celery; it is set aside in %s", len(text), ASIDE)
        with self.conn_or_acquire() as client:
            client.lpush(ASIDE, text[:KEPT_CHARACTERS])
            client.ltrim(ASIDE, 0, KEPT - 1)


class Transport(redis.Transport):
    Channel = Channel

    def _deliver(self, message: Any, queue: str) -> None:
        channel = self.channels[0]
        if is_message(message, channel):
            super()._deliver(message, queue)
        else:
            channel.set_aside(json.dumps(message))


def is_message(raw: Any, channel: Channel) -> bool:
    """Return whether Celery can take the message in: only what it needs before it catches faults by itself."""
    try:
        message = channel.Message(raw, channel=channel)
        where = message.delivery_info
        return all(isinstance(text, str) for text in (message.delivery_tag, where["exchange"], where["routing_key"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
