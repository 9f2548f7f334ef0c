"""What a load of boundaries replaced is kept for its undo: added to, never changed."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION datasets_area_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only a delivery of a partnership that is made up may go, and what it replaced along with it.
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM datasets_delivery d JOIN accounts_partnership p ON p.id = d.partnership_id
        WHERE d.id = OLD.replaced_by_id AND p.fictitious
    ) THEN RETURN OLD; END IF;
    RAISE integrity_constraint_violation USING MESSAGE = 'what boundaries replaced is fixed';
END $$;
CREATE TRIGGER area_revision_stays BEFORE UPDATE OR DELETE ON datasets_arearevision
    FOR EACH ROW EXECUTE FUNCTION datasets_area_revision_stays();
"""

BACKWARD = """
DROP TRIGGER area_revision_stays ON datasets_arearevision;
DROP FUNCTION datasets_area_revision_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("datasets", "0011_largest_contributor")]

    operations = [
        migrations.CreateModel(
            name="AreaRevision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[("area", "area"), ("border", "border"), ("overlap", "overlap"), ("map", "map")],
                        max_length=10,
                    ),
                ),
                ("row", models.BigIntegerField()),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(null=True)),
                (
                    "replaced_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="area_revisions",
                        to="datasets.delivery",
                    ),
                ),
            ],
            options={"verbose_name": "replaced area", "verbose_name_plural": "replaced areas"},
        ),
        migrations.AddConstraint(
            model_name="arearevision",
            constraint=models.UniqueConstraint(
                fields=("replaced_by", "what", "row"), name="area_revision_once_per_delivery"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
