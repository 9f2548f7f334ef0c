-- Roles, default rights and the database of Samenwijk. Run by psql, as superuser or as the administrator of a managed
-- server: a role with CREATEROLE and CREATEDB that may create the extension postgis. It stops at its first error and
-- may be run again.
--   psql -d postgres -f bin/lib/database.sql [-v database=NAME] [-v owner=NAME] [-v application=NAME]
-- The owner migrates. The application reads and writes rows and can do nothing else, so row level security binds it.
\set ON_ERROR_STOP on
\if :{?owner} \else \set owner samenwijk_owner \endif
\if :{?application} \else \set application samenwijk_app \endif
\if :{?database} \else \set database samenwijk \endif
SELECT rolsuper AS superuser FROM pg_roles WHERE rolname = current_user \gset

SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY[:'owner', :'application']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SELECT EXISTS (
    SELECT FROM pg_roles
    WHERE rolname = :'application' AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)
        OR rolname = :'owner' AND (rolsuper OR rolbypassrls)
) AS unbound \gset
\if :unbound
DO $$ BEGIN RAISE EXCEPTION 'a role of this name is there already and may more than row level security allows'; END $$;
\endif

-- Passwords only where the server is reached over a network (docker-compose.yml).
\getenv password DATABASE_PASSWORD
\getenv owner_password DATABASE_OWNER_PASSWORD
\if :{?password}
ALTER ROLE :"application" PASSWORD :'password';
\endif
\if :{?owner_password}
ALTER ROLE :"owner" PASSWORD :'owner_password';
\endif

\if :superuser
-- The log tells what went wrong, not whose data were in the row or the statement.
ALTER ROLE :"owner" SET log_error_verbosity = terse;
ALTER ROLE :"owner" SET log_min_error_statement = panic;
ALTER ROLE :"application" SET log_error_verbosity = terse;
ALTER ROLE :"application" SET log_min_error_statement = panic;

-- Into the template, so that test databases have it too: PostGIS needs a superuser, the owner is none.
\connect template1
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"application";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT USAGE, SELECT ON SEQUENCES TO :"application";
\connect postgres
\else
SET client_min_messages = warning;
GRANT :"owner" TO CURRENT_USER;
\endif

SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template1', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

\connect :"database"
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"application";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" GRANT USAGE, SELECT ON SEQUENCES TO :"application";
