"""The application's role in PostgreSQL works with rows and can do nothing else; these tests run as that role."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

pytestmark = pytest.mark.django_db


def ask(sql: str) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def test_the_tests_run_as_the_application_role():
    assert ask("SELECT current_user, session_user") == (settings.APPLICATION_ROLE, settings.APPLICATION_ROLE)


def test_the_role_has_no_powers_beyond_logging_in():
    powers = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
    assert ask(f"SELECT {powers} FROM pg_roles WHERE rolname = current_user") == (False,) * 5


def test_the_role_belongs_to_no_other_role():
    assert ask(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE rolname = current_user"
    ) == (0,)


def test_the_role_owns_nothing():
    assert ask(
        "SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user AND relpersistence = 'p'"
    ) == (0,)
    assert ask("SELECT count(*) FROM pg_proc WHERE pg_get_userbyid(proowner) = current_user") == (0,)
    assert ask(
        "SELECT pg_get_userbyid(datdba) <> current_user FROM pg_database WHERE datname = current_database()"
    ) == (True,)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE public.mine (id int)",
        "CREATE TABLE public.mine AS SELECT * FROM accounts_user",
        "CREATE VIEW public.mine AS SELECT 1",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE EXTENSION file_fdw",
        "ALTER TABLE accounts_user ADD COLUMN more int",
        "ALTER TABLE accounts_user DROP CONSTRAINT user_email_lower_case",
        "ALTER TABLE accounts_user OWNER TO CURRENT_USER",
        "ALTER TABLE datasets_observation DISABLE TRIGGER ALL",
        "ALTER TABLE accounts_membership DISABLE ROW LEVEL SECURITY",
        "DROP TABLE accounts_user",
        "DROP TRIGGER observation_references_on_insert ON datasets_observation",
        "CREATE INDEX mine ON accounts_user (name)",
        "CREATE POLICY mine ON accounts_user",
        "SET ROLE samenwijk_owner",
        "SET SESSION AUTHORIZATION samenwijk_owner",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "CREATE ROLE mine",
        "SET session_replication_role = replica",
        "COPY accounts_user TO '/tmp/users'",
        "COPY accounts_user TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/hostname')",
        "SELECT setval('accounts_user_id_seq', 1)",
    ],
)
def test_the_role_is_refused(sql: str):
    with pytest.raises(ProgrammingError) as refusal, transaction.atomic():
        ask(sql)
    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege), refusal.value


def test_the_role_gives_no_right_to_others():
    with connection.cursor() as cursor:
        cursor.execute("GRANT SELECT ON accounts_user TO PUBLIC")  # a warning, and nothing is granted
    assert ask("SELECT has_table_privilege('public', 'accounts_user', 'SELECT')") == (False,)


def test_the_role_may_work_with_the_rows_of_every_table():
    missing = """
        SELECT relname, wanted FROM pg_class, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) wanted
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'spatial_ref_sys'
          AND NOT has_table_privilege(pg_class.oid, wanted)
    """
    assert ask(f"SELECT array_agg(relname || ' ' || wanted) FROM ({missing}) gap") == (None,)


def test_loads_may_use_tables_of_their_own_transaction():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE staged (code text) ON COMMIT DROP")
        cursor.execute("INSERT INTO staged VALUES ('BU01530000')")
        cursor.execute("SELECT count(*) FROM staged")
        assert cursor.fetchone() == (1,)
