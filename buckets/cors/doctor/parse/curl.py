"""curl's command line, by the options that curl has (curl 8, `curl --help all`)."""

import re
import shlex
from collections.abc import Iterator
from typing import Final

from buckets.cors.doctor.parse.commands import Command
from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.doctor.parse.pasted import Pasted

_COMMAND: Final = re.compile(r"(?<![\w/.-])curl(?:\.exe)?[ \t]{1,20}(?=[^\s|;&])")
_CONTINUED: Final = re.compile(r"[\\^`][ \t]{0,20}\n")
_END: Final = re.compile(r"\s(?:\||;|&&|>|2>)(?=\s|$)|\n")
_LONGEST: Final = 20_000

# Options that take an argument; every other one is a switch.
_SHORT: Final = "AbcCdDeEFhHKmoPQrtTuUwxXyYz"
_LONG: Final = frozenset(
    (
        *("abstract-unix-socket", "alt-svc", "aws-sigv4", "cacert", "capath", "cert", "ciphers"),
        *("config", "connect-timeout", "connect-to", "continue-at", "cookie", "cookie-jar", "data"),
        *("data-ascii", "data-binary", "data-raw", "data-urlencode", "dns-servers", "doh-url"),
        *("dump-header", "ech", "engine", "expect100-timeout", "form", "form-string", "header"),
        *("interface", "json", "keepalive-time", "key", "limit-rate", "local-port", "max-filesize"),
        *("max-redirs", "max-time", "netrc-file", "noproxy", "oauth2-bearer", "output"),
        *("output-dir", "pass", "pinnedpubkey", "preproxy", "proto", "proto-default", "proxy"),
        *("proxy-header", "proxy-user", "quote", "range", "rate", "referer", "request"),
        *("request-target", "resolve", "retry", "retry-delay", "retry-max-time", "socks5"),
        *("socks5-hostname", "speed-limit", "speed-time", "stderr", "tls-max", "trace"),
        *("trace-ascii", "unix-socket", "upload-file", "url", "url-query", "user", "user-agent"),
        *("variable", "write-out"),
    )
)
_DATA: Final = ("d", "data", "data-ascii", "data-binary", "data-raw", "data-urlencode", "json", "F",
                "form", "form-string")  # fmt: skip


def read_curl(pasted: Pasted) -> Iterator[Command]:
    """Yield the curl commands in a text that have an address."""
    end = 0
    while found := _COMMAND.search(pasted.text, end):
        command, end = _command(pasted.text, found.end())
        exchange = _exchange(_words(command))
        if exchange.url:
            yield Command(exchange, found.start(), end)


def _command(text: str, start: int) -> tuple[str, int]:
    """The command with its continued lines joined, and where it ends."""
    command = _CONTINUED.sub(lambda it: " " * len(it[0]), text[start : start + _LONGEST])
    quoted = False
    for at, character in enumerate(command):
        if character == "'":
            quoted = not quoted
        elif not quoted and _END.match(command, at):
            return command[:at], start + at
    found = command.find("\n") if quoted else -1  # a quotation that is never closed
    end = len(command) if found < 0 else found
    return command[:end], start + end


def _words(command: str) -> list[str]:
    """The words of a command; `^'` and `$'` are quotes of Windows' cmd and of bash."""
    plain = command.replace("^'", "'").replace("$'", "'")
    try:
        return shlex.split(plain)
    except ValueError:
        return plain.replace("'", " ").split()


def _exchange(words: list[str]) -> HttpExchange:
    said = HttpExchange()
    given: dict[str, str] = {}
    for option, value in _options(words):
        given[option] = value
        if option in ("", "url"):
            said.url = said.url or _address(value)
        elif option in ("H", "header"):
            name, colon, content = value.partition(":")
            if colon and name.strip().replace("-", "").isalnum():
                said.note(name.strip(), content.strip(), ">")
        elif option in ("e", "referer"):
            said.request.setdefault("referer", value)
    said.method = (given.get("X") or given.get("request") or _implied(given)).upper()
    return said


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Each option with its argument; "" for what is none: an address."""
    rest = iter(words)
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            name, equals, value = word[2:].partition("=")
            if not equals and name in _LONG:
                value = next(rest, "")
            yield name, value
        elif word.startswith("-") and len(word) > 1:
            yield from _short(word[1:], rest)
        else:
            yield "", word


def _short(letters: str, rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    for at, letter in enumerate(letters):
        if letter in _SHORT:
            yield letter, letters[at + 1 :] or next(rest, "")
            return
        yield letter, ""


def _address(word: str) -> str:
    """An argument that is no option, as an address: curl takes http:// for granted."""
    if re.match(r"https?://\S", word, re.IGNORECASE):
        return word
    return f"http://{word}" if re.match(r"[\w.-]{1,260}\.[a-z]{2,20}(?:[:/?]|$)", word) else ""


def _implied(given: dict[str, str]) -> str:
    if "I" in given or "head" in given:
        return "HEAD"
    if "T" in given or "upload-file" in given:
        return "PUT"
    is_get = "G" in given or "get" in given
    return "GET" if is_get or not any(name in given for name in _DATA) else "POST"
