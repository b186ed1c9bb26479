"""The English texts of the presenters' messages, by message id."""

from typing import Final

from buckets.cors.message import Catalogue, Plural

CATALOGUE: Final = Catalogue(
    {
        "events.expectation-broken": "No longer met on OSS: %(expectation)s",
        "events.secret-changed": "The AccessKey secret was replaced",
        "events.setting-changed": "%(setting)s: %(old)s → %(new)s",
        "events.setting-empty": "none",
        "runs.count-broken": "%(count)s with broken expectations",
        "runs.count-failed": "%(count)s failed",
        "runs.count-kept": "%(count)s with expectations met",
        "runs.count-new": "%(count)s new on OSS",
        "runs.count-open": "%(count)s to do",
        "runs.count-published": "%(count)s published",
        "runs.count-stopped": "%(count)s stopped",
        "runs.count-unchanged": "%(count)s unchanged",
        "runs.count-unknown": "%(count)s not confirmed",
        "runs.done-of": Plural("%(done)s of %(all)s bucket", "%(done)s of %(all)s buckets"),
        "runs.left-hours": Plural("about %(count)s hour left", "about %(count)s hours left"),
        "runs.left-minutes": Plural("about %(count)s minute left", "about %(count)s minutes left"),
        "runs.left-seconds": "less than a minute left",
        "runs.rate-minute": "%(count)s a minute",
        "runs.rate-second": "%(count)s a second",
        "runs.resume": "Resume",
        "runs.retry": "Try again",
        "runs.retry-failed": "Retry failed",
        "runs.said": "%(state)s, %(percent)s percent done",
        "runs.state-cancelled": "Cancelled",
        "runs.state-cancelling": "Cancelling",
        "runs.state-done": "Done",
        "runs.state-failed": "Failed",
        "runs.state-problems": "Done, with problems",
        "runs.state-running": "Running",
        "runs.state-waiting": "Waiting for a worker",
        "runs.title-check": Plural(
            "Check %(shown)s bucket for drift", "Check %(shown)s buckets for drift"
        ),
        "runs.title-discover": "Discover and pull all buckets",
        "runs.title-probe": Plural(
            "Check the expectations of %(shown)s bucket on OSS",
            "Check the expectations of %(shown)s buckets on OSS",
        ),
        "runs.title-publish": Plural("Publish %(shown)s bucket", "Publish %(shown)s buckets"),
        "runs.title-pull": Plural("Pull %(shown)s bucket", "Pull %(shown)s buckets"),
    }
)
