"""The English texts of the evaluation's messages, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        "evaluate.preflight-for-method": "A form cannot send %(method)s.",
        "evaluate.preflight-for-header": "The script sets %(header)s.",
        "evaluate.preflight-for-type": "A form cannot send its Content-Type.",
        "evaluate.preflight-for-upload-listener": (
            "The script listens to the progress of the upload."
        ),
        "evaluate.must": "%(origin)s must be able to %(method)s",
        "evaluate.must-send": "%(origin)s must be able to %(method)s with %(headers)s",
        "evaluate.must-read": "%(origin)s must be able to %(method)s and read %(reads)s",
        "evaluate.must-send-and-read": (
            "%(origin)s must be able to %(method)s with %(headers)s and read %(reads)s"
        ),
        "evaluate.must-not": "%(origin)s must not be able to do anything",
        "evaluate.must-not-use": "%(origin)s must not be able to %(method)s",
        "evaluate.must-not-send": "%(origin)s must not be able to send %(headers)s",
        "evaluate.must-not-use-and-send": (
            "%(origin)s must not be able to %(method)s with %(headers)s"
        ),
        "evaluate.address-missing": (
            "Enter an address, for example https://www.example.com/page.html."
        ),
        "evaluate.address-too-long": "The address is longer than %(most)s characters.",
        "evaluate.address-without-scheme": (
            "The address does not name a protocol. Put https:// or http:// in front of it."
        ),
        "evaluate.address-without-host": "The address names no host between :// and the path.",
        "evaluate.address-bad-host": "“%(host)s” cannot be the name of a host.",
        "evaluate.address-bad-port": (
            "“%(port)s” is not a port. Ports are numbers from 0 to 65535."
        ),
        "evaluate.address-is-pattern": "The address has a *, so it is a pattern, not an address.",
        "evaluate.same-origin": (
            "Same protocol, host and port. The rest of the address does not matter."
        ),
        "evaluate.different-scheme": "Different protocols: %(first)s and %(second)s.",
        "evaluate.different-host": "Different hosts: %(first)s and %(second)s.",
        "evaluate.different-port": "Different ports: %(first)s and %(second)s.",
        "evaluate.opaque-origin": (
            "%(scheme)s: pages have an origin of their own, which is the same as no other. "
            "Browsers send Origin: null for them."
        ),
    }
)
