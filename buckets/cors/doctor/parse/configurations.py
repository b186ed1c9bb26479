"""A CORS configuration, pasted where an error message is asked for."""

import re
from collections.abc import Iterator
from typing import Final

from buckets.cors.doctor.events import Event, Kind
from buckets.cors.doctor.parse.pasted import Pasted
from buckets.cors.doctor.symptoms import Symptom

_SHAPES: Final = re.compile(
    r"<(?:CORSConfiguration|CORSRule|AllowedOrigin)\b"  # OSS, S3, COS, OBS
    r"|'?(?:AllowedOrigins?|CORSRules|allowed_origins)'?\s{0,20}[:=]\s{0,20}[\['{]"  # S3, Terraform
    r"|\bcors_rule\s{0,20}[{\"]"  # Terraform
    r"|'origin'\s{0,20}:\s{0,20}\[",  # Google Cloud Storage
    re.IGNORECASE,
)


def read_configuration(pasted: Pasted) -> Iterator[Event]:
    """Yield one event where a configuration begins."""
    if found := _SHAPES.search(pasted.text):
        yield Event(Kind.CONFIGURATION, pasted.span(*found.span()), Symptom.CONFIGURATION)
