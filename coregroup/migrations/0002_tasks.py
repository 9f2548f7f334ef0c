"""Actions become tasks. The triggers of meetings name their table, so they come after it."""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).resolve().parents[1] / "sql"


def foreign_key(to: str, on_delete, **options) -> models.ForeignKey:
    return models.ForeignKey(to, on_delete, related_name="tasks", **options)


class Migration(migrations.Migration):
    dependencies = [("coregroup", "0001_squashed")]

    operations = [
        migrations.RemoveConstraint("action", "action_has_text"),
        migrations.RenameModel("Action", "Task"),
        migrations.AlterField("task", "meeting", foreign_key("coregroup.meeting", models.CASCADE)),
        migrations.AlterField("task", "item", foreign_key("coregroup.item", models.CASCADE, null=True, blank=True)),
        migrations.AlterField(
            "task", "decision", foreign_key("coregroup.decision", models.CASCADE, null=True, blank=True)
        ),
        migrations.AlterField(
            "task", "party", foreign_key("accounts.party", models.PROTECT, verbose_name="party")
        ),
        migrations.AddConstraint("task", models.CheckConstraint(condition=~Q(text=""), name="task_has_text")),
        migrations.RunSQL("DROP TRIGGER IF EXISTS action_is_fixed ON coregroup_task", migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "meetings.sql").read_text(), migrations.RunSQL.noop),
    ]
