"""What the production server answers, and when it refuses to start."""

import re
import urllib.request
from http.client import HTTPResponse
from pathlib import Path

import pytest

from tests.serving import Environment, gunicorn, install, manage, succeed, worker


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


def test_the_worker_takes_jobs_of_other_processes_and_ends_when_it_is_told_to(
    environment: Environment, prepared: Path
) -> None:
    install(environment, prepared)
    with worker(environment) as process:
        assert process.stdout is not None
        assert any("consumer started with 8 thread" in line for line in process.stdout)
        put = "from huey.contrib.djhuey import HUEY; HUEY.storage.enqueue(b'nonsense')"
        succeed(environment, "shell", "--no-imports", "-c", put)
        assert any("Error reading from queue" in line for line in process.stdout)
        process.terminate()
        printed, _ = process.communicate(timeout=40)
    assert process.returncode == 0, printed
    assert "Shutting down gracefully" in printed


def test_production_settings_pass_the_deployment_checks(environment: Environment) -> None:
    production = environment | {"CORSCONSOLE_HTTPS": "yes"}
    succeed(production, "check", "--deploy", "--fail-level", "WARNING")


def test_the_password_is_not_in_what_is_told_of_a_database_that_does_not_answer(
    environment: Environment,
) -> None:
    url = "postgresql://ada:hush@127.0.0.1:1/cors"
    outcome = manage(environment | {"DATABASE_URL": url}, "migrate")
    assert outcome.returncode != 0
    assert "refused" in outcome.stderr
    assert "hush" not in outcome.stdout + outcome.stderr


@pytest.mark.full  # Django's admin has most of them, and to compress them takes seconds
def test_every_static_file_can_be_collected(environment: Environment, tmp_path: Path) -> None:
    elsewhere = environment | {"CORSCONSOLE_STATE_DIR": str(tmp_path)}
    succeed(elsewhere, "collectstatic", "--no-input")
    assert (tmp_path / "static" / "admin").is_dir()
