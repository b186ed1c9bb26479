"""What the developer tools show of a page: the lines of the console, and a HAR of its requests."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from playwright.sync_api import CDPSession, ConsoleMessage

_LOADING: Final = "Failed to load resource: "
_LAST: Final = "?last="
_ANSWERED: Final = "the server responded with a status of "


class Recorder:
    """Records the requests of a page, preflights too, as the network panel does."""

    def __init__(self, session: CDPSession) -> None:
        self._requests: dict[str, dict[str, Any]] = {}
        self._by_script: dict[str, dict[str, Any]] = {}
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestWillBeSentExtraInfo", self._sent_headers)
        session.on("Network.responseReceived", self._answered)
        session.on("Network.responseReceivedExtraInfo", self._answered_headers)
        session.on("Network.loadingFailed", self._failed)

    def forget(self) -> None:
        """Begin anew, as “Clear” does."""
        self._requests.clear()
        self._by_script.clear()

    def console_line(self, message: ConsoleMessage) -> str:
        """A message as the console shows it: of a failed request with its method and status."""
        url, text = message.location["url"], message.text
        if not text.startswith(_LOADING):
            return text
        entry = self._by_script.get(url)
        method = entry["request"]["method"] if entry else "GET"
        said = text.removeprefix(_LOADING)
        if said.startswith(_ANSWERED):
            return f"{method} {url} {said.removeprefix(_ANSWERED)}"
        status = entry["response"]["status"] if entry else 0
        return f"{method} {url} {said} {_reason(status)}".rstrip()

    def har(self) -> str:
        """What “Save all as HAR” saves, as far as the doctor looks at it."""
        found = self._requests.values()
        entries = [
            it for it in found if "url" in it["request"] and _LAST not in it["request"]["url"]
        ]
        return json.dumps({"log": {"version": "1.2", "entries": entries}})

    def _entry(self, event: dict[str, Any]) -> dict[str, Any]:
        empty = {"request": {"headers": []}, "response": {"status": 0, "headers": []}}
        return self._requests.setdefault(event["requestId"], empty)

    def _sent(self, event: dict[str, Any]) -> None:
        entry, request = self._entry(event), event["request"]
        if request["method"] != "OPTIONS":
            self._by_script[request["url"]] = entry
        entry["request"] |= {"method": request["method"], "url": request["url"]}
        entry["request"]["headers"] = entry["request"]["headers"] or _listed(request["headers"])

    def _sent_headers(self, event: dict[str, Any]) -> None:
        self._entry(event)["request"]["headers"] = _listed(event["headers"])

    def _answered(self, event: dict[str, Any]) -> None:
        entry, response = self._entry(event)["response"], event["response"]
        entry["status"] = response["status"]
        entry["headers"] = entry["headers"] or _listed(response["headers"])

    def _answered_headers(self, event: dict[str, Any]) -> None:
        entry = self._entry(event)["response"]
        entry |= {"status": event["statusCode"], "headers": _listed(event["headers"])}

    def _failed(self, event: dict[str, Any]) -> None:
        self._entry(event)["response"]["_error"] = event["errorText"]


def is_of_page(message: ConsoleMessage) -> bool:
    """Whether a message is about what the page does, and not about the request to `last`."""
    return _LAST not in f"{message.text} {message.location['url']}"


def last(endpoint: str, number: int) -> str:
    """An address that nobody may read: once its refusal is there, all before it is."""
    return f"{endpoint}/{_LAST}{number}"


def _reason(status: int) -> str:
    return f"{status} ({HTTPStatus(status).phrase})" if status else ""


def _listed(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]
