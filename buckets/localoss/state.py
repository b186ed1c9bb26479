"""The state file: what the server holds, in one JSON document, replaced atomically.

Multipart uploads under way are not in it: with the server's end they are aborted.
"""

import base64
import binascii
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from buckets.cors.formats import xml
from buckets.localoss.store import Acl, Bucket, Buckets, StoredObject

_VERSION: Final = 1


class StateError(Exception):
    """The state file cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class StateFile:
    """Where the buckets outlive the server."""

    path: Path

    def load(self) -> tuple[Bucket, ...]:
        """The buckets in the file, none if there is no file. Raises `StateError`."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise StateError(f"{self.path} cannot be read: {error}") from error
        try:
            return tuple(_bucket(item) for item in _items(json.loads(text)))
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
            # Starting with nothing would overwrite what a person may still want to repair.
            raise StateError(f"{self.path} is not a state file of Local OSS: {error}") from error

    def save(self, buckets: Buckets) -> None:
        """Write beside the file, then rename: a reader sees the old or the new, never half."""
        document = {"version": _VERSION, "buckets": [_item(b) for b in buckets.values()]}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(document, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
        except BaseException:
            temporary.unlink()
            raise


def _items(document: Any) -> list[Any]:
    if document["version"] != _VERSION:
        raise ValueError(f"its version is {document['version']}, not {_VERSION}")
    items: list[Any] = document["buckets"]
    return items


def _item(bucket: Bucket) -> dict[str, Any]:
    return {
        "name": bucket.name,
        "created": bucket.created,
        "acl": bucket.acl.value,
        "cors": None if bucket.cors is None else xml.write(bucket.cors).decode(),
        "objects": {
            key: {
                "body": base64.b64encode(stored.body).decode(),
                "headers": stored.headers,
                "modified": stored.modified,
                "multipart_etag": stored.multipart_etag,
            }
            for key, stored in bucket.objects.items()
        },
    }


def _bucket(item: dict[str, Any]) -> Bucket:
    cors = item["cors"]
    return Bucket(
        name=str(item["name"]),
        created=float(item["created"]),
        acl=Acl(item["acl"]),
        cors=None if cors is None else xml.read(cors.encode()),
        objects={
            key: StoredObject(
                base64.b64decode(value["body"], validate=True),
                tuple((str(name), str(text)) for name, text in value["headers"]),
                float(value["modified"]),
                str(value.get("multipart_etag", "")),
            )
            for key, value in item["objects"].items()
        },
    )
