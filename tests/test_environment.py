from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from corsconsole.environment import Environment


def given(**values: str) -> Environment:
    return Environment({f"CORSCONSOLE_{name}": value for name, value in values.items()})


def test_a_blank_value_counts_as_absent() -> None:
    assert given(NAME="  ").text("NAME", default="other") == "other"


def test_blanks_around_a_value_are_dropped() -> None:
    assert given(NAME=" value \n").text("NAME", default="") == "value"


def test_words_are_separated_by_commas_blanks_and_line_ends() -> None:
    assert given(NAME="a, b\nc ,,d").words("NAME") == ["a", "b", "c", "d"]


def test_no_words_when_absent() -> None:
    assert given().words("NAME") == []


def test_a_choice_is_read_in_any_letter_case() -> None:
    assert given(NAME="info").choice("NAME", ("INFO", "ERROR"), default="ERROR") == "INFO"


def test_an_unknown_choice_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ImproperlyConfigured, match="one of INFO, ERROR"):
        given(NAME="loud").choice("NAME", ("INFO", "ERROR"), default="ERROR")


def assigned(value: str) -> dict[str, str]:
    return given(NAME=value).assignments("NAME", ("off", "high"))


def test_assignments_are_read_in_any_letter_case_of_the_value() -> None:
    assert assigned("one=off, two-b=HIGH") == {"one": "off", "two-b": "high"}


def test_nothing_is_assigned_when_absent() -> None:
    assert assigned("") == {}


@pytest.mark.parametrize("value", ["one", "one=", "=off", "one=loud", "one=off=high"])
def test_another_assignment_is_refused_with_the_known_values(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="with one of off, high each"):
        assigned(value)


def test_a_name_is_not_assigned_to_twice() -> None:
    with pytest.raises(ImproperlyConfigured, match="has 'one' in it twice"):
        assigned("one=off,one=high")


@pytest.mark.parametrize("value", ["yes", "on", "TRUE", "1"])
def test_flags_that_are_on(value: str) -> None:
    assert given(NAME=value).flag("NAME", default=False) is True


@pytest.mark.parametrize("value", ["no", "Off", "false", "0"])
def test_flags_that_are_off(value: str) -> None:
    assert given(NAME=value).flag("NAME", default=True) is False


@pytest.mark.parametrize("default", [True, False])
def test_an_absent_flag_is_its_default(default: bool) -> None:
    assert given().flag("NAME", default=default) is default


def test_another_flag_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"CORSCONSOLE_NAME is 'maybe'\. Set it to yes"):
        given(NAME="maybe").flag("NAME", default=False)


def seconds(**values: str) -> float:
    return given(**values).number("NAME", unit="seconds", default=10, least=1, most=60)


def test_seconds_may_have_a_fraction() -> None:
    assert seconds(NAME="2.5") == 2.5


def test_absent_seconds_are_their_default() -> None:
    assert seconds() == 10


@pytest.mark.parametrize("value", ["0", "61", "-1", "nan", "inf", "soon", "5s"])
def test_other_seconds_are_refused(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="from 1 to 60"):
        seconds(NAME=value)


def test_a_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    folder = given(NAME=f"{tmp_path}/a/b").folder("NAME", default=tmp_path)
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_default_folder_is_made_too(tmp_path: Path) -> None:
    assert given().folder("NAME", default=tmp_path / "state").is_dir()


def test_a_relative_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="starts at the root"):
        given(NAME="state").folder("NAME", default=tmp_path)


def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="which cannot be made"):
        given(NAME=f"{tmp_path}/file").folder("NAME", default=tmp_path)


def test_a_folder_that_cannot_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_args: False)  # root may write everywhere
    with pytest.raises(ImproperlyConfigured, match="which cannot be written to"):
        given(NAME=str(tmp_path)).folder("NAME", default=tmp_path)


def test_a_secret_comes_from_its_variable() -> None:
    assert given(KEY="secret").secret("KEY") == "secret"


def test_an_absent_secret_is_empty() -> None:
    assert given().secret("KEY") == ""


def test_a_secret_comes_from_a_file_without_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("secret\n")
    assert given(KEY_FILE=f"{tmp_path}/key").secret("KEY") == "secret"


def test_a_secret_given_twice_is_refused_and_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="both set") as refusal:
        given(KEY="hush", KEY_FILE=f"{tmp_path}/key").secret("KEY")
    assert "hush" not in str(refusal.value)


def test_a_secret_s_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"KEY_FILE is .*, which cannot be read"):
        given(KEY_FILE=f"{tmp_path}/key").secret("KEY")


@pytest.mark.parametrize(("content", "reason"), [(b"\n", "empty"), (b"\xff", "cannot be read")])
def test_a_secret_s_file_without_text_is_refused(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=reason):
        given(KEY_FILE=f"{tmp_path}/key").secret("KEY")
