"""Multipart uploads under way: their parts, and the object that they become."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from buckets.localoss.answers import Pairs
from buckets.localoss.assumptions import multipart_etag
from buckets.localoss.refusals import (
    invalid_part,
    invalid_part_order,
    malformed_xml,
    part_too_small,
    too_large,
)

MIN_PART_BYTES: Final = 100 * 1024
"""The least size of every part but the last (CompleteMultipartUpload)."""

MAX_MULTIPART_BYTES: Final = 64 * 1024 * 1024
"""The largest object that this server puts together: it holds everything in memory."""

Listed = Sequence[tuple[int, str]]
"""The parts that a client names: number and ETag, without quotes."""


@dataclass(frozen=True)
class Part:
    """One part; ``received`` is in Unix seconds."""

    body: bytes
    received: float

    @cached_property
    def digest(self) -> bytes:
        return hashlib.md5(self.body, usedforsecurity=False).digest()

    @property
    def etag(self) -> str:
        return self.digest.hex().upper()


@dataclass(frozen=True)
class Upload:
    """An upload under way: the headers are those of the object to be; parts go by their number."""

    key: str
    headers: Pairs
    initiated: float
    parts: Mapping[int, Part] = field(default_factory=lambda: MappingProxyType({}))

    def with_part(self, number: int, part: Part) -> "Upload":
        """A part that comes again replaces the one before."""
        return replace(self, parts=MappingProxyType({**self.parts, number: part}))

    def listed(self) -> Listed:
        """All parts that have come, as a client would name them."""
        return [(number, part.etag) for number, part in sorted(self.parts.items())]

    def assembled(self, listed: Listed) -> tuple[bytes, str]:
        """Content and ETag of the object made of these parts; others are dropped.

        Raises MalformedXML for no parts at all, InvalidPartOrder, InvalidPart, EntityTooSmall and
        EntityTooLarge, each as a `RefusedError`.
        """
        if not listed:
            raise malformed_xml("There is no part.")
        numbers = [number for number, _ in listed]
        if any(before >= number for before, number in pairwise(numbers)):
            raise invalid_part_order()
        parts = []
        for number, etag in listed:
            part = self.parts.get(number)
            if part is None or part.etag != etag.upper():
                raise invalid_part()
            parts.append(part)
        if any(len(part.body) < MIN_PART_BYTES for part in parts[:-1]):
            raise part_too_small()
        if sum(len(part.body) for part in parts) > MAX_MULTIPART_BYTES:
            raise too_large()
        body = b"".join(part.body for part in parts)
        return body, multipart_etag(part.digest for part in parts)
