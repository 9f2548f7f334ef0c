"""A job can be stopped while it runs."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("datasets", "0012_replaced_areas")]

    operations = [
        migrations.AddField("job", "stop", models.BooleanField(db_default=False, default=False)),
        migrations.AlterField(
            "job",
            "state",
            models.CharField(
                choices=[
                    ("queued", "waiting"),
                    ("running", "running"),
                    ("done", "done"),
                    ("stopped", "stopped"),
                    ("failed", "needs a person"),
                ],
                default="queued",
                max_length=8,
            ),
        ),
    ]
