"""The vendor's browser SDK, unchanged, uploads in parts from a page of another origin."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from buckets.cors import METHODS, Configuration, Rule
from tests.browser.foreign import ForeignSite
from tests.browser.visits import PATIENCE
from tests.fixtures.local_oss import BUCKET, WatchedOSS

SDK = Path(__file__).parents[1] / "node" / "node_modules" / "ali-oss" / "dist"
KEY = "videos/ü clip.mp4"
SIZE = 250 * 1024  # two parts of the least size, and a rest
UPLOAD = """
async ([settings, key, size]) => {
    const client = new OSS(settings);
    const content = new Blob([new Uint8Array(size).map((_, at) => at % 251)]);
    try {
        const uploaded = await client.multipartUpload(key, content, {partSize: 100 * 1024});
        return {etag: uploaded.etag};
    } catch (error) {
        return {error: error.message};
    }
}
"""


def upload(
    browser: Browser, site: ForeignSite, oss: WatchedOSS, exposed: tuple[str, ...], version: int
) -> Any:
    """What the SDK's `multipartUpload` comes to, under rules that expose these headers."""
    if not SDK.is_dir():
        pytest.skip("the vendor's SDK is not there: run `make test`")
    rule = Rule((site.origin,), METHODS, ("*",), exposed)
    oss.store.put_cors(BUCKET, Configuration((rule,)))
    settings = {
        "region": "oss-cn-hangzhou",
        # By its name, so that the SDK puts the bucket before it: http://examplebucket.localhost
        "endpoint": oss.endpoint.replace("127.0.0.1", "localhost"),
        "accessKeyId": oss.access_key_id,
        "accessKeySecret": oss.access_key_secret,
        "bucket": BUCKET,
        "authorizationV4": version == 4,
    }
    with browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(site.origin)
        page.add_script_tag(path=SDK / "aliyun-oss-sdk.min.js")
        return page.evaluate(UPLOAD, [settings, KEY, SIZE])


@pytest.mark.parametrize("version", [1, 4])
def test_the_sdk_uploads_in_parts_where_the_etag_is_exposed(
    chromium: Browser, foreign_site: ForeignSite, local_oss: WatchedOSS, version: int
) -> None:
    uploaded = upload(chromium, foreign_site, local_oss, ("ETag",), version)
    stored = local_oss.store.get(BUCKET).objects[KEY]
    assert uploaded == {"etag": f'"{stored.etag}"'}
    assert stored.body == bytes(at % 251 for at in range(SIZE))
    assert local_oss.count("PUT", "partNumber") == 3
    hosts = {exchange.request.host for exchange in local_oss.exchanges}
    assert hosts == {f"{BUCKET}.{local_oss.address.replace('127.0.0.1', 'localhost')}"}


def test_the_sdk_asks_for_the_etag_where_it_is_not_exposed(
    chromium: Browser, foreign_site: ForeignSite, local_oss: WatchedOSS
) -> None:
    uploaded = upload(chromium, foreign_site, local_oss, ("x-oss-request-id",), 4)
    assert "Please set the etag of expose-headers in OSS" in uploaded["error"]
    assert not local_oss.store.get(BUCKET).objects
