"""The nouns that the console keeps, one file each."""

from buckets.models.account import Account, Membership, Role
from buckets.models.bucket import Bucket
from buckets.models.event import Event
from buckets.models.expectation import Expectation
from buckets.models.finding import Acceptance, KnownFinding, SeverityLabel
from buckets.models.push import Push
from buckets.models.revision import Revision
from buckets.models.rule import CorsRule
from buckets.models.run import Run, RunItem
from buckets.models.state import State

__all__ = [
    "Acceptance",
    "Account",
    "Bucket",
    "CorsRule",
    "Event",
    "Expectation",
    "KnownFinding",
    "Membership",
    "Push",
    "Revision",
    "Role",
    "Run",
    "RunItem",
    "SeverityLabel",
    "State",
]
