"""What nothing public settles about OSS, each answer in one line, to be changed in one line.

Everything else in this package is documented by the vendor, or asserted by a test that the
vendor runs against the live service.
"""

# Inside an AllowedOrigin, `*` stands for any run of characters, dots, ports and nothing included.
# So `https://*.example.com` matches `https://a.b.example.com:8443` but not `https://example.com`.
WILDCARD_SPANS = r".*"

# A ResponseVary element left out of a PUT puts the setting back to false.
RESPONSE_VARY_WHEN_ABSENT = False

# An OPTIONS request without Origin or without Access-Control-Request-Method: status and code.
PREFLIGHT_INCOMPLETE = (400, "InvalidArgument")

# What a matching rule adds to the answer of an actual (not a preflight) request. That
# Allow-Origin and Allow-Methods are there is documented; the last two are not.
# Access-Control-Allow-Credentials is in no captured answer, so it is in neither kind.
ACTUAL_ANSWER_HEADERS = (
    "Access-Control-Allow-Origin",
    "Access-Control-Allow-Methods",
    "Access-Control-Expose-Headers",
    "Access-Control-Max-Age",
)


def origin_as_compared(origin: str) -> str:
    """An origin as OSS compares it: letter case counts. Browsers send lower case."""
    return origin


def method_as_compared(method: str) -> str:
    """A method as OSS compares it: `get` is not `GET`, and is refused as an unknown method."""
    return method
