import shutil
from pathlib import Path

import pytest

from tests import vendored


@pytest.mark.parametrize("folder", vendored.FOLDERS, ids=lambda folder: folder.parent.name)
def test_vendored_files_are_what_their_manifest_says(folder: Path) -> None:
    assert list(vendored.problems_offline(folder)) == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(vendored.FOLDERS[0], tmp_path / "vendor"))


def test_an_altered_file_is_found(copy: Path) -> None:
    (copy / "bootstrap" / "bootstrap.min.css").write_text("body{}")
    (problem,) = vendored.problems_offline(copy)
    assert problem.endswith("bootstrap.min.css is not what vendor.toml says")


def test_a_missing_file_is_found(copy: Path) -> None:
    (copy / "bootstrap" / "LICENSE").unlink()
    (problem,) = vendored.problems_offline(copy)
    assert problem.endswith("LICENSE is missing")


def test_a_file_that_nobody_listed_is_found(copy: Path) -> None:
    (copy / "extra.js").write_text("")
    (problem,) = vendored.problems_offline(copy)
    assert problem.endswith("extra.js is not in vendor.toml")
