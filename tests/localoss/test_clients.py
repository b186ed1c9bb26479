"""The vendor's other clients, unchanged: alibabacloud-oss-v2 for Python and ali-oss for Node.

oss2 is what the rest of these tests speak with.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import alibabacloud_oss_v2 as oss_v2
import pytest
from alibabacloud_oss_v2.transport import RequestsHttpClient

from buckets.cors.limits import MAX_RULES
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import ask

NODE = Path(__file__).parents[1] / "node"
TEN_DIGITS_MD5 = "781E5E245D69B566979B86E28D23F2C7"
RULES = [
    oss_v2.CORSRule(
        allowed_origins=["https://app.example.com", "www.aliyun.com"],
        allowed_methods=["GET", "PUT"],
        allowed_headers=["X-Oss-Meta-Author"],
        expose_headers=["ETag"],
        max_age_seconds=33012,
    ),
    oss_v2.CORSRule(allowed_origins=["*"], allowed_methods=["HEAD"]),
]


def settings_for(server: WatchedOSS, version: str) -> Any:
    settings = oss_v2.config.load_default()
    settings.credentials_provider = oss_v2.credentials.StaticCredentialsProvider(
        server.access_key_id, server.access_key_secret
    )
    settings.region = "cn-hangzhou"
    settings.endpoint = server.endpoint
    settings.use_path_style = True
    settings.signature_version = version
    settings.retry_max_attempts = 1
    return settings


@pytest.fixture(params=["v1", "v4"])
def client(request: pytest.FixtureRequest, local_oss: WatchedOSS) -> Iterator[Any]:
    """alibabacloud-oss-v2 with either signature."""
    settings = settings_for(local_oss, request.param)
    settings.http_client = RequestsHttpClient()
    yield oss_v2.Client(settings)
    settings.http_client.close()


def put_rules(client: Any, rules: list[Any], vary: bool | None = None) -> None:
    configuration = oss_v2.CORSConfiguration(cors_rules=rules, response_vary=vary)
    client.put_bucket_cors(
        oss_v2.PutBucketCorsRequest(bucket=BUCKET, cors_configuration=configuration)
    )


def rules_of(client: Any) -> Any:
    result = client.get_bucket_cors(oss_v2.GetBucketCorsRequest(bucket=BUCKET))
    return result.cors_configuration


def failure_of(call: Callable[[], object]) -> Any:
    with pytest.raises(oss_v2.exceptions.OperationError) as caught:
        call()
    return caught.value.unwrap()


def test_the_second_python_client_puts_and_gets_rules(client: Any) -> None:
    put_rules(client, RULES, vary=True)
    read = rules_of(client)
    assert read.response_vary is True
    assert [rule.allowed_origins for rule in read.cors_rules] == [
        ["https://app.example.com", "www.aliyun.com"],
        ["*"],
    ]
    assert read.cors_rules[0].allowed_headers == ["x-oss-meta-author"]
    assert read.cors_rules[0].expose_headers == ["ETag"]
    assert [rule.max_age_seconds for rule in read.cors_rules] == [33012, None]


def test_the_second_python_client_deletes_rules_twice(client: Any) -> None:
    put_rules(client, RULES)
    request = oss_v2.DeleteBucketCorsRequest(bucket=BUCKET)
    assert [client.delete_bucket_cors(request).status_code for _ in range(2)] == [204, 204]
    error = failure_of(lambda: rules_of(client))
    assert (error.status_code, error.code) == (404, "NoSuchCORSConfiguration")
    assert error.ec == "0034-00000001"


def test_the_second_python_client_sees_an_eleventh_rule_refused(client: Any) -> None:
    error = failure_of(lambda: put_rules(client, [RULES[1]] * (MAX_RULES + 1)))
    assert (error.status_code, error.code) == (400, "CORSRuleBeyondLimit")


def test_the_second_python_client_asks_a_preflight(client: Any) -> None:
    put_rules(client, RULES)
    result = client.option_object(
        oss_v2.OptionObjectRequest(
            bucket=BUCKET,
            key="a.txt",
            origin="https://app.example.com",
            access_control_request_method="PUT",
            access_control_request_headers="x-oss-meta-author",
        )
    )
    assert (result.access_control_allow_origin, result.access_control_allow_methods) == (
        "https://app.example.com",
        "GET, PUT",
    )


def test_the_second_python_client_pages_through_buckets(local_oss: WatchedOSS, client: Any) -> None:
    local_oss.store.create("another")
    pages = client.list_buckets_paginator().iter_page(oss_v2.ListBucketsRequest(max_keys=1))
    assert [bucket.name for page in pages for bucket in page.buckets] == ["another", BUCKET]


def test_the_second_python_client_reads_the_bucket(client: Any) -> None:
    info = client.get_bucket_info(oss_v2.GetBucketInfoRequest(bucket=BUCKET)).bucket_info
    location = client.get_bucket_location(oss_v2.GetBucketLocationRequest(bucket=BUCKET)).location
    assert (info.name, info.acl, location) == (BUCKET, "private", "oss-cn-hangzhou")


def test_the_second_python_client_stores_objects_and_signs_urls(
    local_oss: WatchedOSS, client: Any
) -> None:
    key = "docs/a b+ü.txt"
    client.put_object(oss_v2.PutObjectRequest(bucket=BUCKET, key=key, body=b"hello"))
    got = client.get_object(oss_v2.GetObjectRequest(bucket=BUCKET, key=key))
    assert got.body.content == b"hello"
    url = client.presign(oss_v2.GetObjectRequest(bucket=BUCKET, key=key)).url
    assert ask(local_oss, "GET", url).body == b"hello"


def test_the_second_python_client_reads_a_range_and_the_meta(client: Any) -> None:
    client.put_object(oss_v2.PutObjectRequest(bucket=BUCKET, key="a", body=b"0123456789"))
    got = client.get_object(
        oss_v2.GetObjectRequest(
            bucket=BUCKET, key="a", range_header="bytes=7-20", range_behavior="standard"
        )
    )
    assert (got.body.content, got.content_range) == (b"789", "bytes 7-9/10")
    meta = client.get_object_meta(oss_v2.GetObjectMetaRequest(bucket=BUCKET, key="a"))
    assert (meta.content_length, meta.etag) == (10, f'"{TEN_DIGITS_MD5}"')


@pytest.mark.parametrize("size", [1, 100])
def test_the_second_python_client_pages_through_objects_and_deletes_them(
    local_oss: WatchedOSS, client: Any, size: int
) -> None:
    for key in ("a b", "ü/+", "日"):
        local_oss.store.put_object(BUCKET, key, b"hello")
    first = client.list_objects_paginator().iter_page(
        oss_v2.ListObjectsRequest(bucket=BUCKET, max_keys=size)
    )
    second = client.list_objects_v2_paginator().iter_page(
        oss_v2.ListObjectsV2Request(bucket=BUCKET, max_keys=size)
    )
    for pages in (first, second):
        assert [item.key for page in pages for item in page.contents or ()] == ["a b", "ü/+", "日"]
    objects = [oss_v2.DeleteObject(key=key) for key in ("a b", "ü/+")]
    client.delete_multiple_objects(
        oss_v2.DeleteMultipleObjectsRequest(bucket=BUCKET, objects=objects)
    )
    assert list(local_oss.store.get(BUCKET).objects) == ["日"]


def test_the_second_python_client_uploads_in_parts(local_oss: WatchedOSS, client: Any) -> None:
    content = bytes(250 * 1024)
    uploader = client.uploader(part_size=100 * 1024, parallel_num=3)
    result = uploader.upload_from(
        oss_v2.PutObjectRequest(bucket=BUCKET, key="big ü"), io.BytesIO(content)
    )
    stored = local_oss.store.get(BUCKET).objects["big ü"]
    assert (stored.body, f'"{stored.etag}"') == (content, result.etag)
    assert stored.etag.endswith("-3")


# --- ali-oss --------------------------------------------------------------------------------------

VARIANTS = {
    "by address, V1": {"authorizationV4": False},
    "by address, V4": {"authorizationV4": True},
    "by path, V1": {"authorizationV4": False, "sldEnable": True},
    "by path, V4": {"authorizationV4": True, "sldEnable": True},
}


@pytest.fixture(params=list(VARIANTS.values()), ids=list(VARIANTS))
def seen_by_node(request: pytest.FixtureRequest, local_oss: WatchedOSS) -> dict[str, Any]:
    """What ali-oss saw on its way through all it can do with Local OSS."""
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules" / "ali-oss").is_dir():
        pytest.skip("node and its packages are not there: run `make test`")
    host = "localhost" if request.param.get("sldEnable") else "127.0.0.1"
    settings = request.param | {
        "region": "oss-cn-hangzhou",
        "endpoint": local_oss.endpoint.replace("127.0.0.1", host),
        "accessKeyId": local_oss.access_key_id,
        "accessKeySecret": local_oss.access_key_secret,
        "bucket": BUCKET,
    }
    done = subprocess.run(
        [node, "ali_oss_check.mjs"],
        cwd=NODE,
        input=json.dumps(settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def test_the_node_client_works_against_it(
    local_oss: WatchedOSS, seen_by_node: dict[str, Any]
) -> None:
    url = seen_by_node.pop("url", None)
    assert seen_by_node == {
        "withoutRules": {"status": 404, "code": "NoSuchCORSConfiguration"},
        "rules": [
            {
                "allowedOrigin": ["https://app.example.com", "www.aliyun.com"],
                "allowedMethod": ["GET", "PUT"],
                "allowedHeader": "x-oss-meta-author",
                "exposeHeader": "ETag",
                "maxAgeSeconds": "33012",
            },
            {"allowedOrigin": "*", "allowedMethod": "HEAD"},
        ],
        "eleven": {"status": 400, "code": "CORSRuleBeyondLimit"},
        "deleted": {"status": 404, "code": "NoSuchCORSConfiguration"},
        "buckets": [BUCKET],
        "location": "oss-cn-hangzhou",
        "info": BUCKET,
        "acl": "public-read",
        "got": "hello",
        "meta": {"author": "Ada"},
        "streamed": "in chunks",
        "part": "llo",
        "listed": ["docs/a b+ü.txt", "stream.txt"],
        "folders": ["docs/"],
        "listedByVersion2": ["docs/a b+ü.txt", "stream.txt"],
        "size": "5",
        "parts": 2,
        "uploads": ["big/ü.bin"],
        "big": 153600,
        "type": "Multipart",
        "noUpload": {"status": 404, "code": "NoSuchUpload"},
        "deletedMany": ["big/ü.bin", "docs/a b+ü.txt"],
        "gone": {"status": 404, "code": "NoSuchKey"},
        "impostor": {"status": 403, "code": "SignatureDoesNotMatch"},
    }
    assert url is None or ask(local_oss, "GET", url).body == b"signed"
