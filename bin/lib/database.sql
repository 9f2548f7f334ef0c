-- Roles, default rights and the database of Samenwijk, for a new cluster; run by psql as superuser.
-- The owner migrates. The application reads and writes rows and can do nothing else, so row level security binds it.
CREATE ROLE samenwijk_owner LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE samenwijk_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;

-- Passwords only where the server is reached over a network (docker-compose.yml).
\getenv password DATABASE_PASSWORD
\if :{?password}
ALTER ROLE samenwijk_owner PASSWORD :'password';
ALTER ROLE samenwijk_app PASSWORD :'password';
\endif

-- Into the template, so that test databases have it too: PostGIS needs a superuser, the owner is none.
\connect template1
CREATE EXTENSION IF NOT EXISTS postgis;
ALTER DEFAULT PRIVILEGES FOR ROLE samenwijk_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samenwijk_app;
ALTER DEFAULT PRIVILEGES FOR ROLE samenwijk_owner GRANT USAGE, SELECT ON SEQUENCES TO samenwijk_app;

\connect postgres
CREATE DATABASE samenwijk OWNER samenwijk_owner TEMPLATE template1;
