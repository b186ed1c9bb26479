"""Exchanges over HTTP: what `curl -v` prints, and what a browser's network panel lets one copy.

Which part of an exchange a line belongs to is told by its mark (``>``, ``<``), by the request or
status line above it, or by the heading of the panel, in any of its languages. Only where nothing
tells does the name of a header decide.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from buckets.cors.doctor.parse.exchange import HttpExchange, status_in
from buckets.cors.doctor.parse.pasted import Pasted
from buckets.cors.model import lower_ascii

_METHODS: Final = "GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH"
_REQUEST_LINE: Final = re.compile(
    rf"(?:> )?({_METHODS}) (/\S{{0,4000}}|https?://\S{{1,4000}}) HTTP/[0-9.]{{1,3}}"
)
_STATUS_LINE: Final = re.compile(r"(?:< )?HTTP/[0-9.]{1,3} ([1-5][0-9]{2})(?: .{0,100})?")
_HEADER: Final = re.compile(
    r"([<>*])? ?(?:\[[^\]]{0,20}\] ){0,2}\[?(:?[A-Za-z][\w-]{0,60}):(?!//) ?(.{0,4000}?)\]?"
)
_MARGIN: Final = re.compile(r"(?:\S{1,60}:[0-9]{1,7} )?(?:> ){0,8}(?=[<>*] )")
_QUOTATION: Final = re.compile(r"(?:> ?){1,8}")
_QUOTED_STATUS: Final = re.compile(
    r"^ {0,8}(?:> ?){1,8}HTTP/[0-9.]{1,3} [1-5][0-9]{2}\b", re.MULTILINE
)

# The labels of the network panel: Chromium's and Firefox's in the languages people paste.
_HEADINGS: Final = {
    "": ("general", "常规", "概要", "一般", "allgemein", "général", "general headers"),
    ">": (
        *("request headers", "请求标头", "请求头", "要求標頭", "リクエスト ヘッダー"),
        *("anfrageheader", "anforderungsheader", "en-têtes de requête", "요청 헤더"),
        *("encabezados de solicitud", "заголовки запроса", "要求ヘッダー"),
        *("cabeçalhos da solicitação", "cabeçalhos de solicitação"),
    ),
    "<": (
        *("response headers", "响应标头", "响应头", "回應標頭", "レスポンス ヘッダー"),
        *("antwortheader", "en-têtes de réponse", "응답 헤더"),
        *("encabezados de respuesta", "заголовки ответа", "応答ヘッダー"),
        *("cabeçalhos da resposta", "cabeçalhos de resposta"),
    ),
}
_PART: Final = {label: part for part, labels in _HEADINGS.items() for label in labels}
_URL: Final = (
    "request url",
    "请求网址",
    "请求 url",
    "請求網址",
    "要求網址",
    "リクエスト url",
    "anfrage-url",
    "url de requête",
    "url de la requête",
    "url de solicitud",
    "url запроса",
    "요청 url",
    "url da solicitação",
)
_METHOD: Final = (
    "request method",
    "请求方法",
    "要求方法",
    "リクエスト メソッド",
    "anfragemethode",
    "méthode de requête",
    "méthode de la requête",
    "método de solicitud",
    "метод запроса",
    "요청 메서드",
    "método de solicitação",
)
_STATUS: Final = (
    "status code",
    "状态代码",
    "状态码",
    "狀態碼",
    "ステータス コード",
    "statuscode",
    "code d'état",
    "código de estado",
    "код статуса",
    "상태 코드",
    "código de status",
)
_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_KNOWN: Final = frozenset(("origin", "host", "referer", "content-type", "vary", "x-cache", "via"))
_LEVELS: Final = ("Warning", "Error", "Info", "Debug", "Uncaught", "Note")
_IN_CAMEL_CASE: Final = re.compile(r"[a-z][A-Z]")
_DECIDING: Final = ("access-control-request-method", "access-control-request-headers")
_LABELS: Final = frozenset((*_URL, *_METHOD, *_STATUS))


@dataclass
class Transcript:
    """One exchange, and the lines that it was read from: their ranges of characters."""

    exchange: HttpExchange = field(default_factory=HttpExchange)
    lines: list[tuple[int, int]] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.lines[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.lines[-1][1]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its margin; ``start`` and ``end`` are those of the whole of it."""

    text: str
    start: int
    end: int


def read_transcripts(pasted: Pasted) -> Iterator[Transcript]:
    """Yield the exchanges in a text, in its order."""
    reader = _Reader()
    for line in _joined(_lines(pasted.text)):
        if done := reader.take(line):
            yield done
    if last := reader.finished():
        last.exchange.is_cut = last.end == len(pasted.text) and reader.is_cut
        yield last


def _lines(text: str) -> Iterator[_Line]:
    """The lines without what a mail quotes them with: a status is never on the side of ``>``."""
    margin = _QUOTATION if _QUOTED_STATUS.search(text) else _MARGIN
    at = 0
    for whole in text.split("\n"):
        stripped = whole.strip()
        found = margin.match(stripped)
        yield _Line(stripped[found.end() :] if found else stripped, at, at + len(whole))
        at += len(whole) + 1


