"""What nothing public settles about OSS as a server, each answer in one place.

What concerns the CORS rules themselves is in `buckets.cors.assumptions`.
"""

from typing import Final

# An OPTIONS request to a bucket that does not exist is answered like any other call to it.
PREFLIGHT_TO_NO_BUCKET: Final = (404, "NoSuchBucket")

# A CORS document of more than 16 KB (the limit is documented, the answer is not).
DOCUMENT_TOO_LARGE: Final = (400, "MalformedXML")

# A call, or a sub-resource of one, that this server does not have.
NOT_IMPLEMENTED: Final = (501, "NotImplemented")

# A V4 signed URL: its lifetime is out of bounds, it is used before its date, or after its end.
# The error pages of the vendor name the EC of the first two, not their status and code.
LIFETIME_OUT_OF_BOUNDS: Final = (400, "InvalidArgument", "0002-00000232")
USED_TOO_EARLY: Final = (403, "AccessDenied", "0002-00000235")
EXPIRED: Final = (403, "AccessDenied", "0002-00000069")

# PutBucket for a bucket that the caller already has: it succeeds and sets the ACL.
BUCKET_MADE_AGAIN: Final = 200

# `Vary: Origin` is on refusals for want of permission too ("every response", says PutBucketCors).
VARY_ON_REFUSALS: Final = True
