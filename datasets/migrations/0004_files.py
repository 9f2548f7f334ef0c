"""Files that a worker makes for who asked, and tables that a worker fetches from their publisher."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import datasets.models.files


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("datasets", "0002_observation_references"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=40)),
                ("query", models.JSONField(default=dict)),
                ("format", models.CharField(max_length=10)),
                ("language", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=200, verbose_name="file name")),
                ("file", models.FileField(blank=True, upload_to=datasets.models.files.export_path)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exports", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exports", to="accounts.partnership"
                    ),
                ),
            ],
            options={"verbose_name": "file on its way out", "verbose_name_plural": "files on their way out"},
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("publication", models.CharField(max_length=40)),
                ("year", models.PositiveSmallIntegerField()),
                ("problem", models.CharField(blank=True, max_length=20)),
                ("problem_about", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fetches", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fetches",
                        to="datasets.delivery",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fetches", to="accounts.partnership"
                    ),
                ),
            ],
            options={"verbose_name": "fetched table", "verbose_name_plural": "fetched tables"},
        ),
    ]
