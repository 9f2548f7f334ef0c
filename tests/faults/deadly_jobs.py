"""Settings of a worker of test_deadly_job, which knows two more kinds of jobs."""

from config.settings.test import *  # noqa: F403
from config.settings.test import INSTALLED_APPS as USUAL_APPS

INSTALLED_APPS = [*USUAL_APPS, "tests.faults.deadly_app.DeadlyConfig"]
