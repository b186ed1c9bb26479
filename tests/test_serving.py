"""The production server as `make run` starts it: gunicorn with our file, collected static files."""

import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

ROOT = Path(__file__).resolve().parent.parent

Environment = dict[str, str]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """What a real installation would set, for plain HTTP on this machine."""
    ours = {
        name: value for name, value in os.environ.items() if not name.startswith("CORSCONSOLE_")
    }
    return ours | {
        "DJANGO_SETTINGS_MODULE": "corsconsole.settings",
        "CORSCONSOLE_SECRET_KEY": "for-tests-" * 6,
        "CORSCONSOLE_FIELD_KEYS": Fernet.generate_key().decode(),
        "CORSCONSOLE_ALLOWED_HOSTS": "127.0.0.1",
        "CORSCONSOLE_HTTPS": "no",
        "CORSCONSOLE_STATE_DIR": str(tmp_path_factory.mktemp("state")),
        "PORT": "0",
    }


def manage(environment: Environment, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def gunicorn(environment: Environment) -> "subprocess.Popen[str]":
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "corsconsole/gunicorn.py",
        "corsconsole.wsgi",
    ]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def address(environment: Environment) -> Iterator[str]:
    """The address that the server prints once it answers."""
    for arguments in (["migrate"], ["collectstatic", "--no-input"]):
        outcome = manage(environment, *arguments)
        assert outcome.returncode == 0, outcome.stderr
    with gunicorn(environment) as server:
        assert server.stdout is not None
        printed = ""
        for line in server.stdout:
            printed += line
            if ready := re.search(r"CORS Console is ready: (\S+)", line):
                yield ready[1]
                break
        else:
            pytest.fail(f"gunicorn ended before it was ready:\n{printed}")
        server.terminate()
        server.communicate(timeout=40)


def get(url: str, **headers: str) -> HTTPResponse:
    request = urllib.request.Request(url, headers=headers)
    response = urllib.request.urlopen(request, timeout=20)
    assert isinstance(response, HTTPResponse)
    return response


def test_the_sign_in_page_is_served(address: str) -> None:
    with get(f"{address}/auth/login/") as response:
        assert b"csrfmiddlewaretoken" in response.read()


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_pages_carry_the_security_headers(address: str, header: str, value: str) -> None:
    with get(f"{address}/auth/login/") as response:
        assert response.headers[header] == value


def test_the_content_security_policy_allows_nothing_inline(address: str) -> None:
    with get(f"{address}/auth/login/") as response:
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["signup", "password/reset", "email"])
def test_what_is_not_needed_of_allauth_is_not_there(address: str, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(f"{address}/auth/{path}/")


def test_static_files_are_compressed_and_kept_by_browsers(address: str) -> None:
    with get(f"{address}/auth/login/") as response:
        style_sheet = re.search(rb'href="(/static/[^"]+\.css)"', response.read())
    assert style_sheet is not None
    url = address + style_sheet[1].decode()
    with get(url, **{"Accept-Encoding": "gzip, br"}) as response:
        assert response.headers["Content-Encoding"] == "br"
        assert "immutable" in response.headers["Cache-Control"]


def test_without_its_keys_the_server_does_not_start(environment: Environment) -> None:
    with gunicorn(environment | {"CORSCONSOLE_FIELD_KEYS": ""}) as server:
        printed, _ = server.communicate(timeout=40)
    assert server.returncode != 0
    assert "corsconsole.E003" in printed


def test_production_settings_pass_the_deployment_checks(environment: Environment) -> None:
    production = environment | {"CORSCONSOLE_HTTPS": "yes"}
    outcome = manage(production, "check", "--deploy", "--fail-level", "WARNING")
    assert outcome.returncode == 0, outcome.stderr
