"""What translators get to translate."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

from buckets.cors import Plural
from buckets.management.commands.makemessages import EXTRACT
from buckets.presenters.text import CATALOGUES


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The template of translations that `makemessages` writes, of the catalogues alone."""
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed: run `make test`")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "locale").mkdir()
    call_command("makemessages", "--locale=zh_Hans", "--keep-pot", "--no-wrap", verbosity=0)
    assert not (tmp_path / EXTRACT).exists()
    return (tmp_path / "locale" / "django.pot").read_text()


def test_every_text_of_a_catalogue_is_extracted_under_its_message_id(template: str) -> None:
    for message_id, text in CATALOGUES.items():
        one = text.one if isinstance(text, Plural) else text
        written = one.replace("\\", "\\\\").replace('"', '\\"')
        assert f'msgctxt "{message_id}"\nmsgid "{written}"\n' in template, message_id
