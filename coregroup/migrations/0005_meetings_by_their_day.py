"""A meeting that was opened by mistake is planned again, as long as nothing was said, decided or noted in it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION coregroup_meeting_has_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM coregroup_item WHERE meeting_id = NEW.id AND said <> '')
        OR EXISTS (SELECT FROM coregroup_attendance WHERE meeting_id = NEW.id AND (present OR names <> ''))
        OR EXISTS (SELECT FROM coregroup_decision WHERE meeting_id = NEW.id AND number IS NOT NULL)
    THEN PERFORM sia_refuse('a meeting that has begun'); END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER meeting_has_begun BEFORE UPDATE ON coregroup_meeting FOR EACH ROW
    WHEN (OLD.state = 'open' AND NEW.state = 'planned') EXECUTE FUNCTION coregroup_meeting_has_begun();
"""

BACK = """
DROP TRIGGER meeting_has_begun ON coregroup_meeting;
DROP FUNCTION coregroup_meeting_has_begun();
"""


class Migration(migrations.Migration):
    dependencies = [("coregroup", "0004_items_about_covenants")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
