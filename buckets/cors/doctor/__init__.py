"""What failed, from what somebody saw of it: evidence, a cause, and what to do about it."""

from buckets.cors.doctor.bucket_url import BucketAddress, host_of
from buckets.cors.doctor.causes import CAUSES, Cause
from buckets.cors.doctor.diagnose import Diagnosis, Fact, KnownRules, diagnose
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.har import MOST_BYTES, Har, as_har, read_har
from buckets.cors.doctor.parse.normalise import LONGEST
from buckets.cors.doctor.parse.reading import read, read_exchange
from buckets.cors.doctor.symptoms import Symptom

__all__ = [
    "CAUSES",
    "LONGEST",
    "MOST_BYTES",
    "BucketAddress",
    "Cause",
    "Diagnosis",
    "Evidence",
    "Fact",
    "Har",
    "HttpExchange",
    "KnownRules",
    "Symptom",
    "as_har",
    "diagnose",
    "host_of",
    "read",
    "read_exchange",
    "read_har",
]
