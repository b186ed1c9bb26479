"""What the error doctor's page shows of a text: what was read, OSS's own words, a link to share."""

from __future__ import annotations

import pytest

from buckets.models import Bucket
from buckets.presenters.text import say
from tests.views.doctor_page import DOCTOR, STRANGER, URL, blocked, bucket_told, headline, paste
from tests.views.page import Page, Visitor

REFUSED = (
    "<Error><Code>AccessDenied</Code>"
    "<Message>The bucket you are attempting to access must be addressed using the specified "
    "endpoint.</Message><RequestId>6A1B</RequestId><HostId>examplebucket.oss-cn-beijing.aliyuncs.com"
    "</HostId><Endpoint>oss-cn-hangzhou.aliyuncs.com</Endpoint><EC>0003-00001403</EC>"
    "<RecommendDoc>https://api.aliyun.com/troubleshoot?q=0003-00001403</RecommendDoc></Error>"
)
SECRETS = (
    f"{URL}?OSSAccessKeyId=LTAI5tSecretSecret&Signature=c2VjcmV0c2VjcmV0",
    "Authorization: OSS4-HMAC-SHA256 Credential=LTAI5tSecretSecret, Signature=c2VjcmV0c2VjcmV0",
    "Cookie: session=c2VjcmV0c2VjcmV0",
    "x-oss-security-token: CAISc2VjcmV0c2VjcmV0",
    "secret.person@example.com called from +86 13800138000",
)
LEAKS = ("LTAI5tSecretSecret", "c2VjcmV0c2VjcmV0", "secret.person@", "13800138000")


@pytest.fixture
def shared(memory_bucket: Bucket) -> Bucket:
    """The bucket that all members see."""
    return memory_bucket


def known(page: Page) -> dict[str, str]:
    """The known facts by their labels, without the links to correct them."""
    values = {}
    for row in page.one("dl", css="known").all("div"):
        code = row.all("code") or row.all("a") or row.all("dd")
        values[row.one("dt").text] = code[0].text
    return values


def test_what_was_understood_is_marked(as_viewer: Visitor, shared: Bucket) -> None:
    page = paste(as_viewer, blocked())
    marks = [mark.raw_text for mark in page.one("details", css="reading").all("mark")]
    assert f"{URL} ({say('diagnosis.fact.address')})" in marks
    assert f"{STRANGER} ({say('diagnosis.fact.origin')})" in marks
    links = [link.get("href") for link in page.one("details", css="reading").all("a")]
    assert {"#id_bucket", "#id_origin"} <= set(links)


def test_oss_s_own_words_are_shown(as_viewer: Visitor) -> None:
    page = paste(as_viewer, REFUSED)
    assert headline(page) == say("doctor.address")
    endpoint = "oss-cn-hangzhou.aliyuncs.com"
    assert say("doctor.advice.endpoint", endpoint=endpoint) in page.text
    facts = known(page)
    assert facts[say("diagnosis.known.text")].startswith("The bucket you are attempting to access")
    assert facts[say("diagnosis.known.error-id")] == "0003-00001403"
    assert facts[say("diagnosis.known.request-id")] == "6A1B"
    assert page.has_link("https://api.aliyun.com/troubleshoot?q=0003-00001403")


def test_a_link_leads_to_pages_of_the_vendor_only(as_viewer: Visitor) -> None:
    page = paste(
        as_viewer, REFUSED.replace("https://api.aliyun.com", "https://aliyun.com.evil.example")
    )
    assert not page.has_link("https://aliyun.com.evil.example/troubleshoot?q=0003-00001403")


def test_that_other_programs_succeed_is_answered(as_viewer: Visitor, shared: Bucket) -> None:
    page = paste(as_viewer, f"{blocked()}\nIt works in Postman.")
    assert say("doctor.advice.works-elsewhere") in page.text
    assert say("doctor.advice.works-elsewhere") not in paste(as_viewer, blocked()).text


def test_a_link_shows_the_same_diagnosis(as_viewer: Visitor, shared: Bucket) -> None:
    page = paste(as_viewer, blocked())
    again = as_viewer.get(page.link("Link to this diagnosis"))
    assert headline(again) == headline(page) == say("doctor.origin")
    assert known(again) == known(page)
    form = again.one("details", css="facts-form").one("form")
    corrected = as_viewer.submit(again, form, origin="https://app.example.com")
    assert headline(corrected) != headline(page)


def test_a_link_shows_what_its_reader_may_see(
    as_viewer: Visitor, as_outsider: Visitor, shared: Bucket
) -> None:
    page = paste(as_viewer, blocked())
    seen = as_outsider.get(page.link("Link to this diagnosis"))
    assert seen.status == 200
    assert not seen.texts(css="rule-check")
    assert bucket_told(seen) != bucket_told(page)


def test_a_link_with_nothing_in_it_is_the_empty_form(as_viewer: Visitor) -> None:
    page = as_viewer.get(f"{DOCTOR}?symptom=none-such&url=%20&status=9")
    assert page.status == 200
    assert not page.all(id="finding-title")


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_on_the_page(
    as_viewer: Visitor, shared: Bucket, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        page = paste(as_viewer, f"{blocked()}\n{secret}")
        failed = paste(as_viewer, f"{blocked()}\n{secret}", origin="no origin")
    assert (page.status, failed.status) == (200, 422)
    for leak in LEAKS:
        assert leak.encode() not in page.content + failed.content
        assert leak not in caplog.text
