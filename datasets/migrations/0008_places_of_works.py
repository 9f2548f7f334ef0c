"""A covenant may also show the places of confidential works."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0007_delivery_history")]

    operations = [
        migrations.AddField(
            model_name="covenantparty",
            name="shows_places",
            field=models.BooleanField(default=False, verbose_name="shows the places of its confidential works"),
        ),
        migrations.AddField(model_name="export", name="places_of", field=models.JSONField(default=list)),
    ]
