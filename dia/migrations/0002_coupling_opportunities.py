"""Chances become coupling opportunities, under which name jobs and files that wait are found again."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

NAMES = """
UPDATE datasets_job SET kind = 'dia.find_opportunities' WHERE kind = 'dia.find_chances';
UPDATE datasets_export SET what = 'opportunities' WHERE what = 'chances';
"""
CONSTRAINTS = [
    models.UniqueConstraint(fields=["first", "second", "confidential"], name="opportunity_once_per_pair"),
    models.CheckConstraint(condition=Q(first__lt=F("second")), name="opportunity_one_direction"),
    models.CheckConstraint(condition=Q(score__range=(0, 100)), name="opportunity_score"),
    models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="opportunity_declined_with_reason"),
]


def foreign_key(to: str, related_name: str) -> models.ForeignKey:
    return models.ForeignKey(to, django.db.models.deletion.CASCADE, related_name=related_name)


class Migration(migrations.Migration):
    dependencies = [("dia", "0001_squashed"), ("datasets", "0001_squashed")]

    operations = [
        *[
            migrations.RemoveConstraint("chance", constraint.name.replace("opportunity", "chance", 1))
            for constraint in CONSTRAINTS
        ],
        migrations.RenameModel("Chance", "CouplingOpportunity"),
        migrations.AlterField(
            "couplingopportunity", "partnership", foreign_key("accounts.partnership", "opportunities")
        ),
        migrations.AlterField("couplingopportunity", "first", foreign_key("dia.work", "opportunities_as_first")),
        migrations.AlterField("couplingopportunity", "second", foreign_key("dia.work", "opportunities_as_second")),
        *[migrations.AddConstraint("couplingopportunity", constraint) for constraint in CONSTRAINTS],
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
    ]
