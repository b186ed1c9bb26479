"""What follows from the facts of a failed request."""

from __future__ import annotations

import pytest

from buckets.cors.doctor.evidence import Evidence
from tests.cors.doctor.texts import APP, HOST, URL


@pytest.mark.parametrize(
    ("before", "url", "is_across"),
    [
        ("https://api.example.com/1", URL, True),
        (f"http://{HOST}/clips/intro.mp4", URL, True),
        (f"{APP}/1", URL, False),
        (f"{APP.upper()}:443/1", URL, False),
        (f"https://{HOST}/other", URL, False),
        ("", URL, False),
        ("https://api.example.com/1", "", False),
        ("https://api example.com/1", URL, False),
    ],
)
def test_a_redirect_from_another_site_to_a_third_is_told(
    before: str, url: str, is_across: bool
) -> None:
    evidence = Evidence(url=url, origin=APP, redirected_from=before)
    assert evidence.is_redirected_across is is_across
