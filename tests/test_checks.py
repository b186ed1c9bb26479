from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.checks import Error, run_checks
from pytest_django import Settings

from corsconsole import checks


def ids(problems: list[Error]) -> list[str | None]:
    assert all(problem.hint for problem in problems)
    return [problem.id for problem in problems]


def test_an_installation_with_everything_it_needs_has_no_problem() -> None:
    assert run_checks() == []


def test_no_secret_key(settings: Settings) -> None:
    settings.SECRET_KEY = ""
    assert ids(checks.check_secret_key()) == ["corsconsole.E001"]


def test_a_short_secret_key(settings: Settings) -> None:
    settings.SECRET_KEY = "x" * 49
    assert ids(checks.check_secret_key()) == ["corsconsole.E002"]


def test_no_field_key(settings: Settings) -> None:
    settings.FIELD_KEYS = []
    assert ids(checks.check_field_keys()) == ["corsconsole.E003"]


@pytest.mark.parametrize("key", ["hush", "hush-é", "aHVzaA=="])
def test_a_field_key_that_is_none_is_named_by_its_number(settings: Settings, key: str) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), key]
    (problem,) = checks.check_field_keys()
    assert problem.id == "corsconsole.E004"
    assert problem.msg == "Field key 2 is no Fernet key."


def test_no_allowed_host(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = []
    assert ids(checks.check_allowed_hosts()) == ["corsconsole.E005"]


def test_no_allowed_host_is_needed_for_development(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = []
    settings.DEBUG = True
    assert checks.check_allowed_hosts() == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"FIELD_KEYS": []}, "corsconsole.E003"), ({"ALLOWED_HOSTS": []}, "corsconsole.E005")],
)
def test_django_runs_the_checks(settings: Settings, change: dict[str, Any], problem: str) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    assert problem in [found.id for found in run_checks()]
