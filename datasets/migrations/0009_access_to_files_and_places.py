"""The access log holds every file that was taken along, and looks at places that a covenant shows."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("datasets", "0008_places_of_works")]

    operations = [
        migrations.AddField(
            model_name="accessevent",
            name="file",
            field=models.CharField(blank=True, max_length=200, verbose_name="file"),
        ),
        migrations.AddField(
            model_name="accessevent",
            name="places_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.party",
                verbose_name="places of",
            ),
        ),
        migrations.AlterField(
            model_name="accessevent",
            name="dataset",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="access_events",
                to="datasets.dataset",
            ),
        ),
        migrations.RemoveConstraint(model_name="accessevent", name="access_taken_along_with_a_purpose"),
        migrations.AddConstraint(
            model_name="accessevent",
            constraint=models.CheckConstraint(
                condition=~Q(kind="exported") | ~Q(purpose="") | Q(dataset=None, places_of=None),
                name="access_taken_along_with_a_purpose",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessevent",
            constraint=models.CheckConstraint(
                condition=Q(dataset=None) | Q(places_of=None), name="access_to_figures_or_to_places"
            ),
        ),
        migrations.AddConstraint(
            model_name="accessevent",
            constraint=models.CheckConstraint(
                condition=~Q(dataset=None, places_of=None) | Q(kind="exported") & ~Q(file=""),
                name="access_is_about_something",
            ),
        ),
    ]
