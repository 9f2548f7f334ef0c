"""Beat and a worker leave signs of life; when one is killed, that is known soon."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis

from config import heartbeat
from config.broker import ASIDE
from config.celery import app
from tests.alive import signs_of_life
from tests.worker import ROOT, environment, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.faults]
NO_MESSAGES = [
    b"not json",
    b"\xff\xfe\x00",
    b"[1, 2]",
    b"{}",
    b"7",
    b'{"properties": {"delivery_tag": 1}}',
    b'{"properties": {"delivery_tag": "a", "body_encoding": "base64"}, "body": 5}',
    b"[" * 100_000,
]


@contextmanager
def running_beat(folder: Path) -> Iterator[subprocess.Popen]:
    log = folder / "beat.log"
    with log.open("ab") as output:
        beat = subprocess.Popen(
            [ROOT / "bin/run", "beat"],
            cwd=ROOT,
            env={**environment(), "STATE_DIR": str(folder / "new" / "state")},
            stdout=output,
            stderr=output,
        )
    try:
        yield beat
    finally:
        beat.kill()
        beat.wait()


@pytest.mark.full
def test_beat_makes_its_folder_and_its_death_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with signs_of_life(), running_beat(tmp_path) as beat:
        wait_until(lambda: heartbeat.alive()["beat"], 30, (tmp_path / "beat.log").read_text)
        assert 0 < left("beat") <= heartbeat.LASTS_S["beat"]
        beat.kill()
        wait_until(lambda: left("beat") == 0, heartbeat.LASTS_S["beat"] + 5)


@pytest.mark.full
def test_the_death_of_a_worker_is_noticed(tmp_path: Path):
    with signs_of_life(), running_worker(tmp_path / "worker.log") as worker:
        wait_until(lambda: heartbeat.alive()["worker"], 10, worker.log.read_text)
        worker.kill()
        wait_until(lambda: not heartbeat.alive()["worker"], heartbeat.LASTS_S["worker"] + 5)


def left(part: str) -> int:
    """Return for how many seconds the sign still counts."""
    return max(0, heartbeat._redis().ttl(heartbeat._key(part)))


@pytest.mark.full
def test_messages_that_cannot_be_read_are_set_aside_and_the_worker_goes_on(tmp_path: Path):
    redis: Redis = heartbeat._redis()
    redis.delete(ASIDE)
    with running_worker(tmp_path / "worker.log") as worker:
        redis.rpush(app.conf.task_default_queue, *NO_MESSAGES)
        wait_until(lambda: redis.llen(ASIDE) == len(NO_MESSAGES), 60, worker.log.read_text)
        app.send_task("datasets.tasks.sweep_exports")
        wait_until(lambda: "sweep_exports[" in worker.log.read_text() and " succeeded" in worker.log.read_text(), 60)
        assert worker.process.poll() is None
    kept = redis.lrange(ASIDE, 0, -1)
    assert b"not json" in kept
    assert worker.log.read_text().count("is no message of Celery") == len(NO_MESSAGES)
    redis.delete(ASIDE)
