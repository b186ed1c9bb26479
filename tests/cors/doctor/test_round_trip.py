"""What the simulator says that browsers print, the doctor reads."""

from __future__ import annotations

import pytest

from buckets.cors.doctor import read
from buckets.cors.doctor.symptoms import OF_BLOCK, Symptom
from buckets.cors.evaluate.browser import Block, BlockCause, PageRequest
from buckets.cors.evaluate.browser_console import chromium, firefox
from tests.cors.doctor.texts import APP, URL

VALUES = {BlockCause.METHOD: "PUT", BlockCause.HEADER: "x-oss-acl"}

FIREFOX = {
    BlockCause.INVALID_ORIGIN: Symptom.OTHER_ORIGIN,
    BlockCause.REDIRECT_WITH_CREDENTIALS: Symptom.NO_ANSWER,
}
"""Where Firefox says less than Chromium."""

WITH_STATUS = (BlockCause.NO_ALLOW_ORIGIN, BlockCause.NOT_OK)


@pytest.mark.parametrize("of_preflight", [True, False])
@pytest.mark.parametrize("cause", BlockCause)
def test_each_message_is_read_as_what_it_says(cause: BlockCause, of_preflight: bool) -> None:
    block = Block(cause, VALUES.get(cause, "https://x.example"), 403, of_preflight)
    said = read(chromium(block, PageRequest(APP), URL))
    assert (said.symptom, said.url, said.origin) == (OF_BLOCK[cause], URL, APP)
    said = read(firefox(block, URL))
    symptom = FIREFOX.get(cause, OF_BLOCK[cause])
    status = 403 if cause in WITH_STATUS else None
    assert (said.symptom, said.url, said.status) == (symptom, URL, status)
