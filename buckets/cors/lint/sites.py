"""The site that a source belongs to: what one owner owns as a whole."""

from collections.abc import Callable

from buckets.cors.origin import Parts

IsPublicSuffix = Callable[[str], bool]
"""Whether strangers can register names right below this one, as below ``com`` and ``github.io``."""


def site_of(source: str, is_public_suffix: IsPublicSuffix) -> str:
    """Return the registrable domain of the source's host.

    The host itself where there is none, as for an address.
    """
    parts = Parts.of(source)
    host = (parts.host if parts else source).rpartition("*")[2].strip(".")
    labels = host.split(".")
    if labels[-1].isdecimal() or host.startswith("["):
        return host
    for start in range(len(labels)):
        if is_public_suffix(".".join(labels[start:])):
            return ".".join(labels[max(0, start - 1) :])
    return ".".join(labels[-2:])  # below a name that only a network of one's own knows
