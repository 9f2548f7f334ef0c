from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("sia", "0001_squashed")]

    operations = [
        migrations.AddField("arearesult", "ranked_share", models.FloatField(null=True)),
        migrations.AddConstraint(
            "arearesult",
            models.CheckConstraint(
                condition=Q(ranked_share__isnull=True) | Q(ranked_share__range=(0, 1)),
                name="area_result_ranked_share",
            ),
        ),
    ]
