"""The ListBuckets document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckets.oss.connection import Connection
from buckets.oss.listing import ListedBucket, read_page

HERE = Connection(
    "https://oss-cn-hangzhou-internal.aliyuncs.com", "cn-hangzhou", "id", "secret", 5.0
)


def page(*buckets: str, paging: str = "") -> bytes:
    listed = "".join(f"<Bucket>{bucket}</Bucket>" for bucket in buckets)
    return (
        f"<ListAllMyBucketsResult>{paging}<Buckets>{listed}</Buckets></ListAllMyBucketsResult>"
    ).encode()


def bucket(**changes: str) -> str:
    elements = {
        "CreationDate": "2025-06-01T08:30:00.000Z",
        "ExtranetEndpoint": "oss-cn-hangzhou.aliyuncs.com",
        "IntranetEndpoint": "oss-cn-hangzhou-internal.aliyuncs.com",
        "Location": "oss-cn-hangzhou",
        "Name": "photos",
        "StorageClass": "Standard",
    }
    elements |= changes
    return "".join(f"<{name}>{text}</{name}>" for name, text in elements.items() if text)


def test_a_bucket_of_the_same_region_keeps_the_account_s_endpoint() -> None:
    listed = ListedBucket("photos", "cn-hangzhou", HERE.endpoint)
    assert read_page(page(bucket()), HERE) == ([listed], None)


def test_a_bucket_elsewhere_is_asked_for_at_its_own_public_endpoint() -> None:
    elsewhere = bucket(Location="oss-us-west-1", ExtranetEndpoint="oss-us-west-1.aliyuncs.com")
    (listed,), _ = read_page(page(elsewhere), HERE)
    assert listed.region == "us-west-1"
    assert listed.endpoint == "https://oss-us-west-1.aliyuncs.com"


def test_the_marker_counts_only_when_there_is_more() -> None:
    more = "<IsTruncated>true</IsTruncated><NextMarker>photos</NextMarker>"
    assert read_page(page(paging=more), HERE)[1] == "photos"
    assert read_page(page(paging=more.replace("true", "false")), HERE)[1] is None


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"not XML",
        b"<html/>",
        b"<!DOCTYPE html><ListAllMyBucketsResult/>",
        b'<ListAllMyBucketsResult xmlns="http://doc.oss-cn-hangzhou.aliyuncs.com"/>',
        b'<?xml version="1.0" encoding="klingon"?><ListAllMyBucketsResult/>',
        page(bucket(Name="")),
        page(bucket(Location="")),
        page(bucket(Location="oss-us-west-1", ExtranetEndpoint="evil/path")),
        page(paging="<IsTruncated>true</IsTruncated>"),
    ],
    ids=str,
)
def test_what_is_no_whole_listing_is_not_read(document: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_page(document, HERE)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_listing_or_a_value_error(document: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_page(document, HERE)
