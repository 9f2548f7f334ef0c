"""A run keeps every dataset, level and indicator of which a figure went in; of those before this it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sia", "0004_how_figures_are_normalised")]

    operations = [
        migrations.AddField(model_name="scorerun", name="rests_on", field=models.JSONField(null=True)),
    ]
