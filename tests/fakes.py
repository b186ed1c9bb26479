"""An OSS in memory, for tests of what stands on the gateway.

`tests/oss/test_contract.py` holds it to what the real gateway does.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from buckets.cors import Configuration, Message
from buckets.cors.formats import xml
from buckets.cors.limits import MAX_RULES
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.oss.errors import REFUSALS, Action, OssError
from buckets.oss.gateway import Gateway, Snapshot
from buckets.oss.listing import ListedBucket
from buckets.sync.runtime import current, use

ENDPOINT: Final = "https://oss-cn-hangzhou.aliyuncs.com"


def refusal(code: str, action: Action, bucket: str = "") -> OssError:
    """The error that OSS's ``code`` becomes in the real gateway."""
    kind, message_id = REFUSALS[code]
    params: dict[str, object] = {
        "bucket": bucket,
        "permission": action.permission,
        "message": "",
        "endpoint": "",
        "limit": MAX_RULES,
    }
    return kind(Message(message_id, params), code=code, request_id="5FA2B5E6C0FFEE0123456789")


@contextmanager
def speaking_to(gateway: Gateway) -> Iterator[None]:
    """Let every account speak to ``gateway``."""
    with use(replace(current(), gateway_factory=lambda _connection: gateway)):
        yield


class MemoryGateway:
    """A `Gateway` whose buckets are a dictionary; ``None`` is a bucket without a configuration.

    ``raises[action]`` is raised instead of the call, ``raises_after[action]`` once the call has
    been carried out, as when its answer was lost. ``unknown`` is a document that is answered
    instead of any configuration. All stay until they are removed.
    """

    def __init__(self, buckets: Mapping[str, Configuration | None] | None = None) -> None:
        self.buckets: dict[str, Configuration | None] = dict(buckets or {})
        self.raises: dict[Action, OssError] = {}
        self.raises_after: dict[Action, OssError] = {}
        self.unknown: bytes | None = None
        self.clock_skew: float | None = None

    def list_buckets(self) -> Iterator[ListedBucket]:
        self._fail(self.raises, Action.LIST)
        for name in sorted(self.buckets):
            yield ListedBucket(name, "cn-hangzhou", ENDPOINT)

    def get_cors(self, bucket: str) -> Snapshot:
        self._begin(Action.GET, bucket)
        if self.unknown is not None:
            return Snapshot.parse(self.unknown)
        configuration = self.buckets[bucket]
        if configuration is None:
            return Snapshot(b"", Configuration())
        return Snapshot(xml.write(configuration), configuration)

    def put_cors(self, bucket: str, document: bytes) -> None:
        self._begin(Action.PUT, bucket)
        configuration = xml.read(document)
        if not configuration.rules:
            raise refusal("MalformedXML", Action.PUT, bucket)
        for problem in refused_by_oss(configuration):
            raise refusal(problem.oss_code or "MalformedXML", Action.PUT, bucket)
        self.buckets[bucket] = configuration
        self._fail(self.raises_after, Action.PUT)

    def delete_cors(self, bucket: str) -> None:
        self._begin(Action.DELETE, bucket)
        self.buckets[bucket] = None
        self._fail(self.raises_after, Action.DELETE)

    def _begin(self, action: Action, bucket: str) -> None:
        self._fail(self.raises, action)
        if bucket not in self.buckets:
            raise refusal("NoSuchBucket", action, bucket)

    def _fail(self, errors: Mapping[Action, OssError], action: Action) -> None:
        if action in errors:
            raise errors[action]
