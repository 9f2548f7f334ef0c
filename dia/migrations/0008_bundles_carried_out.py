"""What a bundle and its chances need to be carried out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A bundle is programmed only with the standing consent of every party that has a work in it, each condition met.
CHECK = """
CREATE OR REPLACE FUNCTION dia_bundle_has_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('consented', 'programmed', 'execution') AND NEW.state <> OLD.state AND (
        NOT EXISTS (SELECT FROM dia_bundlework WHERE bundle_id = NEW.id) OR EXISTS (
            SELECT FROM dia_bundlework b JOIN dia_work w ON w.id = b.work_id WHERE b.bundle_id = NEW.id AND NOT EXISTS (
                SELECT FROM dia_consent c WHERE c.bundle_id = NEW.id AND c.party_id = w.party_id
                    AND c.lapsed_at IS NULL AND {agreed}))
    ) THEN RAISE EXCEPTION 'dia_bundle_has_consent: not every party has agreed' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$;
"""
FORWARD = CHECK.format(
    agreed="(c.answer = 'yes' OR c.answer = 'condition' AND (NEW.state = 'consented' OR c.met_at IS NOT NULL))"
)
BACKWARD = CHECK.format(agreed="c.answer <> 'no'")

# As in 0007, but for what a work costs in a bundle that everybody agreed to.
PAID = """
CREATE OR REPLACE FUNCTION dia_work_is_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE listed bigint; brought bigint; pot bigint; cost bigint := {cost};
BEGIN
    SELECT id INTO listed FROM dia_measure WHERE work_id = NEW.id;
    IF listed IS NULL THEN RETURN NULL; END IF;
    FOR pot IN SELECT pot_id FROM dia_contribution WHERE measure_id = listed ORDER BY pot_id LOOP
        PERFORM FROM dia_pot WHERE id = pot FOR NO KEY UPDATE;
        PERFORM dia_pot_is_firm(pot);
    END LOOP;
    SELECT coalesce(sum(euros), 0) INTO brought FROM dia_contribution WHERE measure_id = listed;
    IF brought <> cost THEN
        RAISE EXCEPTION 'dia_work_is_paid: % of % euros', brought, cost USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""
TOGETHER = """NEW.direct_cost + coalesce((SELECT m.share FROM dia_bundlework m JOIN dia_bundle b ON b.id = m.bundle_id
    WHERE m.work_id = NEW.id AND m.share IS NOT NULL AND b.state IN ('consented', 'programmed', 'execution', 'evaluated')
    ORDER BY b.id DESC LIMIT 1), NEW.common_cost)"""
FORWARD += PAID.format(cost=TOGETHER)
BACKWARD += PAID.format(cost="NEW.direct_cost + NEW.common_cost")

KINDS = [
    ("sewer", "sewer"),
    ("heat_grid", "heat grid"),
    ("electricity", "electricity"),
    ("gas", "gas"),
    ("water", "drinking water"),
    ("telecom", "telecom"),
    ("water_storage", "water storage"),
    ("pavement", "pavement"),
    ("crossing", "crossing"),
    ("greening", "greening"),
    ("renovation", "renovation"),
    ("new_housing", "new housing"),
    ("demolition", "demolition"),
    ("social", "social measure"),
    ("other", "other work"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("dia", "0007_agendas_that_change"),
        ("datasets", "0008_places_of_works"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(model_name="chance", name="confidential", field=models.BooleanField(default=False)),
        migrations.RemoveConstraint(model_name="chance", name="chance_once_per_pair"),
        migrations.AddConstraint(
            model_name="chance",
            constraint=models.UniqueConstraint(fields=("first", "second", "confidential"), name="chance_once_per_pair"),
        ),
        migrations.AddField(model_name="bundlework", name="share", field=models.PositiveBigIntegerField(null=True)),
        migrations.AddField(model_name="consent", name="met_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="consent",
            name="met_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("met_at__isnull", True), ("answer", "condition"), _connector="OR"),
                name="consent_met_condition",
            ),
        ),
        migrations.CreateModel(
            name="CouplingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(blank=True, choices=KINDS, max_length=20, verbose_name="kind")),
                ("other", models.CharField(blank=True, choices=KINDS, max_length=20, verbose_name="other kind")),
                ("trench_m", models.PositiveSmallIntegerField(default=10, verbose_name="metres in one trench")),
                ("site_m", models.PositiveSmallIntegerField(default=100, verbose_name="metres at one site")),
                ("gap_years", models.PositiveSmallIntegerField(default=0, verbose_name="years between their windows")),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coupling_rules",
                        to="accounts.partnership",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule for chances",
                "verbose_name_plural": "rules for chances",
                "ordering": ["kind", "other"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("partnership", "kind", "other"), name="coupling_rule_once_per_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", ""), ("other", "")),
                            models.Q(models.Q(("kind", ""), _negated=True), models.Q(("other", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="coupling_rule_of_two_kinds_or_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("trench_m__lte", models.F("site_m"))),
                        name="coupling_rule_trench_within_site",
                    ),
                    models.CheckConstraint(condition=models.Q(("site_m__lte", 1000)), name="coupling_rule_not_too_far"),
                    models.CheckConstraint(
                        condition=models.Q(("gap_years__lte", 10)), name="coupling_rule_not_too_long"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
