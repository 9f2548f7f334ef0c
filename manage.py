#!/usr/bin/env python
"""Django's command line; `bin/manage` runs it in the demo's environment."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    if not os.environ.get("DJANGO_SETTINGS_MODULE"):
        sys.exit(
            "DJANGO_SETTINGS_MODULE is not set; on a server it is config.settings.production (docs/operations.md).\n"
            "For the demo use bin/manage instead."
        )
    execute_from_command_line(sys.argv)
