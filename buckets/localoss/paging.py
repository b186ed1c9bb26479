"""Pages of a listing: prefix, delimiter and markers, as ListObjects and its like have them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from buckets.localoss.answers import branch, leaf
from buckets.localoss.assumptions import UNESCAPED_IN_LISTINGS
from buckets.localoss.refusals import RefusedError, invalid_argument
from buckets.localoss.request import Request

_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_MAX_MARKER_BYTES: Final = 1023
LAST_TAG: Final = "\U0010ffff"
"""A tag behind all others, for going on after every entry of a key."""

Entry = tuple[str, str]
"""A key, and a tag that tells entries with the same key apart: an upload id, or nothing."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a listing is asked to show, and how it is to write keys."""

    prefix: str
    delimiter: str
    encoding: str

    @classmethod
    def of(cls, request: Request, delimiter_ec: str = "") -> "Filter":
        """From the query. Raises InvalidArgument, with this EC for a bad delimiter."""
        delimiter = request.parameter("delimiter") or ""
        if len(delimiter) > 1:
            raise invalid_parameter("delimiter", delimiter, delimiter_ec)
        encoding = encoding_type(request)
        return cls(request.parameter("prefix") or "", delimiter, encoding)


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries and common prefixes, in their order, and where the next page begins.

    ``last`` is the last of either, and ``is_truncated`` says that something follows it.
    """

    entries: tuple[Entry, ...]
    prefixes: tuple[str, ...]
    last: Entry
    is_truncated: bool


def page(entries: Iterable[Entry], shown: Filter, after: Entry, limit: int) -> Page:
    """The first ``limit`` entries behind ``after``; those with a common prefix count as one.

    Strings compare by code point here, which is the order of their UTF-8 bytes, that of OSS.
    """
    found: dict[Entry, bool] = {}  # in their order; whether it is a common prefix
    for entry in sorted(entries):
        key = entry[0]
        if not key.startswith(shown.prefix) or entry <= after:
            continue
        end = key.find(shown.delimiter, len(shown.prefix)) if shown.delimiter else -1
        if end < 0:
            found[entry] = False
        elif (common := key[: end + 1]) != after[0]:  # the page before may have ended with it
            found[common, ""] = True
        if len(found) > limit:
            break
    names = list(found)[:limit]
    return Page(
        tuple(name for name in names if not found[name]),
        tuple(name[0] for name in names if found[name]),
        names[-1] if names else ("", ""),
        is_truncated=len(found) > limit,
    )


def number(request: Request, name: str, *, default: int, limit: int, ec: str = "") -> int:
    """A parameter from 1 to ``limit``. Raises InvalidArgument as a `RefusedError`."""
    text = request.parameter(name)
    if not text:
        return default
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= limit:
        raise invalid_parameter(name, text, ec)
    return int(text)


def marker(request: Request, name: str, ec: str = "") -> str:
    """A key to begin behind, shorter than 1,024 bytes. Raises InvalidArgument, with this EC."""
    text = request.parameter(name) or ""
    if len(text.encode("utf-8", "surrogateescape")) > _MAX_MARKER_BYTES:
        raise invalid_parameter(name, text, ec)
    return text


def encoding_type(request: Request) -> str:
    """`url` or nothing. Raises InvalidArgument as a `RefusedError`."""
    text = request.parameter("encoding-type") or ""
    if text not in ("", "url"):
        raise invalid_parameter("encoding-type", text)
    return text


def encoder(encoding: str) -> Callable[[str], str]:
    """What writes a key into a listing: percent-encoded for `url`, else as it is."""
    if not encoding:
        return str
    return lambda text: quote(text, safe=UNESCAPED_IN_LISTINGS, errors="surrogateescape")


def encoding_leaf(encoding: str) -> list[str]:
    """Says how keys are written, where they are not written as they are."""
    return [leaf("EncodingType", encoding)] if encoding else []


def common_prefixes(found: Page, encode: Callable[[str], str]) -> list[str]:
    return [branch("CommonPrefixes", leaf("Prefix", encode(name))) for name in found.prefixes]


def invalid_parameter(name: str, value: str, ec: str = "") -> RefusedError:
    return invalid_argument(f"The {name} is invalid.", ec, ArgumentName=name, ArgumentValue=value)
