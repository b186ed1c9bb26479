"""The error doctor on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from buckets.cors import Configuration
from buckets.cors.doctor import CAUSES, Report, report_on
from buckets.cors.formats import XmlError, read
from buckets.presenters.text import say, translate

_KEYS = {"id", "text", "rules"}


class Command(BaseCommand):
    """Diagnose what somebody pasted."""

    help = (
        "Diagnose the error message, transcript or HAR file on standard input. Needs no database, "
        "no network and no setting. With --batch, each line of the input is a JSON object with "
        "id, text and rules, and each is answered by one line."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rules",
            metavar="FILE",
            type=Path,
            help="the CORS configuration of the bucket, as XML",
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")
        parser.add_argument("--batch", action="store_true", help="read and write JSON lines")

    def handle(self, *_args: object, **options: Any) -> None:
        if options["batch"]:
            if not self._answer_all(sys.stdin):
                sys.exit(1)
            return
        report = report_on(sys.stdin.read(), self._rules(options["rules"]))
        as_text = options["format"] == "text"
        self.stdout.write("\n".join(_lines(report)) if as_text else _as_json(report))

    def _rules(self, path: Path | None) -> Configuration | None:
        if path is None:
            return None
        try:
            return _configuration(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        except XmlError as error:
            raise CommandError(f"{path}: {translate(error.message)}") from error

    def _answer_all(self, lines: Iterable[str]) -> bool:
        """Answer each line; return whether all of them could be read."""
        is_sound = True
        for line in lines:
            given: object = None
            try:
                given = json.loads(line)
                answer = _answered(given)
            except (ValueError, RecursionError, XmlError) as error:
                is_sound = False
                answer = json.dumps({"id": _id_of(given), "error": _told(error)})
            self.stdout.write(answer)
            self.stdout.flush()
        return is_sound


def _answered(given: object) -> str:
    """The answer to one line. Raises ValueError where it is not what it should be."""
    if not isinstance(given, dict) or not _KEYS - {"rules"} <= given.keys():
        raise ValueError("Write a JSON object with id, text and rules.")
    text, rules = given["text"], given.get("rules")
    if not isinstance(text, str) or not isinstance(rules, str | None):
        raise ValueError("text must be a string; rules a string or null.")
    report = report_on(text, None if rules is None else _configuration(rules))
    return _as_json(report, {"id": given["id"]})


def _configuration(document: str) -> Configuration:
    return read(document.encode()) if document.strip() else Configuration(())


def _id_of(given: object) -> object:
    return given.get("id") if isinstance(given, dict) else None


def _told(error: Exception) -> str:
    return translate(error.message) if isinstance(error, XmlError) else str(error)


def _as_json(report: Report, more: dict[str, object] | None = None) -> str:
    return json.dumps((more or {}) | asdict(report), ensure_ascii=False)


def _lines(report: Report) -> Iterator[str]:
    cause = CAUSES[report.cause]
    yield translate(cause.message)
    yield say(f"diagnosis.{report.confidence}")
    for number, step in enumerate(cause.steps, start=1):
        if report.remedies or not step.needs_remedy:
            yield f"{number}. {translate(cause.step_message(step))}"
    for name, value in report.facts.items():
        if value is not None:
            yield f"{name}: {', '.join(value) if isinstance(value, list) else value}"
