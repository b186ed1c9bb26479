"""What nothing public settles about OSS, one constant each.

Everything else in this package is documented by the vendor, or asserted by a test that the
vendor runs against the live service.

Three more assumptions are built into how rules are matched, compared and examined, so that no
constant could change them:

- A ``*`` in an AllowedOrigin stands for any run of characters, dots, ports and nothing included:
  ``https://*.example.com`` matches ``https://a.b.example.com:8443`` but not
  ``https://example.com`` (`buckets.cors.wildcard`, `buckets.cors.compare.equivalence_classes`).
- Origins are compared to the letter. Browsers send lower case.
- Methods are compared to the letter: ``get`` is not ``GET``, and is refused as an unknown method.
"""

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
