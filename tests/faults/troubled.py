"""Local OSS with its bad days: answers that are lost, late or refused, and a diary of it all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from buckets.cors.formats import xml
from buckets.localoss import Answer, Request
from buckets.localoss.answers import refused
from buckets.localoss.refusals import RefusedError
from buckets.localoss.wire import GoneError
from tests.faults.history import Call, Deed
from tests.faults.stage import Stage
from tests.fixtures.local_oss import WatchedOSS

CONSOLE, FOREIGNER = "the-console", "a-foreigner"
KEYS = {CONSOLE: "secret-of-the-console", FOREIGNER: "secret-of-the-foreigner"}
LATE = 5.0
"""Seconds for which a read may show what was there before the last write."""

STRANGE = b"<CORSConfiguration><Novelty/></CORSConfiguration>"

BUSY = RefusedError(503, "MetaOperationQpsLimitExceeded", "The request rate is too high.")
DENIED = RefusedError(403, "AccessDenied", "You have no right to access this bucket.")


@dataclass
class Write:
    """The last write to a bucket: what it replaced, by whom and when."""

    before: bytes
    by: str
    at: float


@dataclass
class Trouble:
    """What goes wrong with the next ``times`` requests of the console, by ``method``."""

    what: str
    method: str
    times: int


class TroubledOSS(WatchedOSS):
    """Has one history after the other, and tells ``diary`` of every request for a bucket."""

    diary: Callable[[Call], None]
    stage: Stage

    def __init__(self) -> None:
        super().__init__(buckets=(), keys=KEYS)
        self._listener.service = _Service(self)  # type: ignore[assignment]

    def begin(self, buckets: Iterable[str], diary: Callable[[Call], None], stage: Stage) -> None:
        """Forget the last history, and be well."""
        self.store.clear()
        for name in buckets:
            self.store.create(name)
        self.diary, self.stage = diary, stage
        self.troubles: list[Trouble] = []
        self.strange: set[str] = set()
        self.writes: dict[str, Write] = {}

    def held(self, bucket: str) -> bytes:
        """What a GET would bring if all were well."""
        if bucket in self.strange:
            return STRANGE
        configuration = self.store.get(bucket).cors
        return xml.write(configuration) if configuration else b""

    def make_strange(self, bucket: str) -> None:
        """A foreigner writes what the console does not understand."""
        before = self.held(bucket)
        self.strange.add(bucket)
        self.note(Call(None, bucket, "PUT", before, STRANGE))

    def note(self, call: Call) -> None:
        if call.is_done:
            # Who was held up beyond their time is as much beyond the console as a foreigner is.
            who = "console" if call.deed and not call.deed.late else "foreign"
            self.writes[call.bucket] = Write(call.before, who, self.stage.seconds)
        self.diary(call)


@dataclass(frozen=True)
class _Service:
    """Stands before the real one."""

    oss: TroubledOSS

    def answer(self, request: Request) -> Answer:
        deed = self.oss.stage.deed if CONSOLE in request.headers.get("authorization") else None
        trouble = self._trouble(request) if deed else ""
        if trouble == "unheard":
            raise GoneError
        if trouble in ("busy", "denied"):
            refusal = BUSY if trouble == "busy" else DENIED
            return refused(refusal, host=request.host, request_id="5FA2B5E6C0FFEE0123456789")
        if request.parameter("cors") is None:
            answer = self.oss.service.answer(request)
        else:
            answer = self._about_cors(request, deed, trouble)
        if trouble == "unanswered":
            raise GoneError
        return answer

    def _trouble(self, request: Request) -> str:
        for trouble in self.oss.troubles:
            fits = trouble.method in (request.method, "")
            if trouble.times and (request.method == "GET" if trouble.what == "late" else fits):
                trouble.times -= 1
                return trouble.what
        return ""

    def _about_cors(self, request: Request, deed: Deed | None, trouble: str) -> Answer:
        oss, bucket = self.oss, request.bucket
        before, write = oss.held(bucket), oss.writes.get(bucket)
        answer = oss.service.answer(request)
        if request.method != "GET":
            if answer.status < 300:
                oss.strange.discard(bucket)
                oss.note(Call(deed, bucket, request.method, before, oss.held(bucket)))
            return answer
        shown, hidden = before, ""
        if trouble == "late" and write and oss.stage.seconds < write.at + LATE:
            shown, hidden = write.before, write.by
        http_answer = None if trouble == "unanswered" else shown
        oss.note(Call(deed, bucket, "GET", before, None, http_answer, hidden))
        if shown:
            return Answer(200, answer.headers, shown)
        return answer if answer.status == 404 else _none(request)


def _none(request: Request) -> Answer:
    refusal = RefusedError(404, "NoSuchCORSConfiguration", "The CORS Configuration does not exist.")
    return refused(refusal, host=request.host, request_id="5FA2B5E6C0FFEE0123456789")
