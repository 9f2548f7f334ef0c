"""The doorbell for jobs. What is to be done stands in PostgreSQL (datasets.models.Job), so a lost message loses nothing."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")

app = Celery("samenwijk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