def _joined(lines: Iterator[_Line]) -> Iterator[_Line]:
    """A browser's panel puts a name in one line and its value in the next."""
    name: _Line | None = None
    in_panel = False  # where names have no colon: what follows are names and values in turn
    for line in lines:
        if name is not None:
            yield _Line(f"{name.text.removesuffix(':')}: {line.text}", name.start, line.end)
            name = None
            continue
        low = lower_ascii(line.text.removesuffix(":").strip())
        is_label = low in _LABELS and not line.text.endswith(":")
        in_panel = (in_panel or is_label) and bool(line.text)
        if low not in _PART and (in_panel or low in _LABELS or _is_name(line.text, low)):
            name = line
        else:
            yield line
    if name is not None:
        yield name


def _is_name(text: str, name: str) -> bool:
    """Whether a line is the name of a header with a colon behind it, and nothing more."""
    return text.endswith(":") and _is_known(name)


class _Reader:
    """Puts lines together to exchanges."""

    def __init__(self) -> None:
        self._now: Transcript | None = None
        self._part = ""
        self._is_under_heading = False
        self._header = ""  # the name of the one in the last line

    @property
    def is_cut(self) -> bool:
        """Whether what decides may go on behind the last line that it took."""
        if self._header == "origin" and self._now is not None:
            said = self._now.exchange.request
            return not said.get("referer", "").startswith(f"{said.get('origin')}/")
        return self._header in _DECIDING

    def take(self, line: _Line) -> Transcript | None:
        """Take one more line; return the exchange that it ends."""
        text = line.text
        if not text.strip("<>* "):
            if not self._is_under_heading:
                self._part = ""  # the headers end here
            return None
        before, self._header = self._now, ""
        if not self._noted(text, lower_ascii(text.rstrip(": "))):
            return None
        if self._now is not None:
            self._now.lines.append((line.start, line.end))
        return self._sound(before) if before is not self._now else None

    def finished(self) -> Transcript | None:
        """Return the last exchange."""
        return self._sound(self._now)

    def _noted(self, text: str, name: str) -> bool:
        """Whether the line belongs to an exchange."""
        if name in _PART:
            return self._begin_part(name)
        if found := _REQUEST_LINE.fullmatch(text):
            if self._is_under_heading and self._exchange.method == found[1]:
                return True  # the source of the headers, as the panel shows it
            method, url = found.groups()
            self._begin(ended=lambda it: it.method not in ("", method) or it.status is not None)
            self._exchange.method, self._exchange.url = method, url
            self._part = ">"
            return True
        if found := _STATUS_LINE.fullmatch(text):
            return self._note_status(int(found[1]))
        return self._note_labelled(text) or self._note_header(text)

    @property
    def _exchange(self) -> HttpExchange:
        if self._now is None:
            self._now = Transcript()
        return self._now.exchange

    def _begin(self, ended: Callable[[HttpExchange], bool]) -> None:
        """Begin another exchange if the one before has what it ``ended`` with."""
        if self._now is not None and ended(self._now.exchange):
            self._now, self._part, self._is_under_heading = None, "", False

    def _begin_part(self, name: str) -> bool:
        if not _PART[name]:
            self._begin(ended=lambda it: bool(it.url or it.status))
        self._exchange  # noqa: B018
        self._part, self._is_under_heading = _PART[name], True
        return True

    def _note_status(self, status: int) -> bool:
        if self._is_under_heading and self._exchange.status == status:
            return True
        self._begin(ended=lambda it: it.status is not None)
        self._part = "<"
        if status >= 200:  # one below tells only that there is more to come
            self._exchange.status = status
        return True

    def _note_labelled(self, text: str) -> bool:
        label, colon, value = text.partition(":")
        label, value = lower_ascii(label.strip()), value.strip()
        if not colon or label not in _LABELS:
            return False
        if label in _URL and _ADDRESS.match(value):
            self._begin(ended=lambda it: bool(it.url))
            self._exchange.url = value
        elif label in _METHOD and value.isalpha():
            self._begin(ended=lambda it: bool(it.method and it.url))
            self._exchange.method = value.upper()
        elif label in _STATUS:
            self._exchange.status = status_in(value.strip("' ")) or self._exchange.status
        return True

    def _note_header(self, text: str) -> bool:
        found = _HEADER.fullmatch(text)
        if found is None or not (self._is_marked(found) or _is_known(lower_ascii(found[2]))):
            return False
        if found[2] in _LEVELS or _IN_CAMEL_CASE.search(found[2]):
            return False
        if found[3].startswith("'") and not (found[1] or self._part):
            return False  # a member of an object
        if found[2] == ":method":
            self._begin(ended=lambda it: bool(it.method))
        self._header = lower_ascii(found[2])
        self._exchange.note(found[2], found[3], found[1] or "", self._part)
        return True

    def _is_marked(self, found: re.Match[str]) -> bool:
        """Whether something but its name tells that a line is a header."""
        begun = self._now is not None or found.string[found.end(2) :].startswith(": ")
        return bool(self._part or (found[1] and begun))

    @staticmethod
    def _sound(transcript: Transcript | None) -> Transcript | None:
        if transcript is None or not (transcript.exchange or transcript.exchange.status):
            return None
        transcript.exchange.finish()
        return transcript


def _is_known(name: str) -> bool:
    """Whether a line that begins so is a header, even where nothing else around it is."""
    return name in _KNOWN or name.startswith(("access-control-", "x-oss-", ":"))
