from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sia", "0002_area_result_ranked_share")]

    operations = [
        migrations.AlterField(
            "scoremodel",
            "draw_errors",
            models.BooleanField(
                default=True,
                help_text="Every figure has an error, published or by how it was made. It widens the interval of a rank.",
                verbose_name="count errors of measurement",
            ),
        ),
    ]
