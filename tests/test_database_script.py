"""bin/lib/database.sql on a real server: as superuser, as the administrator of a managed server, and once more."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Partnership
from datasets.models import Job

ROOT = Path(__file__).resolve().parents[1]
MADE = {"database": "cloud_samenwijk", "owner": "cloud_owner", "application": "cloud_app"}
MARK = "naam-die-nergens-in-een-logboek-hoort"


def psql(user: str, *arguments: str, database: str = "postgres") -> subprocess.CompletedProcess[str]:
    program = max(Path("/usr/lib/postgresql").glob("*/bin/psql"), default=Path("psql"))
    host = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"][0]
    return subprocess.run(
        [program, "-X", "-q", "-A", "-t", "-h", host, "-U", user, "-d", database, *arguments],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def run_script(user: str, **names: str) -> subprocess.CompletedProcess[str]:
    chosen = [word for name, value in {**MADE, **names}.items() for word in ("-v", f"{name}={value}")]
    return psql(user, *chosen, "-f", str(ROOT / "bin/lib/database.sql"))


@pytest.fixture
def cloud_admin() -> Iterator[str]:
    """An administrator as Azure or RDS give one: no superuser."""
    made = psql("postgres", "-c", "CREATE ROLE cloud_admin LOGIN NOSUPERUSER CREATEROLE CREATEDB")
    if made.returncode:
        pytest.skip(f"the server of these tests gives no superuser: {made.stderr}")
    yield "cloud_admin"
    psql("postgres", "-c", f"DROP DATABASE IF EXISTS {MADE['database']}")
    for role in (MADE["application"], MADE["owner"], "cloud_admin"):
        psql("postgres", "-c", f"DROP ROLE IF EXISTS {role}")


def test_the_administrator_of_a_managed_server_makes_the_database_and_may_do_so_again(cloud_admin: str):
    for _ in range(2):
        done = run_script(cloud_admin)
        assert (done.returncode, done.stderr) == (0, "")
    owner, application = MADE["owner"], MADE["application"]
    made = psql(owner, "-c", "CREATE TABLE t (id bigserial, at geometry)", database=MADE["database"])
    assert (made.returncode, made.stderr) == (0, "")
    used = psql(application, "-c", "INSERT INTO t (at) VALUES ('POINT(1 2)') RETURNING id", database=MADE["database"])
    assert (used.returncode, used.stdout.strip()) == (0, "1")
    refused = psql(application, "-c", "CREATE TABLE u (id int)", database=MADE["database"])
    assert "permission denied for schema public" in refused.stderr


def test_the_script_ends_at_its_first_error_and_says_so(cloud_admin: str):
    psql("postgres", "-c", f"CREATE ROLE {MADE['application']} LOGIN BYPASSRLS")
    done = run_script(cloud_admin)
    assert done.returncode != 0
    assert "may more than row level security allows" in done.stderr
    there = psql("postgres", "-c", f"SELECT count(*) FROM pg_database WHERE datname = '{MADE['database']}'")
    assert there.stdout.strip() == "0"


@pytest.mark.django_db
def test_the_log_of_postgresql_holds_no_row_and_no_statement(partnership: Partnership):
    log = Path(os.environ.get("STATE_DIR", "")) / "postgres/log"
    if not log.is_file():
        pytest.skip("the log of PostgreSQL is not on this machine")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(partnership=partnership, kind=MARK, key="x", done=2, total=1)
    with connection.cursor() as cursor:
        cursor.execute("SHOW log_error_verbosity")
        assert cursor.fetchone() == ("terse",)
    text = log.read_text(errors="replace")
    assert "job_done_within_total" in text
    assert MARK not in text
