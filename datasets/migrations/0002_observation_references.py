"""Observations are checked against areas, indicators and deliveries once per statement instead of once per row."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION observation_references_exist() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT DISTINCT area_id FROM added EXCEPT SELECT id FROM datasets_area)
       OR EXISTS (SELECT DISTINCT indicator_id FROM added EXCEPT SELECT id FROM datasets_indicator)
       OR EXISTS (SELECT DISTINCT delivery_id FROM added EXCEPT SELECT id FROM datasets_delivery) THEN
        RAISE foreign_key_violation USING MESSAGE = 'observation_references_exist: area, indicator or delivery is unknown';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER observation_references_on_insert AFTER INSERT ON datasets_observation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION observation_references_exist();
CREATE TRIGGER observation_references_on_update AFTER UPDATE ON datasets_observation
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION observation_references_exist();

CREATE FUNCTION observed_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'datasets_area' AND EXISTS (SELECT FROM datasets_observation o JOIN gone ON o.area_id = gone.id)
       OR TG_TABLE_NAME = 'datasets_indicator' AND EXISTS (SELECT FROM datasets_observation o JOIN gone ON o.indicator_id = gone.id)
       OR TG_TABLE_NAME = 'datasets_delivery' AND EXISTS (SELECT FROM datasets_observation o JOIN gone ON o.delivery_id = gone.id) THEN
        RAISE foreign_key_violation USING MESSAGE = 'observed_rows_stay: figures still refer to what is deleted';
    END IF;
    RETURN NULL;
END $$;
"""
GUARDED = ["area", "indicator", "delivery"]
GUARDS = "".join(
    f"CREATE TRIGGER {name}_stays_while_observed AFTER DELETE ON datasets_{name} "
    "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION observed_rows_stay();"
    for name in GUARDED
)
BACKWARD = "".join(f"DROP TRIGGER {name}_stays_while_observed ON datasets_{name};" for name in GUARDED) + """
DROP TRIGGER observation_references_on_insert ON datasets_observation;
DROP TRIGGER observation_references_on_update ON datasets_observation;
DROP FUNCTION observation_references_exist(); DROP FUNCTION observed_rows_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("datasets", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD + GUARDS, BACKWARD)]
