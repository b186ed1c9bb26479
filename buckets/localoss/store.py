"""The buckets: immutable values in one table that is replaced as a whole, under one lock."""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final

from buckets.cors import Configuration
from buckets.cors.bucket_name import is_bucket_name
from buckets.localoss.answers import Pairs
from buckets.localoss.refusals import bucket_not_empty, invalid_bucket_name, no_such_bucket
from buckets.localoss.uploads import Upload

MAX_OBJECT_BYTES: Final = 5 * 1024 * 1024
"""The largest object, or part of one, that this server takes at once: it is for trying, and holds
everything in memory."""


class Acl(StrEnum):
    """Who may use the objects of a bucket without signing (PutBucketAcl)."""

    PRIVATE = "private"
    PUBLIC_READ = "public-read"
    PUBLIC_READ_WRITE = "public-read-write"


@dataclass(frozen=True)
class StoredObject:
    """The content of an object and the headers that come back with it.

    ``multipart_etag`` is the ETag of an object that came in parts, empty for any other.
    """

    body: bytes
    headers: Pairs
    modified: float
    multipart_etag: str = ""

    @property
    def type(self) -> str:
        return "Multipart" if self.multipart_etag else "Normal"

    @cached_property
    def etag(self) -> str:
        """The MD5 of the content in upper-case hex (PutObject), which is no security here."""
        if self.multipart_etag:
            return self.multipart_etag
        return hashlib.md5(self.body, usedforsecurity=False).hexdigest().upper()


@dataclass(frozen=True)
class Bucket:
    """A bucket. ``cors`` is None until somebody puts one; ``created`` is in Unix seconds.

    ``uploads`` are the multipart uploads under way, by their id. These alone are never saved.
    """

    name: str
    created: float
    acl: Acl = Acl.PRIVATE
    cors: Configuration | None = None
    objects: Mapping[str, StoredObject] = field(default_factory=lambda: MappingProxyType({}))
    uploads: Mapping[str, Upload] = field(default_factory=lambda: MappingProxyType({}))

    def with_object(self, key: str, stored: StoredObject) -> "Bucket":
        return replace(self, objects=MappingProxyType({**self.objects, key: stored}))

    def without_objects(self, *keys: str) -> "Bucket":
        others = {name: stored for name, stored in self.objects.items() if name not in keys}
        return replace(self, objects=MappingProxyType(others))

    def with_upload(self, upload_id: str, upload: Upload) -> "Bucket":
        return replace(self, uploads=MappingProxyType({**self.uploads, upload_id: upload}))

    def without_upload(self, upload_id: str) -> "Bucket":
        others = {name: upload for name, upload in self.uploads.items() if name != upload_id}
        return replace(self, uploads=MappingProxyType(others))


Buckets = Mapping[str, Bucket]


class Store:
    """All buckets. A change is saved before it can be seen; one that cannot be saved is none."""

    def __init__(
        self,
        buckets: Iterable[Bucket] = (),
        *,
        save: Callable[[Buckets], None] = lambda _: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._buckets: dict[str, Bucket] = {bucket.name: bucket for bucket in buckets}
        self._save = save
        self._clock = clock
        self._lock = threading.Lock()

    def all(self) -> tuple[Bucket, ...]:
        """Every bucket, by name."""
        return tuple(bucket for _, bucket in sorted(self._buckets.items()))

    def find(self, name: str) -> Bucket | None:
        return self._buckets.get(name)

    def get(self, name: str) -> Bucket:
        """Raises NoSuchBucket as a `RefusedError`."""
        bucket = self.find(name)
        if bucket is None:
            raise no_such_bucket(name)
        return bucket

    def create(self, name: str, acl: Acl | str = Acl.PRIVATE) -> Bucket:
        """Make a bucket, or give an existing one this ACL. Raises InvalidBucketName."""
        if not is_bucket_name(name):
            raise invalid_bucket_name(name)
        with self._lock:
            fresh = Bucket(name, self._clock())
            bucket = replace(self._buckets.get(name, fresh), acl=Acl(acl))
            self._commit({**self._buckets, name: bucket})
        return bucket

    def remove(self, name: str) -> None:
        """Raises BucketNotEmpty and NoSuchBucket."""
        with self._lock:
            bucket = self.get(name)
            if bucket.objects or bucket.uploads:
                raise bucket_not_empty(name)
            self._commit({key: value for key, value in self._buckets.items() if key != name})

    def put_cors(self, name: str, configuration: Configuration | None) -> None:
        """None removes it."""
        self.change(name, lambda bucket: replace(bucket, cors=configuration))

    def set_acl(self, name: str, acl: Acl | str) -> None:
        self.change(name, lambda bucket: replace(bucket, acl=Acl(acl)))

    def put_object(
        self,
        name: str,
        key: str,
        body: bytes,
        headers: Pairs = (("Content-Type", "application/octet-stream"),),
    ) -> StoredObject:
        stored = StoredObject(body, headers, self._clock())
        self.change(name, lambda bucket: bucket.with_object(key, stored))
        return stored

    def change(
        self, name: str, how: Callable[[Bucket], Bucket], *, is_saved: bool = True
    ) -> Bucket:
        """Replace one bucket by what ``how`` makes of it, with nothing in between.

        Not ``is_saved``: a change of nothing but the uploads under way, which no file keeps.
        """
        with self._lock:
            changed = how(self.get(name))
            buckets = {**self._buckets, name: changed}
            if is_saved:
                self._commit(buckets)
            else:
                self._buckets = buckets
        return changed

    def clear(self) -> None:
        """Forget everything, for the next test."""
        with self._lock:
            self._commit({})

    def _commit(self, buckets: dict[str, Bucket]) -> None:
        self._save(buckets)
        self._buckets = buckets
