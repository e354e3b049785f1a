#!/usr/bin/env python
"""Django's command line; beside a `make run` in another terminal it finds that run's servers by itself."""

import os
import sys

from django.core.management import execute_from_command_line

from casemgmt.local.environment import borrow

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")
    borrow(sys.argv[1] if len(sys.argv) > 1 else "")
    execute_from_command_line(sys.argv)
