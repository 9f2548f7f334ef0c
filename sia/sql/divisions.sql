-- Used by a check constraint, so it comes before the tables.

CREATE OR REPLACE FUNCTION sia_is_division(points smallint[]) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT coalesce(sum(point) = 100 AND min(point) >= 0, false) FROM unnest(points) AS point $$;
