"""Around which works the search for chances has looked, and as what it saw them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dia", "0009_scenarios_as_asked")]

    operations = [
        migrations.CreateModel(
            name="SearchMark",
            fields=[
                (
                    "work",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_mark",
                        serialize=False,
                        to="dia.work",
                    ),
                ),
                ("seal", models.CharField(max_length=32)),
            ],
            options={"verbose_name": "search mark", "verbose_name_plural": "search marks"},
        ),
    ]
