"""OSS without the network: a request goes in, an answer comes out.

The order is that of OSS: first who asks and whether they may, and only a call that passed
that carries CORS headers. So a 403 of a signature looks, in a browser, like a failure of CORS.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from buckets.cors import Configuration
from buckets.cors.evaluate.oss import vary
from buckets.localoss import bucket_calls, cors_calls, object_calls
from buckets.localoss.answers import Answer, http_date, new_request_id, refused
from buckets.localoss.assumptions import VARY_ON_REFUSALS
from buckets.localoss.authentication import Keys, caller
from buckets.localoss.call import Call
from buckets.localoss.form import Form
from buckets.localoss.refusals import (
    RefusedError,
    anonymous_forbidden,
    forbidden_by_acl,
    internal_error,
    method_not_allowed,
    preflight_to_no_bucket,
)
from buckets.localoss.request import Request
from buckets.localoss.routing import Need, operation, subresource
from buckets.localoss.store import Acl, Store

logger = logging.getLogger(__name__)

_OPEN_TO_ALL: Final = {
    Need.OWNER: frozenset[Acl](),
    Need.READER: frozenset({Acl.PUBLIC_READ, Acl.PUBLIC_READ_WRITE}),
    Need.WRITER: frozenset({Acl.PUBLIC_READ_WRITE}),
}
_METHODS: Final = frozenset({"GET", "HEAD", "PUT", "POST", "DELETE"})


@dataclass(frozen=True)
class Service:
    """``keys`` maps AccessKey ids to secrets; ``clock`` gives Unix seconds."""

    store: Store
    keys: Keys
    clock: Callable[[], float] = field(default=time.time)

    def answer(self, request: Request) -> Answer:
        """The whole answer, whatever the request: this never raises."""
        request_id = new_request_id()

        def as_answer(refusal: RefusedError) -> Answer:
            is_head = request.method == "HEAD"
            return refused(refusal, host=request.host, request_id=request_id, is_head=is_head)

        bucket = self.store.find(request.bucket)
        configuration = (bucket and bucket.cors) or Configuration()
        try:
            answer = self._answer(request, configuration, as_answer)
        except RefusedError as refusal:
            answer = as_answer(refusal)
        except Exception:
            # The person at the terminal sees what went wrong, the client never does.
            logger.exception("Local OSS could not answer a %s.", request.method)
            answer = as_answer(internal_error())
        shows_vary = VARY_ON_REFUSALS or answer.status < 400
        varies = vary(configuration) if shows_vary else ()
        return answer.with_headers(*varies, *self._common(request_id))

    def unreadable(self, refusal: RefusedError, endpoint: str) -> Answer:
        """The answer to bytes that are no request."""
        request_id = new_request_id()
        answer = refused(refusal, host=endpoint, request_id=request_id)
        return answer.with_headers(*self._common(request_id))

    def _common(self, request_id: str) -> tuple[tuple[str, str], ...]:
        return (
            ("Server", "AliyunOSS"),
            ("Date", http_date(self.clock())),
            ("x-oss-request-id", request_id),
        )

    def _answer(
        self,
        request: Request,
        configuration: Configuration,
        as_answer: Callable[[RefusedError], Answer],
    ) -> Answer:
        if request.method == "OPTIONS":
            return self._preflight(request, configuration)
        run = self._permitted(request)
        try:
            answer = run()
        except RefusedError as refusal:
            answer = as_answer(refusal)
        return answer.with_headers(*cors_calls.actual_headers(request, configuration))

    def _preflight(self, request: Request, configuration: Configuration) -> Answer:
        if self.store.find(request.bucket) is None and request.bucket:
            raise preflight_to_no_bucket(request.bucket)
        return cors_calls.preflight(request, configuration)

    def _permitted(self, request: Request) -> Callable[[], Answer]:
        """What carries the call out. Raises `RefusedError` when its sender may not have that."""
        if request.method not in _METHODS:
            raise method_not_allowed()
        posts_to_bucket = request.bucket and request.method == "POST" and not request.key
        if posts_to_bucket and not subresource(request):
            return self._permitted_form(request)
        now = self.clock()
        call = Call(request, self.store, now, caller(request, self.keys, now))
        handler, need = operation(request)
        creates = handler is bucket_calls.put_bucket
        acl = Acl.PRIVATE
        if request.bucket and not creates:
            acl = self.store.get(request.bucket).acl
        if call.caller is None and acl not in _OPEN_TO_ALL[need]:
            raise anonymous_forbidden() if need is Need.OWNER else forbidden_by_acl()
        return lambda: handler(call)

    def _permitted_form(self, request: Request) -> Callable[[], Answer]:
        self.store.get(request.bucket)
        form = Form.read(request, self.keys)
        call = Call(request, self.store, self.clock(), None)
        object_calls.authorise(call, form)
        return lambda: object_calls.post_object(call, form)
