"""An installation with everything in it, put back as it was for each test that wants it."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from tests.fixtures.local_oss import WatchedOSS
from tests.pages.installation import Installation
from tests.pages.oss import OssOnSockets
from tests.pages.states import furnish
from tests.pages.texts import LONG


class Snapshot:
    """Everything of ours in the database and all rules on OSS, as they are when it is taken."""

    def __init__(self, oss: WatchedOSS) -> None:
        ours = apps.get_app_config("buckets").get_models(include_auto_created=True)
        models: list[type[Model]] = [User, *ours]
        self._rows: list[Model] = [row for model in models for row in model._base_manager.all()]
        self._oss = oss
        self._buckets = oss.store.all()

    def restore(self) -> None:
        """Put it all back, into a database that has been emptied."""
        with transaction.atomic():
            for row in self._rows:
                row.save_base(raw=True, force_insert=True)
        for bucket in self._buckets:
            self._oss.store.put_cors(bucket.name, bucket.cors)


class Furnished:
    """Furnished when it is first opened; from then on the same is put back from a snapshot."""

    def __init__(self, oss: WatchedOSS) -> None:
        self._oss = oss
        self._opened: tuple[Installation, Snapshot] | None = None

    def open(self) -> Installation:
        """Fill an empty database."""
        if self._opened is None:
            self._opened = furnish(OssOnSockets(self._oss), LONG), Snapshot(self._oss)
        else:
            self._opened[1].restore()
        return self._opened[0]
