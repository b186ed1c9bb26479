"""The CORS rules of a bucket and what they mean.

Standard library only: no Django, no oss2, no I/O. What the packages below offer is exported from
each of them: `formats` reads and writes, `validate` says what OSS and the form refuse, `evaluate`
answers requests as OSS and browsers do, `compare` tells configurations apart and merges them,
`lint` gives advice, and `doctor` explains a failure that somebody pasted.
"""

from buckets.cors.message import Catalogue, Message, Plural, Text
from buckets.cors.model import FIELDS, METHODS, Configuration, Rule, lower_ascii

__all__ = [
    "FIELDS",
    "METHODS",
    "Catalogue",
    "Configuration",
    "Message",
    "Plural",
    "Rule",
    "Text",
    "lower_ascii",
]
