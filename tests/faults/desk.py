"""Somebody at the database of an installation: `python -m tests.faults.desk`, in its environment.

Takes one request a line on standard input, as a JSON list of a verb and what it is about, and
answers each with a line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import django


def furnish(endpoint: str, access_key_id: str, secret: str) -> dict[str, Any]:
    """An account whose owner is signed in: its number, and the session's key."""
    from django.test import Client

    from buckets.models import Role
    from tests.fixtures.people import person, shared_account

    owner = person("olga-owner")
    account = shared_account(
        {Role.OWNER: owner}, endpoint=endpoint, access_key_id=access_key_id, secret=secret
    )
    client = Client()
    client.force_login(owner)
    return {"account": account.pk, "session": client.cookies["sessionid"].value}


def pick_up() -> dict[str, str]:
    """Let the time of the run's lease be over, and the minute at which workers look for it.

    Gives when each bucket was settled that is.
    """
    from django.utils import timezone

    from buckets import tasks
    from buckets.models import Run
    from buckets.models.lease import CLOCKS_AGREE_WITHIN

    Run.objects.update(leased_until=timezone.now() - CLOCKS_AGREE_WITHIN)
    settled = _settled()
    tasks.pick_up_each_minute()
    return settled


def tell() -> dict[str, Any]:
    """What the database holds of the one run that there was."""
    from buckets.models import Bucket, Event, Revision, Run

    run = Run.objects.get()
    return {
        "workers": run.fence,
        "leased": run.is_leased,
        "items": run.items.counts(),
        "states": Counter(Bucket.objects.values_list("state", flat=True)),
        "events": Counter(Event.objects.values_list("kind", flat=True)),
        "revisions": Revision.objects.count(),
        "settled": _settled(),
    }


def _settled() -> dict[str, str]:
    from buckets.models import RunItem

    settled = RunItem.objects.exclude(settled_at=None)
    return {name: str(at) for name, at in settled.values_list("bucket__name", "settled_at")}


_VERBS: Final[dict[str, Callable[..., object]]] = {
    "furnish": furnish,
    "pick_up": pick_up,
    "tell": tell,
}


if __name__ == "__main__":
    django.setup()
    for _line in sys.stdin:
        _verb, *_about = json.loads(_line)
        sys.stdout.write(json.dumps(_VERBS[_verb](*_about)) + "\n")
        sys.stdout.flush()
