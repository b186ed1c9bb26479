"""An OSS-compatible server for trying and testing: `manage.py localoss`, or `LocalOSS` in a test.

Standard library only. It shares no code with the clients that it checks: the signatures are
computed here from the vendor's documents, never by oss2.
"""

from buckets.localoss.answers import Answer
from buckets.localoss.request import Request
from buckets.localoss.server import DEFAULT_ACCESS_KEY_ID, DEFAULT_ACCESS_KEY_SECRET, LocalOSS
from buckets.localoss.store import Acl

__all__ = [
    "DEFAULT_ACCESS_KEY_ID",
    "DEFAULT_ACCESS_KEY_SECRET",
    "Acl",
    "Answer",
    "LocalOSS",
    "Request",
]
