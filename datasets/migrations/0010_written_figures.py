"""How often figures of an indicator were written is counted, so that a load can tell whether what its check saw still stands;
and the references of new figures are checked in one pass over them instead of three."""

from django.db import migrations

FORWARD = """
CREATE TABLE datasets_written (indicator_id bigint PRIMARY KEY, times bigint NOT NULL);

CREATE OR REPLACE FUNCTION observation_references_exist() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    areas bigint[]; indicators bigint[]; deliveries bigint[];
BEGIN
    SELECT array_agg(area_id) FILTER (WHERE area_id IS NOT NULL), array_agg(indicator_id) FILTER (WHERE indicator_id IS NOT NULL),
           array_agg(delivery_id) FILTER (WHERE delivery_id IS NOT NULL)
    INTO areas, indicators, deliveries
    FROM (SELECT area_id, indicator_id, delivery_id FROM added GROUP BY GROUPING SETS (area_id, indicator_id, delivery_id)) met;
    IF (SELECT count(*) FROM datasets_area WHERE id = ANY(areas)) < cardinality(areas)
       OR (SELECT count(*) FROM datasets_indicator WHERE id = ANY(indicators)) < cardinality(indicators)
       OR (SELECT count(*) FROM datasets_delivery WHERE id = ANY(deliveries)) < cardinality(deliveries) THEN
        RAISE foreign_key_violation USING MESSAGE = 'observation_references_exist: area, indicator or delivery is unknown';
    END IF;
    INSERT INTO datasets_written SELECT indicator, 1 FROM unnest(indicators) indicator ORDER BY 1
    ON CONFLICT (indicator_id) DO UPDATE SET times = datasets_written.times + 1;
    RETURN NULL;
END $$;

CREATE FUNCTION observations_were_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO datasets_written SELECT DISTINCT indicator_id, 1 FROM gone ORDER BY 1
    ON CONFLICT (indicator_id) DO UPDATE SET times = datasets_written.times + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER observations_gone AFTER DELETE ON datasets_observation
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION observations_were_written();
CREATE TRIGGER observations_replaced AFTER UPDATE ON datasets_observation
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION observations_were_written();
"""
BACKWARD = """
DROP TRIGGER observations_replaced ON datasets_observation;
DROP TRIGGER observations_gone ON datasets_observation;
DROP FUNCTION observations_were_written();
CREATE OR REPLACE FUNCTION observation_references_exist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT DISTINCT area_id FROM added EXCEPT SELECT id FROM datasets_area)
       OR EXISTS (SELECT DISTINCT indicator_id FROM added EXCEPT SELECT id FROM datasets_indicator)
       OR EXISTS (SELECT DISTINCT delivery_id FROM added EXCEPT SELECT id FROM datasets_delivery) THEN
        RAISE foreign_key_violation USING MESSAGE = 'observation_references_exist: area, indicator or delivery is unknown';
    END IF;
    RETURN NULL;
END $$;
DROP TABLE datasets_written;
"""


class Migration(migrations.Migration):
    dependencies = [("datasets", "0009_access_to_files_and_places")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
