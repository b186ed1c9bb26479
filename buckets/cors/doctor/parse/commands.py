"""A request as a script or another shell's command would send it: PowerShell, HTTPie, fetch."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from buckets.cors.doctor.parse.exchange import HttpExchange
from buckets.cors.model import lower_ascii

_ADDRESS: Final = r"(?:'(https?://[^']{1,4000})'|(https?://\S{1,4000}))"


@dataclass(frozen=True, slots=True)
class Command:
    """What a command would send, and the characters of the line that have its address."""

    exchange: HttpExchange
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Shell:
    """How one tool's command line has the address, the method and the headers; these stand in what
    follows the address as ``arguments``, or anywhere."""

    address: re.Pattern[str]
    method: re.Pattern[str]
    header: re.Pattern[str]
    arguments: re.Pattern[str] | None = None

    def read(self, line: str) -> Command | None:
        """What the first such command in ``line`` would send; None where there is none."""
        found = self.address.search(line)
        if found is None:
            return None
        method = self.method.search(line)
        said = HttpExchange(url=found[1] or found[2], method=method[1].upper() if method else "")
        given = self.arguments.match(line, found.end()) if self.arguments else None
        for name, value in self.header.findall(given[0] if given else line):
            said.note(name, value, ">")
        return Command(said, found.start(), found.end())


_SHELLS: Final = (
    _Shell(  # PowerShell
        re.compile(
            rf"\b(?:invoke-(?:webrequest|restmethod)|iwr|irm) (?!:)[^|]{{0,300}}?{_ADDRESS}",
            re.IGNORECASE,
        ),
        re.compile(r"-method '?([a-z]{3,7})\b", re.IGNORECASE),
        re.compile(r"(?<=[\s{;])'?([A-Za-z][\w-]{1,60})'? ?= ?'([^']{0,4000})'"),
    ),
    _Shell(  # HTTPie
        re.compile(rf"(?:^|[$>%] )https? (?:-\S{{1,30}} |[A-Z]{{3,7}} ){{0,5}}{_ADDRESS}"),
        re.compile(r"(?:^|[$>%] )https? (?:-\S{1,30} ){0,5}([A-Z]{3,7}) "),
        re.compile(r" '?([A-Za-z][\w-]{0,60}):([^\s'=][^\s']{0,300})"),
        re.compile(r"(?: '?[A-Za-z][\w-]{0,60}:[^\s'=][^\s']{0,300}'?){0,30}"),
    ),
)
_FETCH: Final = re.compile(r"\bfetch\( ?'(https?://[^']{1,4000})'")
_CONFIG: Final = re.compile(r"\bconfig'?: ?\{")  # of a request, as axios has it in its errors
_CONFIG_URL: Final = re.compile(r"\burl'?: ?'(https?://[^']{1,4000})'")
_LONGEST_CONFIG: Final = 8_000
_METHOD: Final = re.compile(r"\bmethod'?: ?'([A-Za-z]{3,7})'")
_HEADERS: Final = re.compile(r"\bheaders'?: ?(?:AxiosHeaders ?)?\{([^}]{0,2000})\}")
_HEADER: Final = re.compile(r"'?([A-Za-z][\w-]{0,60})'?: ?'")
_INCLUDES: Final = re.compile(r"\bcredentials'?: ?'include'|\bwithCredentials'?: ?true")
_REFERRER: Final = re.compile(r"\breferr?er'?: ?'(https?://[^'/]{1,260})", re.IGNORECASE)


def read_commands(line: str) -> Iterator[Command]:
    """Yield what the first command and the first script in ``line`` would send."""
    if found := _FETCH.search(line) or _search_config(line):
        yield Command(_from_script(found[1], line), found.start(), found.end())
    unescaped = line.replace("^'", "' ")  # as browsers copy it for Windows' cmd
    for shell in _SHELLS:
        if command := shell.read(unescaped):
            yield command


def _search_config(line: str) -> re.Match[str] | None:
    """The address in the first configuration."""
    found = _CONFIG.search(line)
    return _CONFIG_URL.search(line, found.end(), found.end() + _LONGEST_CONFIG) if found else None


def _from_script(url: str, line: str) -> HttpExchange:
    method, headers = _METHOD.search(line), _HEADERS.search(line)
    names = _HEADER.findall(headers[1]) if headers else []
    request = {lower_ascii(name): "" for name in names}
    if page := _REFERRER.search(line):
        request["origin"] = page[1]
    return HttpExchange(
        url=url,
        method=method[1].upper() if method else "GET",
        request=request,
        credentials=_INCLUDES.search(line) is not None,
    )
