"""Under which domain names strangers can register, by the bundled Public Suffix List.

Its private section is included: below `github.io` anybody can have a site, as below `com`. The
list comes with the package, so nothing is fetched, and it is as new as the requirements.
"""

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def _bundled() -> PublicSuffixList:
    # A name that the list does not know is one of a network of one's own, such as `corp`.
    return PublicSuffixList(accept_unknown=False)


def is_public_suffix(domain: str) -> bool:
    """Whether names right below ``domain`` (lower case, in punycode) are registered by anybody."""
    return bool(domain) and bool(_bundled().is_public(domain))
