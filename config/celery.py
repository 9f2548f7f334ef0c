"""The doorbell for jobs.

What is to be done stands in PostgreSQL (datasets.models.Job), so a lost message loses nothing.
"""

import ctypes
from typing import Any

from celery import Celery
from celery.signals import heartbeat_sent, worker_process_init
from kombu.transport import TRANSPORT_ALIASES

from config import heartbeat
from config.startup import require_settings

require_settings()
for scheme in ("redis", "rediss"):
    TRANSPORT_ALIASES[scheme] = "config.broker:Transport"  # which sets aside a message that cannot be read

app = Celery("samenwijk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@heartbeat_sent.connect
def leave_sign(**_: Any) -> None:
    heartbeat.renew("worker")


# Of glibc's mallopt: from how many bytes room is asked of the system for each array apart, and how much that is free it keeps.
M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -3, -1
APART, KEPT = 64 * 2**20, 128 * 2**20


@worker_process_init.connect
def keep_room(**_: Any) -> None:
    """Let the worker keep the memory that it asked for once.

    A load makes and drops hundreds of arrays of some megabytes. Each time room for one goes back to the system and is
    asked of it again, every page of it is filled with zeros first: a fifth of what a large load takes of the worker.
    """
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):
        mallopt(M_MMAP_THRESHOLD, APART)
        mallopt(M_TRIM_THRESHOLD, KEPT)
