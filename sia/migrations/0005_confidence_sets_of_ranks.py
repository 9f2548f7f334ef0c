from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sia", "0004_groups_of_urgency_alone")]

    operations = [
        migrations.AddField("arearesult", "set_low", models.PositiveIntegerField(null=True)),
        migrations.AddField("arearesult", "set_high", models.PositiveIntegerField(null=True)),
    ]
