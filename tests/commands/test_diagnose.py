"""`manage.py diagnose`: one text, or many as JSON lines."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from buckets.presenters.text import say

ROOT = Path(__file__).parents[2]
URL = "https://media.oss-cn-hangzhou.aliyuncs.com/a.mp4"
TEXT = (
    f"Access to fetch at '{URL}' from origin 'https://app.example.com' has been blocked by CORS "
    "policy: Response to preflight request doesn't pass access control check: No "
    "'Access-Control-Allow-Origin' header is present on the requested resource.\n"
    f"PUT {URL} net::ERR_FAILED"
)
RULES = (
    "<CORSConfiguration><CORSRule><AllowedOrigin>https://www.example.com</AllowedOrigin>"
    "<AllowedMethod>PUT</AllowedMethod></CORSRule></CORSConfiguration>"
)


def run(monkeypatch: pytest.MonkeyPatch, text: str, *arguments: str) -> str:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    call_command("diagnose", *arguments, stdout=out)
    return out.getvalue()


def batch(monkeypatch: pytest.MonkeyPatch, *lines: object) -> list[dict[str, Any]]:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    return [json.loads(line) for line in run(monkeypatch, text, "--batch").splitlines()]


def test_a_text_is_told_its_cause(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rules = tmp_path / "rules.xml"
    rules.write_text(RULES)
    told = run(monkeypatch, TEXT, "--rules", str(rules)).splitlines()
    assert told[0] == say("doctor.origin")
    assert "origin: https://app.example.com" in told


def test_each_line_of_a_batch_is_answered_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    known, unknown = batch(
        monkeypatch,
        {"id": 1, "text": TEXT, "rules": RULES},
        {"id": "b", "text": TEXT, "rules": None},
    )
    assert known == {
        "id": 1,
        "cause": "origin",
        "confidence": "certain",
        "also": [],
        "asks": [],
        "facts": {
            "origin": "https://app.example.com",
            "method": "PUT",
            "code": None,
            "request_id": None,
            "headers": None,
            "address": URL,
            "bucket": "media",
            "status": None,
        },
        "remedies": known["remedies"],
    }
    assert known["remedies"] > 0
    assert (unknown["id"], unknown["cause"], unknown["confidence"]) == ("b", "rules", "likely")
    assert unknown["asks"][0] == "bucket"


def test_an_empty_document_is_a_bucket_without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    assert batch(monkeypatch, {"id": 1, "text": TEXT, "rules": ""})[0]["cause"] == "no-rules"


def test_without_a_diagnosis_the_cause_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = batch(monkeypatch, {"id": 1, "text": "Hello!", "rules": None})[0]
    assert (told["cause"], told["confidence"]) == ("nothing", "unknown")


def test_a_har_file_is_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    headers = [{"name": "Origin", "value": "https://app.example.com"}]
    entry = {
        "request": {"method": "GET", "url": URL, "headers": headers},
        "response": {"status": 200, "headers": []},
    }
    har = json.dumps({"log": {"entries": [entry]}})
    told = batch(monkeypatch, {"id": 1, "text": har, "rules": RULES})[0]
    assert (told["cause"], told["facts"]["status"]) == ("origin", 200)


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        ("no JSON", None),
        ("[1]", None),
        ({"id": 7}, 7),
        ({"id": 7, "text": 1, "rules": None}, 7),
        ({"id": 7, "text": TEXT, "rules": "<nothing"}, 7),
        ({"id": 7, "text": TEXT, "rules": 1}, 7),
    ],
)
def test_a_bad_line_is_an_error_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, line: object, id_: int | None
) -> None:
    out = io.StringIO()
    good = json.dumps({"id": 8, "text": TEXT, "rules": None})
    bad = line if isinstance(line, str) else json.dumps(line)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{bad}\n{good}\n"))
    with pytest.raises(SystemExit) as ended:
        call_command("diagnose", "--batch", stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert ended.value.code == 1
    assert first["id"] == id_
    assert first["error"]
    assert (second["id"], second["cause"]) == (8, "rules")


def test_rules_that_cannot_be_read_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="none-such"):
        run(monkeypatch, TEXT, "--rules", str(tmp_path / "none-such"))
    (tmp_path / "rules").write_text("<nothing")
    with pytest.raises(CommandError, match="rules"):
        run(monkeypatch, TEXT, "--rules", str(tmp_path / "rules"))


def test_it_needs_no_setting_and_no_database() -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    done = subprocess.run(
        [sys.executable, "manage.py", "diagnose", "--format", "json"],
        input=TEXT,
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["cause"] == "rules"
