"""Benchmarks: each goal of the design as a ratio to a floor that is measured in the same run."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()
