"""The largest part of a sum or a mean that one contributor may bring, as part of the rule of a dataset."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0010_written_figures")]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="dominance",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="largest part that one contributor may bring, in %"
            ),
        ),
        migrations.AddConstraint(
            model_name="dataset",
            constraint=models.CheckConstraint(
                condition=models.Q(("dominance__gte", 1), ("dominance__lte", 100)),
                name="dataset_dominance_is_a_percentage",
            ),
        ),
    ]
