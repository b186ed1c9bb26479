"""What is known of a request that failed."""

from dataclasses import dataclass

from buckets.cors.doctor.bucket_url import BucketAddress, host_of, is_of_oss
from buckets.cors.doctor.parse.circumstances import Circumstance
from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.cors.evaluate.redirect import is_origin_tainted
from buckets.cors.evaluate.same_origin import NotAnAddress
from buckets.cors.model import lower_ascii


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the request that failed; empty, or None, where nobody said.

    ``headers`` are names that the page sets, ``header`` the one that the message is about and
    ``value`` the Allow-Origin that was seen. ``code`` is OSS's. ``by_cdn``: a CDN answered.
    ``is_open_ended``: the text ends in one of the facts, which may go on.
    ``text`` is OSS's message, ``error_id`` its EC, ``documentation`` the address of its
    RecommendDoc and ``endpoint`` the one that it says the bucket is at. ``at_endpoint``: the host
    is known to be an endpoint, though it is none of aliyuncs.com.
    """

    symptom: Symptom | None = None
    url: str = ""
    origin: str = ""
    method: str = ""
    headers: tuple[str, ...] = ()
    header: str = ""
    value: str = ""
    credentials: bool = False
    of_preflight: bool | None = None
    status: int | None = None
    code: str = ""
    text: str = ""
    request_id: str = ""
    error_id: str = ""
    documentation: str = ""
    endpoint: str = ""
    redirected_from: str = ""
    expired: bool = False
    is_whole: bool = True
    is_tied: bool = False
    is_open_ended: bool = False
    by_cdn: bool = False
    at_endpoint: bool = False
    addresses: tuple[BucketAddress, ...] = ()
    circumstances: frozenset[Circumstance] = frozenset()

    def __bool__(self) -> bool:
        return self != Evidence()

    @property
    def asked_headers(self) -> tuple[str, ...]:
        """All names of headers that the page is known to set, in lower case."""
        named = (self.header,) if self.symptom is Symptom.HEADER and self.header else ()
        return tuple(dict.fromkeys(map(lower_ascii, (*self.headers, *named))))

    @property
    def host(self) -> str:
        """The host that was asked."""
        return host_of(self.url)

    @property
    def is_elsewhere(self) -> bool:
        """Whether it was not OSS itself that was asked, as far as the host tells."""
        return bool(self.host) and not self.at_endpoint and not is_of_oss(self.host)

    @property
    def is_internal(self) -> bool:
        """Whether the host is one that only servers of the same region reach."""
        return "-internal." in self.host

    @property
    def is_redirected_across(self) -> bool:
        """Whether another site than the page's own redirected the request to yet another one.

        The browser then sends ``Origin: null`` (Fetch standard, HTTP-redirect fetch).
        """
        urls = (self.redirected_from, self.url)
        try:
            return all(urls) and is_origin_tainted(self.origin.lower(), urls)
        except NotAnAddress:
            return False

    def request(self, method: str) -> PageRequest:
        """What the page asked the browser for, if the method is this."""
        reads = {Symptom.ETAG: ("ETag",), Symptom.UNEXPOSED: (self.header,)}
        reads[Symptom.LARGE_UPLOADS] = ("ETag",)
        return PageRequest(
            self.origin,
            method,
            tuple(PageHeader(name, is_asked=True) for name in self.asked_headers),
            self.credentials,
            reads=reads.get(self.symptom, ()) if self.symptom else (),
        )
