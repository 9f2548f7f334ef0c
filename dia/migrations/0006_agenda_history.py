"""The history of an agenda: added to, never changed; who or what a line refers to may go."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION dia_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{by_id,measure_id}'::text[] = to_jsonb(OLD) - '{by_id,measure_id}'::text[]
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id) AND (NEW.measure_id IS NULL OR NEW.measure_id = OLD.measure_id)
    THEN RETURN NEW; END IF;
    -- Only an agenda that is made up may go, and its history along with it.
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM dia_agenda a JOIN accounts_partnership p ON p.id = a.partnership_id WHERE a.id = OLD.agenda_id AND p.fictitious
    ) THEN RETURN OLD; END IF;
    PERFORM sia_refuse('the history of an agenda');
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE ON dia_agendaevent FOR EACH ROW EXECUTE FUNCTION dia_history_stays();
"""

BACKWARD = """
DROP TRIGGER history_stays ON dia_agendaevent;
DROP FUNCTION dia_history_stays;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("dia", "0004_lookbacks"),
        ("sia", "0003_what_is_fixed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("moved", "state"),
                            ("cap", "what an area bears"),
                            ("added", "measure added"),
                            ("removed", "measure removed"),
                            ("group", "group"),
                            ("cell", "plan of a year"),
                            ("commitment", "commitment"),
                            ("contribution", "contribution"),
                            ("actual", "actual"),
                            ("bundle", "bundle"),
                            ("request", "request to join"),
                            ("scenario", "scenario"),
                            ("look_back", "look-back"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=160)),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="year")),
                ("before", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                ("after", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, null=True)),
                (
                    "agenda",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="dia.agenda"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="dia.measure"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.party"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["agenda", "-at", "-id"], name="agenda_event_newest")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
