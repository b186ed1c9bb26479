"""What workers do: `manage.py worker`. huey delivers; the truth is in our own rows.

A task that is lost, delivered twice or to two workers does no harm: leases let one of them do
the work, and what nobody does is found again by `pick_up` within a minute.
"""

import logging
from datetime import timedelta

from django.conf import settings
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from buckets.models import Run
from buckets.sync.findings import lint_left
from buckets.sync.recover import recover
from buckets.sync.runs import lifecycle
from buckets.sync.runs.worker import work

logger = logging.getLogger(__name__)


@db_task()
def do_run(run_id: int) -> None:
    """Do what is left of a run, look for findings in what it brought, and try what it published."""
    following = work(run_id)
    lint_left()
    if following is not None:
        do_run(following.pk)


def deliver(run: Run) -> None:
    """Tell the workers of a run. If the queue cannot be reached they find it within a minute."""
    try:
        do_run(run.pk)
    except Exception:  # whatever the queue's own database raises
        logger.exception("The queue did not take %s.", run)


@db_task(expires=60)
def settle_pushes() -> None:
    """Ask OSS how publishes ended whose process did not live to see it."""
    recover()


@db_task(expires=60)
def lint() -> None:
    """Look for findings where nobody has yet."""
    lint_left()


@on_startup()
def pick_up() -> None:
    """Go on with everything that a worker which is gone has left behind."""
    settle_pushes()
    lint()
    for run in Run.objects.left_behind():
        do_run(run.pk)


@db_periodic_task(crontab(minute="*"), expires=60)
def pick_up_each_minute() -> None:
    """What `pick_up` does when a worker starts, for workers that end while others live on."""
    pick_up()


@db_periodic_task(crontab(minute="*/10"), expires=600)
def check_all() -> None:
    """Check the buckets of each account for drift, as often as the settings say."""
    if settings.CHECK_HOURS:
        for run in lifecycle.start_checks(every=timedelta(hours=settings.CHECK_HOURS)):
            do_run(run.pk)
    lifecycle.forget_old()
