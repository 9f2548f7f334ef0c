"""A dataset can be what an item is about: whether its figures come, who may read them, what to do with them."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("coregroup", "0006_agreements_looked_back_on"), ("datasets", "0006_covenants_fixed")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="dataset",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="datasets.dataset",
            ),
        ),
        migrations.RemoveConstraint(model_name="item", name="item_about_one_thing"),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    models.Func(
                        django.db.models.functions.comparison.NullIf(models.F("area_code"), models.Value("")),
                        models.F("snapshot"),
                        models.F("agenda"),
                        models.F("bundle"),
                        models.F("delivery"),
                        models.F("agreement"),
                        models.F("covenant"),
                        models.F("dataset"),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="item_about_one_thing",
            ),
        ),
    ]
