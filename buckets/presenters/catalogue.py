"""The English texts of the presenters' messages, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        "events.expectation-broken": "No longer met on OSS: %(expectation)s",
        "events.secret-changed": "The AccessKey secret was replaced",
        "events.setting-changed": "%(setting)s: %(old)s → %(new)s",
        "events.setting-empty": "none",
    }
)
