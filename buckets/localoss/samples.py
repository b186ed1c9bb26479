"""Buckets as a real team has them, for a first look at the console: `localoss --samples`."""

from collections.abc import Mapping
from typing import Final

from buckets.cors import METHODS, Configuration, Rule
from buckets.localoss.store import Acl, Store

_READ: Final = ("GET", "HEAD")
_UPLOAD: Final = ("GET", "POST", "PUT", "HEAD")
_UPLOADED: Final = ("ETag", "x-oss-request-id")


def _reading(*origins: str, max_age: int | None = 86400) -> Rule:
    return Rule(origins, _READ, expose_headers=("ETag",), max_age=max_age)


def _uploading(*origins: str, methods: tuple[str, ...] = _UPLOAD) -> Rule:
    return Rule(origins, methods, ("*",), _UPLOADED, 600)


SAMPLES: Final[Mapping[str, Configuration | None]] = {
    "acme-analytics-events": Configuration(
        (Rule(("https://www.acme.example", "https://shop.acme.example"), ("POST",), ("*",)),)
    ),
    "acme-backup-logs": None,
    "acme-customer-avatars": Configuration(
        tuple(
            _uploading(f"https://{brand}.acme.example")
            for brand in ("www", "shop", "app", "my", "m", "de", "fr", "jp", "sg")
        ),
        response_vary=True,
    ),
    "acme-data-lake": None,
    "acme-docs-cdn": Configuration(
        (_reading("https://docs.acme.example", "https://*.docs.acme.example"),), response_vary=True
    ),
    "acme-marketing-2024": Configuration(  # somebody's debugging, never taken back
        (Rule(("*",), METHODS, ("*",), max_age=0),)
    ),
    "acme-mobile-app": Configuration(
        (
            _uploading("capacitor://localhost", "ionic://localhost"),
            _uploading("http://localhost:8100"),
        )
    ),
    "acme-partner-feeds": Configuration(  # legal for OSS, and of no use to any browser
        (
            Rule(("www.partner.example",), _READ, ("content-type:text/plain",)),
            _reading("https://partner.example", max_age=None),
        )
    ),
    "acme-reports-internal": Configuration(
        (_reading("https://reports.acme.example:8443", max_age=300),)
    ),
    "acme-uploads-prod": Configuration(
        (
            _uploading("https://app.acme.example", methods=(*_UPLOAD, "DELETE")),
            _uploading("https://admin.acme.example"),
            _reading("https://www.acme.example", "https://*.acme.example"),
        ),
        response_vary=True,
    ),
    "acme-uploads-staging": Configuration(
        (
            _uploading("https://staging.acme.example"),
            _uploading("http://localhost:3000", "http://localhost:5173"),
        ),
        response_vary=True,
    ),
    "acme-video-masters": None,
    "acme-web-assets": Configuration(
        (_reading("https://www.acme.example", "https://shop.acme.example"), _reading("*"))
    ),
}


PUBLIC: Final = "acme-web-assets"
"""Everybody may read it, so that there is an object that a browser gets without a signature."""

_LOGO: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4"/></svg>'
)


def fill(store: Store) -> None:
    """Put the samples into a store that holds no bucket; one that does is left as it is."""
    if store.all():
        return
    for name, configuration in SAMPLES.items():
        store.create(name)
        store.put_cors(name, configuration)
    store.set_acl(PUBLIC, Acl.PUBLIC_READ)
    store.put_object(PUBLIC, "logo.svg", _LOGO, (("Content-Type", "image/svg+xml"),))
