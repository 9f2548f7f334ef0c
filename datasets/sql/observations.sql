-- References of observations, checked once per statement instead of once per row, and a count of how often the figures of
-- an indicator were written, by which a load tells whether the result of its check is still valid.

CREATE TABLE IF NOT EXISTS datasets_written (indicator_id bigint PRIMARY KEY, times bigint NOT NULL);

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

CREATE OR REPLACE FUNCTION observed_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'datasets_area' AND EXISTS (SELECT FROM datasets_observation o JOIN gone ON o.area_id = gone.id)
       OR TG_TABLE_NAME = 'datasets_indicator' AND EXISTS (SELECT FROM datasets_observation o JOIN gone ON o.indicator_id = gone.id)
       OR TG_TABLE_NAME = 'datasets_delivery' AND EXISTS (SELECT FROM datasets_observation o JOIN gone ON o.delivery_id = gone.id) THEN
        RAISE foreign_key_violation USING MESSAGE = 'observed_rows_stay: figures still refer to what is deleted';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION observations_were_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO datasets_written SELECT DISTINCT indicator_id, 1 FROM gone ORDER BY 1
    ON CONFLICT (indicator_id) DO UPDATE SET times = datasets_written.times + 1;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER observation_references_on_insert AFTER INSERT ON datasets_observation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION observation_references_exist();
CREATE OR REPLACE TRIGGER observation_references_on_update AFTER UPDATE ON datasets_observation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION observation_references_exist();
CREATE OR REPLACE TRIGGER area_stays_while_observed AFTER DELETE ON datasets_area REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION observed_rows_stay();
CREATE OR REPLACE TRIGGER indicator_stays_while_observed AFTER DELETE ON datasets_indicator REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION observed_rows_stay();
CREATE OR REPLACE TRIGGER delivery_stays_while_observed AFTER DELETE ON datasets_delivery REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION observed_rows_stay();
CREATE OR REPLACE TRIGGER observations_gone AFTER DELETE ON datasets_observation
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION observations_were_written();
CREATE OR REPLACE TRIGGER observations_replaced AFTER UPDATE ON datasets_observation
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION observations_were_written();
