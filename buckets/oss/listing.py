"""The document of ListBuckets, read strictly."""

import re
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import urlsplit
from xml.etree import ElementTree

from buckets.oss.connection import Connection

_ROOT: Final = "ListAllMyBucketsResult"
_HOST: Final = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True)
class ListedBucket:
    """A bucket as ListBuckets tells of it, with the endpoint at which to ask for it."""

    name: str
    region: str
    endpoint: str


class _NoDoctype(ElementTree.TreeBuilder):
    def doctype(self, *_: object) -> NoReturn:
        raise ValueError("a document type declaration")


def read_page(document: bytes, connection: Connection) -> tuple[list[ListedBucket], str | None]:
    """The buckets in ``document``, and the marker to ask for the next page with, if there is one.

    Raises `ValueError`, saying why, if it is not a whole ListBuckets answer: a sign-in page must
    not be read as "no buckets".
    """
    try:
        # What makes XML dangerous needs a document type, and that is refused.
        parser = ElementTree.XMLParser(target=_NoDoctype())  # noqa: S314
        root = ElementTree.fromstring(document, parser)  # noqa: S314
    except (ElementTree.ParseError, LookupError) as error:
        raise ValueError(f"not XML: {error}") from None
    if root.tag != _ROOT:
        raise ValueError(f"the root element is {root.tag}")
    buckets = [_bucket(node, connection) for node in root.iterfind("Buckets/Bucket")]
    # IsTruncated and NextMarker are there only when there is more (ListBuckets).
    more = root.findtext("IsTruncated", "false") == "true"
    return buckets, _text(root, "NextMarker") if more else None


def _bucket(node: ElementTree.Element, connection: Connection) -> ListedBucket:
    region = _text(node, "Location").removeprefix("oss-")
    endpoint = connection.endpoint
    # The account's own endpoint may be an internal or accelerated one: keep it where it serves.
    if region != connection.region:
        host = _text(node, "ExtranetEndpoint")
        if not _HOST.fullmatch(host):
            raise ValueError("an ExtranetEndpoint that is no host name")
        endpoint = f"{urlsplit(connection.endpoint).scheme}://{host}"
    return ListedBucket(_text(node, "Name"), region, endpoint)


def _text(node: ElementTree.Element, name: str) -> str:
    text = (node.findtext(name) or "").strip()
    if not text:
        raise ValueError(f"no {name} in {node.tag}")
    return text
