"""The English texts of the comparison's messages, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        "compare.foreign-changes-replaced": "Replace what was changed outside of this console",
        "compare.foreign-changes-replaced-in-several": (
            "Replace what was changed outside of this console. "
            "Without this tick, these buckets are left out"
        ),
        "compare.last-rule-removed": (
            "Remove the last rule: browsers will block every script of another site"
        ),
        "compare.opened-to-all": (
            "Let pages on any site do what they could not do before: %(grants)s"
        ),
        "compare.opened-to-all-in-several": (
            "Let pages on any site do what they could not do before"
        ),
        "compare.opened-to-null": (
            "Let pages with the origin null do what they could not do before, and any site can "
            "make such a page: %(grants)s"
        ),
        "compare.opened-to-null-in-several": (
            "Let pages with the origin null do what they could not do before, and any site can "
            "make such a page"
        ),
        "compare.writes-for-wildcard": (
            "Let every site that a wildcard matches write or delete objects: %(grants)s"
        ),
        "compare.writes-for-wildcard-in-several": (
            "Let every site that a wildcard matches write or delete objects"
        ),
        "compare.writes-for-null": (
            "Let pages with the origin null write or delete objects, and any site can make such "
            "a page: %(grants)s"
        ),
        "compare.writes-for-null-in-several": (
            "Let pages with the origin null write or delete objects, and any site can make such "
            "a page"
        ),
        "compare.vary-lost": (
            "Stop sending Vary: Origin although several sources are allowed: "
            "a cache may give one site the answer for another"
        ),
        "compare.expectation-broken": "Break an expectation: %(expectation)s",
        "compare.tool-vary-lost": (
            "Vary: Origin was lost. ali-oss (Node), ossutil 1.x and the older SDKs for Go "
            "(SetBucketCORS), .NET, C++, C and Ruby leave it out when they write the rules, and "
            "so does Terraform."
        ),
        "compare.tool-order-shuffled": (
            "The same values stand in another order. Terraform does that, for example."
        ),
        "compare.tool-zero-timeout-dropped": (
            "A cache timeout of 0 was left out. ali-oss (Node) and the SDK for C++ drop it."
        ),
        "compare.tool-zero-timeout-added": (
            "A cache timeout of 0 was added where there was none. The SDK for .NET (version 1) "
            "always writes one."
        ),
        "compare.tool-empty-element-added": (
            "An empty header was added to a list that had none. ali-oss (Node) does that."
        ),
        "compare.tool-header-case": (
            "Exposed headers changed only their letter case, which browsers ignore. "
            "A tool that rewrites header names does that."
        ),
    }
)
