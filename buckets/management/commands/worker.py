"""`manage.py worker`: does what pages ask for, and what the schedule says. Any number may run."""

import logging
import os
from typing import Any

from huey.contrib.djhuey.management.commands import run_huey

from buckets.sync.runs.worker import prepare_process


class Command(run_huey.Command):  # type: ignore[misc]  # huey carries no types
    """huey's consumer, which ends when it is told to.

    Its own would first let the threads of a run work off all that they were given, which can take
    as long as the run. A run is left at any point without harm: the next worker goes on with it.
    """

    help = "Work on runs, checks and what was left open. See huey's own options for more."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_process()
        super().handle(*args, **options)
        logging.shutdown()
        os._exit(0)
