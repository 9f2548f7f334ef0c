from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sia", "0003_errors_of_every_figure")]

    operations = [migrations.RemoveField("arearesult", "advice_tranche")]
