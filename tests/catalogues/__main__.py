"""Write the files of this folder anew from the catalogues."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from tests.test_catalogues import CATALOGUES, FOLDER, pinned  # noqa: E402  # models want the settings

for name, catalogue in CATALOGUES.items():
    (FOLDER / f"{name}.txt").write_text(pinned(catalogue))
