"""Print the diagram of the states of a bucket."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.docs.state_diagram import diagram  # noqa: E402  # models want the settings

sys.stdout.write(f"{diagram()}\n")
