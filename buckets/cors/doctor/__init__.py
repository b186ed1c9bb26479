"""What failed, from what somebody saw of it: evidence, a cause, and what to do about it."""

from buckets.cors.doctor.bucket_url import BucketAddress, host_of
from buckets.cors.doctor.causes import CAUSES, Cause
from buckets.cors.doctor.diagnose import Confidence, Diagnosis, KnownRules, Missing, diagnose
from buckets.cors.doctor.events import Fact
from buckets.cors.doctor.evidence import Evidence
from buckets.cors.doctor.masking import mask
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.har import MOST_BYTES, Har, as_har, read_har
from buckets.cors.doctor.parse.har_text import find_har
from buckets.cors.doctor.parse.pasted import LONGEST
from buckets.cors.doctor.parse.reading import (
    Mark,
    Reading,
    read,
    read_all,
    read_exchange,
    read_text,
)
from buckets.cors.doctor.report import Report, report_on
from buckets.cors.doctor.sharing import from_params, to_params
from buckets.cors.doctor.symptoms import Symptom

__all__ = [
    "CAUSES",
    "LONGEST",
    "MOST_BYTES",
    "BucketAddress",
    "Cause",
    "Confidence",
    "Diagnosis",
    "Evidence",
    "Fact",
    "Har",
    "HttpExchange",
    "KnownRules",
    "Mark",
    "Missing",
    "Reading",
    "Report",
    "Symptom",
    "as_har",
    "diagnose",
    "find_har",
    "from_params",
    "host_of",
    "mask",
    "read",
    "read_all",
    "read_exchange",
    "read_har",
    "read_text",
    "report_on",
    "to_params",
]
