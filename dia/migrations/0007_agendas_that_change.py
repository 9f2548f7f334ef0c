"""Agendas that are changed by a later decision; what amounts are in; versions of actuals; and firm money for what is programmed."""

from django.db import migrations, models

import dia.models.agendas

FORWARD = """
UPDATE dia_agenda SET price_year = extract(year FROM opened_at AT TIME ZONE 'Europe/Amsterdam');

-- What goes to works that are programmed or in execution is covered by what is committed or fulfilled, not by what is intended.
CREATE FUNCTION dia_pot_is_firm(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE firm record; promised record;
BEGIN
    SELECT coalesce(sum(euros), 0) AS euros, coalesce(sum(fte), 0) AS fte INTO firm
        FROM dia_commitment WHERE pot_id = which AND current AND state IN ('committed', 'fulfilled');
    SELECT coalesce(sum(c.euros), 0) AS euros, coalesce(sum(c.fte), 0) AS fte INTO promised
        FROM dia_contribution c JOIN dia_measure m ON m.id = c.measure_id JOIN dia_work w ON w.id = m.work_id
        WHERE c.pot_id = which AND w.state IN ('programmed', 'execution');
    IF promised.euros > firm.euros OR promised.fte > firm.fte THEN
        RAISE EXCEPTION 'dia_pot_is_firm: % of % euros and % of % fte', promised.euros, firm.euros, promised.fte, firm.fte USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION dia_check_pot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.pot_id <> NEW.pot_id) THEN
        PERFORM dia_pot_holds(OLD.pot_id);
        PERFORM dia_pot_is_firm(OLD.pot_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM dia_pot_holds(NEW.pot_id);
        PERFORM dia_pot_is_firm(NEW.pot_id);
    END IF;
    RETURN NULL;
END $$;

-- A work on an agenda is programmed, and gets another cost after that, only when what the parties bring is what it costs.
CREATE FUNCTION dia_work_is_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE listed bigint; brought bigint; pot bigint;
BEGIN
    SELECT id INTO listed FROM dia_measure WHERE work_id = NEW.id;
    IF listed IS NULL THEN RETURN NULL; END IF;
    FOR pot IN SELECT pot_id FROM dia_contribution WHERE measure_id = listed ORDER BY pot_id LOOP
        PERFORM FROM dia_pot WHERE id = pot FOR NO KEY UPDATE;
        PERFORM dia_pot_is_firm(pot);
    END LOOP;
    SELECT coalesce(sum(euros), 0) INTO brought FROM dia_contribution WHERE measure_id = listed;
    IF brought <> NEW.direct_cost + NEW.common_cost THEN
        RAISE EXCEPTION 'dia_work_is_paid: % of % euros', brought, NEW.direct_cost + NEW.common_cost USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER work_is_paid AFTER UPDATE ON dia_work FOR EACH ROW WHEN (
    NEW.state IN ('programmed', 'execution') AND (
        OLD.state NOT IN ('programmed', 'execution') OR OLD.direct_cost + OLD.common_cost <> NEW.direct_cost + NEW.common_cost)
) EXECUTE FUNCTION dia_work_is_paid();
"""

BACKWARD = """
DROP TRIGGER work_is_paid ON dia_work;
CREATE OR REPLACE FUNCTION dia_check_pot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.pot_id <> NEW.pot_id) THEN PERFORM dia_pot_holds(OLD.pot_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM dia_pot_holds(NEW.pot_id); END IF;
    RETURN NULL;
END $$;
DROP FUNCTION dia_work_is_paid, dia_pot_is_firm(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("dia", "0006_agenda_history")]

    operations = [
        migrations.AddField(
            "agenda",
            "price_year",
            models.PositiveSmallIntegerField(default=dia.models.agendas.this_year, verbose_name="prices of the year"),
        ),
        migrations.AddField("agenda", "with_vat", models.BooleanField(default=False, verbose_name="amounts with VAT")),
        migrations.AddField("actual", "version", models.PositiveIntegerField(default=1)),
        migrations.AlterField(
            "agendaevent",
            "kind",
            models.CharField(
                choices=[
                    ("opened", "opened"),
                    ("changed", "agenda changed"),
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
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddConstraint(
            "agenda",
            models.CheckConstraint(condition=models.Q(("price_year__range", (1950, 2150))), name="agenda_price_year"),
        ),
    ]
