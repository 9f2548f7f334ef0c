"""The look-back on a year: what is closed stays as it was, and so does the plan that it looks back on."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION dia_look_back_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.plan <> OLD.plan THEN PERFORM sia_refuse('the plan of a look-back'); END IF;
    -- Who opened or closed it may go; nobody else comes in their place.
    IF OLD.state = 'closed' AND (
        TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{opened_by_id,closed_by_id}'::text[] <> to_jsonb(OLD) - '{opened_by_id,closed_by_id}'::text[]
        OR coalesce(NEW.opened_by_id, OLD.opened_by_id) IS DISTINCT FROM OLD.opened_by_id
        OR coalesce(NEW.closed_by_id, OLD.closed_by_id) IS DISTINCT FROM OLD.closed_by_id
    ) THEN PERFORM sia_refuse('a closed look-back'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION dia_look_back_line_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{by_id,measure_id}'::text[] = to_jsonb(OLD) - '{by_id,measure_id}'::text[]
        AND coalesce(NEW.by_id, OLD.by_id) IS NOT DISTINCT FROM OLD.by_id
        AND coalesce(NEW.measure_id, OLD.measure_id) IS NOT DISTINCT FROM OLD.measure_id
    THEN RETURN NEW; END IF;
    -- Whoever closes it at this very moment is waited for.
    PERFORM FROM dia_lookback WHERE id IN (OLD.look_back_id, NEW.look_back_id) FOR SHARE;
    IF EXISTS (SELECT FROM dia_lookback WHERE id IN (OLD.look_back_id, NEW.look_back_id) AND state = 'closed')
    THEN PERFORM sia_refuse('a closed look-back'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION dia_pot_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sia_refuse('a closed year');
    RETURN coalesce(NEW, OLD);
END $$;

-- Also in a closed year a person who is named may go, and so may a cell in which nothing stands.
CREATE OR REPLACE FUNCTION dia_year_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record;
BEGIN
    part := coalesce(NEW, OLD);
    IF TG_OP = 'UPDATE' AND NEW.changed_by_id IS NULL AND to_jsonb(NEW) - 'changed_by_id' = to_jsonb(OLD) - 'changed_by_id'
        OR TG_OP = 'DELETE' AND OLD.euros = 0 AND OLD.fte = 0
    THEN RETURN part; END IF;
    IF EXISTS (
        SELECT FROM dia_measure m JOIN dia_work w ON w.id = m.work_id
        JOIN dia_pot p ON p.agenda_id = m.agenda_id AND p.party_id = w.party_id AND p.year = part.year
        WHERE m.id = part.measure_id AND p.closed
    ) THEN RAISE EXCEPTION 'dia_pot_closed: this year is closed' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN part;
END $$;

CREATE OR REPLACE FUNCTION dia_check_pot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.pot_id <> NEW.pot_id) THEN PERFORM dia_pot_holds(OLD.pot_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM dia_pot_holds(NEW.pot_id); END IF;
    RETURN NULL;
END $$;

-- As sia_erase_fictitious: of a made-up partnership the closed years open again, so that its agendas can be deleted.
CREATE FUNCTION dia_erase_fictitious(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE agendas bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_partnership WHERE id = which AND fictitious) THEN
        RAISE EXCEPTION 'only a fictitious partnership can be erased';
    END IF;
    agendas := array(SELECT id FROM dia_agenda WHERE partnership_id = which);
    DELETE FROM dia_lookbackline WHERE look_back_id IN (SELECT id FROM dia_lookback WHERE agenda_id = ANY(agendas));
    DELETE FROM dia_lookback WHERE agenda_id = ANY(agendas);
    UPDATE dia_pot SET closed = false WHERE agenda_id = ANY(agendas) AND closed;
END $$;

CREATE TRIGGER look_back_is_fixed BEFORE UPDATE OR DELETE ON dia_lookback FOR EACH ROW EXECUTE FUNCTION dia_look_back_is_fixed();
CREATE TRIGGER look_back_line_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON dia_lookbackline
    FOR EACH ROW EXECUTE FUNCTION dia_look_back_line_is_fixed();
CREATE TRIGGER pot_stays_closed BEFORE UPDATE OR DELETE ON dia_pot FOR EACH ROW WHEN (OLD.closed) EXECUTE FUNCTION dia_pot_stays_closed();
"""

BACKWARD = """
DROP TRIGGER look_back_is_fixed ON dia_lookback; DROP TRIGGER look_back_line_is_fixed ON dia_lookbackline;
DROP TRIGGER pot_stays_closed ON dia_pot;
CREATE OR REPLACE FUNCTION dia_year_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record;
BEGIN
    part := coalesce(NEW, OLD);
    IF EXISTS (
        SELECT FROM dia_measure m JOIN dia_work w ON w.id = m.work_id
        JOIN dia_pot p ON p.agenda_id = m.agenda_id AND p.party_id = w.party_id AND p.year = part.year
        WHERE m.id = part.measure_id AND p.closed
    ) THEN RAISE EXCEPTION 'dia_pot_closed: this year is closed' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN part;
END $$;
CREATE OR REPLACE FUNCTION dia_check_pot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.pot_id <> NEW.pot_id) THEN PERFORM dia_pot_holds(OLD.pot_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM dia_pot_holds(NEW.pot_id); END IF;
    RETURN NULL;
END $$;
DROP FUNCTION dia_look_back_is_fixed, dia_look_back_line_is_fixed, dia_pot_stays_closed, dia_erase_fictitious(bigint);
"""
CLOSED_WITH_WHAT_IT_SHOWED = models.Q(state="open", closed_at__isnull=True, shown={}) | models.Q(
    state="closed", closed_at__isnull=False
) & ~models.Q(shown={})


class Migration(migrations.Migration):
    dependencies = [
        ("dia", "0003_caps_and_closed_years"),
        ("sia", "0003_what_is_fixed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LookBack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("closed", "closed")],
                        default="open",
                        max_length=6,
                        verbose_name="state",
                    ),
                ),
                ("plan", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("summary", models.TextField(blank=True, verbose_name="what we learned")),
                ("shown", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agenda",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="look_backs", to="dia.agenda"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "look-back",
                "verbose_name_plural": "look-backs",
                "ordering": ["year"],
                "constraints": [
                    models.UniqueConstraint(fields=["agenda", "year"], name="look_back_once"),
                    models.CheckConstraint(
                        condition=CLOSED_WITH_WHAT_IT_SHOWED, name="look_back_closed_with_what_it_showed"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LookBackLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("kept", "done as agreed"), ("late", "comes later"), ("dropped", "dropped")],
                        max_length=7,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "later_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year in which it comes"),
                ),
                ("at", models.DateTimeField(auto_now=True)),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "look_back",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="dia.lookback"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="look_backs",
                        to="dia.measure",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["look_back", "measure"], name="look_back_line_once"),
                    models.CheckConstraint(
                        condition=models.Q(outcome="kept") | ~models.Q(reason=""), name="look_back_line_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(later_year__isnull=True) | models.Q(outcome="late"),
                        name="look_back_line_later_year_if_late",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
