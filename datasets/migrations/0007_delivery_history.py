"""The history of a delivery: added to, never changed. Figures become current only after somebody accepted them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

STATES = [
    ("received", "received"),
    ("unmapped", "columns to be named"),
    ("refused", "refused"),
    ("checked", "checked"),
    ("approved", "approved by the supplier"),
    ("returned", "returned to the supplier"),
    ("current", "current"),
    ("superseded", "superseded"),
    ("withdrawn", "withdrawn"),
    ("undone", "undone"),
]

FORWARD = """
CREATE FUNCTION datasets_delivery_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only a delivery of a partnership that is made up may go, and its history along with it.
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM datasets_delivery d JOIN accounts_partnership p ON p.id = d.partnership_id
        WHERE d.id = OLD.delivery_id AND p.fictitious
    ) THEN RETURN OLD; END IF;
    RAISE integrity_constraint_violation USING MESSAGE = 'the history of a delivery is fixed';
END $$;
CREATE TRIGGER delivery_history_stays BEFORE UPDATE OR DELETE ON datasets_deliveryevent
    FOR EACH ROW EXECUTE FUNCTION datasets_delivery_history_stays();

CREATE FUNCTION datasets_delivery_is_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE integrity_constraint_violation USING MESSAGE = 'a delivery becomes current only after it is accepted';
END $$;
CREATE TRIGGER delivery_is_accepted BEFORE UPDATE ON datasets_delivery FOR EACH ROW
    WHEN (NEW.state = 'current' AND OLD.state NOT IN ('current', 'superseded') AND NEW.accepted_at IS NULL)
    EXECUTE FUNCTION datasets_delivery_is_accepted();
"""

BACKWARD = """
DROP TRIGGER delivery_is_accepted ON datasets_delivery;
DROP TRIGGER delivery_history_stays ON datasets_deliveryevent;
DROP FUNCTION datasets_delivery_is_accepted;
DROP FUNCTION datasets_delivery_history_stays;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("datasets", "0006_covenants_fixed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeliveryEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("before", models.CharField(blank=True, choices=STATES, max_length=12, verbose_name="before")),
                ("after", models.CharField(choices=STATES, max_length=12, verbose_name="after")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="datasets.delivery"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a delivery",
                "verbose_name_plural": "events of a delivery",
                "ordering": ["pk"],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
