from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sia", "0005_confidence_sets_of_ranks"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bottleneck",
            name="theme",
            field=models.CharField(
                choices=[
                    ("income", "Income and work"),
                    ("social", "Social"),
                    ("health", "Health"),
                    ("housing", "Housing"),
                    ("safety", "Safety"),
                    ("living_environment", "Living environment"),
                    ("climate", "Climate"),
                    ("assets", "Assets"),
                    ("investment_window", "Investment window"),
                    ("organised_residents", "Organised residents"),
                    ("population", "Population"),
                ],
                max_length=20,
                verbose_name="theme",
            ),
        ),
        migrations.AlterField(
            model_name="scoretheme",
            name="theme",
            field=models.CharField(
                choices=[
                    ("income", "Income and work"),
                    ("social", "Social"),
                    ("health", "Health"),
                    ("housing", "Housing"),
                    ("safety", "Safety"),
                    ("living_environment", "Living environment"),
                    ("climate", "Climate"),
                    ("assets", "Assets"),
                    ("investment_window", "Investment window"),
                    ("organised_residents", "Organised residents"),
                    ("population", "Population"),
                ],
                max_length=20,
                verbose_name="theme",
            ),
        ),
    ]
