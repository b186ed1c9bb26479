"""What a text is, told by what stands in it: OSS's XML, a format of others, an error, or neither.

Nothing is read here. Each pattern has an upper bound, so that the time is in proportion to the
text.
"""

import re
from enum import StrEnum
from typing import Final


class Shape(StrEnum):
    """What a text can be, in the order in which it is asked."""

    NO_RULES = "no-rules"
    ERROR = "error"
    OSS = "oss"
    AZURE = "azure"
    GOOGLE_XML = "google-xml"
    S3_JSON = "s3-json"
    OSS_JSON = "oss-json"
    R2_JSON = "r2-json"
    GOOGLE_JSON = "google-json"
    TERRAFORM = "terraform"
    JAVASCRIPT = "javascript"
    YAML = "yaml"
    JSON = "json"
    ANSWER = "answer"
    XML = "xml"

    @property
    def is_configuration(self) -> bool:
        """Whether it is a CORS configuration, or a part of one."""
        others = (Shape.NO_RULES, Shape.ERROR, Shape.JSON, Shape.ANSWER, Shape.XML)
        return self not in others


_NAMES: Final = r"(?:cors_?rules?|allowed_?(?:origin|method|header)s?|expose_?headers?)"
_PATTERNS: Final = {
    Shape.NO_RULES: r"\bNoSuchCORSConfiguration\b",
    Shape.ERROR: r"<Error>\s{0,200}<",
    Shape.OSS: (
        r"<(?:[\w.-]{1,40}:)?"
        r"(?:CORS(?:Configuration|Rule)|Allowed(?:Origin|Method|Header)|ExposeHeader|MaxAgeSeconds)"
        r"(?=[\s/>])"
    ),
    Shape.AZURE: r"<CorsRule>|<AllowedOrigins>",
    Shape.GOOGLE_XML: r"<CorsConfig>",
    Shape.S3_JSON: r'"AllowedOrigins"\s{0,20}:',
    Shape.OSS_JSON: rf'"(?:{_NAMES}|CORSConfiguration)"\s{{0,20}}:',
    Shape.R2_JSON: r'"allowed"\s{0,20}:\s{0,20}\{',
    Shape.GOOGLE_JSON: r'"(?:origins?|methods?|responseHeader)"\s{0,20}:\s{0,20}\[',
    Shape.TERRAFORM: rf"\b{_NAMES}\s{{0,40}}(?:=|\{{)",
    Shape.JAVASCRIPT: rf"[{{,]\s{{0,200}}'?{_NAMES}'?\s{{0,20}}:",
    Shape.YAML: rf"^[ \t]{{0,80}}(?:-[ \t]{{1,10}})?'?{_NAMES}'?[ \t]{{0,20}}:",
    Shape.JSON: r"\A\s{0,200}(?:\{|\[\s{0,200}[\[{\"])",
    Shape.ANSWER: r"\baccess-control-allow-(?:origin|methods|headers)\s{0,20}:",
    Shape.XML: r"\A\s{0,200}<[?!A-Za-z]",
}
_CASE_COUNTS: Final = (Shape.OSS, Shape.AZURE, Shape.S3_JSON)
_SHAPES: Final = tuple(
    (
        shape,
        re.compile(_PATTERNS[shape], 0 if shape in _CASE_COUNTS else re.IGNORECASE | re.MULTILINE),
    )
    for shape in Shape
)


def shape_of(text: str) -> Shape | None:
    """Return what ``text`` is, or None where nothing in it is known."""
    return next((shape for shape, pattern in _SHAPES if pattern.search(text)), None)
