"""The test database: made by its owner, used as the application's role, emptied after each test that commits.

What many tests begin from can be kept and brought back, which takes a moment where making it took ten seconds.
"""

from __future__ import annotations

import time
from contextlib import suppress

from django.db import OperationalError, connections
from django.db.backends.postgresql.creation import DatabaseCreation
from psycopg.errors import DeadlockDetected, LockNotAvailable

# As a replica no trigger asks whether a row may come or go. What `migrate` wrote stays.
# The lock waits, as a TRUNCATE would, for whoever is still writing; but not for ever, for a worker writes on two connections,
# one of which may wait for a table that is locked here while the other holds the next. A TRUNCATE makes every file anew, so
# it is kept for when what earlier tests left behind has filled a table. Nothing else tidies up: autovacuum would find the
# tables empty between two tests, and PostgreSQL would plan for empty ones in the next; loading the demo then takes a minute.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION our_tables(OUT path text, OUT bytes bigint) RETURNS SETOF record LANGUAGE sql AS $$
    SELECT format('public.%I', relname), pg_relation_size(oid) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname NOT IN ('spatial_ref_sys', 'django_migrations', 'django_content_type', 'auth_permission')
$$;

DO $$
DECLARE
    each text;
BEGIN
    FOR each IN SELECT path FROM our_tables() LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', each);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION truncate_if_full() RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET lock_timeout = '1s' AS $$
BEGIN
    IF (SELECT max(bytes) < 1000000 FROM our_tables()) THEN RETURN false; END IF;
    EXECUTE 'TRUNCATE ' || (SELECT string_agg(path, ', ') FROM our_tables());
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION empty_tables() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET session_replication_role = replica SET lock_timeout = '1s' AS $$
DECLARE
    each text;
BEGIN
    IF truncate_if_full() THEN RETURN; END IF;
    EXECUTE 'LOCK TABLE ' || (SELECT string_agg(path, ', ') FROM our_tables()) || ' IN SHARE ROW EXCLUSIVE MODE';
    FOR each IN SELECT path FROM our_tables() LOOP
        EXECUTE 'DELETE FROM ' || each;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION numbers() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$
    SELECT jsonb_object_agg(sequencename, last_value)::text FROM pg_sequences WHERE schemaname = 'public'
$$;

CREATE OR REPLACE FUNCTION number_from(kept text) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    SELECT setval(format('public.%I', key)::regclass, coalesce(value::bigint, 1), value IS NOT NULL)
    FROM jsonb_each_text(kept::jsonb)
$$;

CREATE OR REPLACE FUNCTION keep_rows(place name) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    each text;
BEGIN
    EXECUTE format('DROP SCHEMA IF EXISTS %1$I CASCADE; CREATE SCHEMA %1$I', place);
    FOR each IN SELECT path FROM our_tables() LOOP
        EXECUTE format('CREATE TABLE %I.%s AS TABLE %s', place, split_part(each, '.', 2), each);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION bring_rows(place name) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET session_replication_role = replica AS $$
DECLARE
    each text;
BEGIN
    FOR each IN SELECT path FROM our_tables() LOOP
        EXECUTE format('INSERT INTO %s TABLE %I.%s', each, place, split_part(each, '.', 2));
    END LOOP;
END $$;
"""


def add_functions() -> None:
    """Asked for by the owner, who alone has the rights that they need (bin/lib/services.sh)."""
    with connections["default"].cursor() as cursor:
        cursor.execute(FUNCTIONS)


def connect_as(role: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["USER"] = role


def drop(creation: DatabaseCreation, name: str, _verbosity: int) -> None:
    """With whoever is still connected sent away. Where PostgreSQL itself is still at work in it, it stays: it goes with the
    servers of this run, and no test is wrong for that."""
    with creation.connection._nodb_cursor() as cursor, suppress(OperationalError):
        cursor.execute(f"DROP DATABASE {creation.connection.ops.quote_name(name)} WITH (FORCE)")


def empty_tables(*_: object) -> None:
    _call_until_free("empty_tables()")


def truncate_if_full() -> None:
    """Rows that were rolled back take room too."""
    if connections["default"].connection:
        _call_until_free("truncate_if_full()")


def keep_rows(name: str) -> None:
    _call("keep_rows(%s)", name)


def numbers() -> str:
    """The last number of each table, for `number_from`."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT numbers()")
        return str(cursor.fetchone()[0])


def number_from(kept: str) -> None:
    """Let rows get the numbers again that they got from that moment on, once those that have them are gone."""
    _call("number_from(%s)", kept)


def bring_rows(name: str) -> None:
    """Into tables that hold none of them."""
    _call("bring_rows(%s)", name)


def _call_until_free(function: str) -> None:
    """Call a function that locks tables until it gets them, for at most a minute."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return _call(function)
        except OperationalError as error:
            if not isinstance(error.__cause__, (LockNotAvailable, DeadlockDetected)) or time.monotonic() > deadline:
                raise


def _call(function: str, *values: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {function}", values)
