"""How a model makes its figures comparable: until now, and unless it says otherwise, by fixed goalposts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sia", "0003_what_is_fixed")]

    operations = [
        migrations.AddField(
            model_name="scoremodel",
            name="normalisation",
            field=models.CharField(
                choices=[
                    ("goalposts", "fixed goalposts"),
                    ("minmax", "from the lowest to the highest area (min–max)"),
                    ("percentile", "by place among the areas (percentile)"),
                    ("zscore", "by distance to the mean (z-score)"),
                    ("simd", "by place, the worst far apart (SIMD)"),
                ],
                default="goalposts",
                help_text="Only fixed goalposts let years be compared. With the others a score depends on which areas are listed.",
                max_length=10,
                verbose_name="how figures are made comparable",
            ),
        ),
        migrations.AddConstraint(
            model_name="scoremodel",
            constraint=models.CheckConstraint(
                condition=models.Q(("normalisation__in", ["goalposts", "minmax", "percentile", "zscore", "simd"])),
                name="score_model_normalisation_known",
            ),
        ),
    ]
