"""ListBuckets, PutBucket, DeleteBucket, GetBucketInfo, GetBucketLocation, and the ACL."""

from __future__ import annotations

from xml.etree import ElementTree

import oss2
import pytest

from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.localoss.plain import Reply, ask, signed

PAGING = {"Prefix", "Marker", "MaxKeys", "IsTruncated", "NextMarker"}


def list_page(server: WatchedOSS, **query: str) -> Reply:
    """GetService over a URL, to see the XML itself."""
    named = {name.replace("_", "-"): value for name, value in query.items()}
    return ask(server, "GET", signed(server, "GET", query=named, bucket=""))


def names(service: oss2.Service, **options: object) -> list[str]:
    return [bucket.name for bucket in service.list_buckets(**options).buckets]


@pytest.fixture
def several(local_oss: WatchedOSS) -> WatchedOSS:
    for name in ("images-b", "images-a", "videos"):
        local_oss.store.create(name)
    return local_oss


@pytest.mark.usefixtures("several")
def test_buckets_are_listed_by_name(service: oss2.Service) -> None:
    assert names(service) == [BUCKET, "images-a", "images-b", "videos"]


@pytest.mark.usefixtures("several")
def test_a_prefix_chooses_among_them(service: oss2.Service) -> None:
    assert names(service, prefix="images-") == ["images-a", "images-b"]


@pytest.mark.usefixtures("several")
def test_a_page_begins_behind_its_marker(service: oss2.Service) -> None:
    assert names(service, marker="images-a", max_keys=1) == ["images-b"]


@pytest.mark.usefixtures("several")
def test_pages_lead_through_all_buckets(service: oss2.Service) -> None:
    found = [bucket.name for bucket in oss2.BucketIterator(service, max_keys=1)]
    assert found == [BUCKET, "images-a", "images-b", "videos"]


@pytest.mark.usefixtures("several")
def test_a_truncated_page_says_where_to_go_on(service: oss2.Service) -> None:
    page = service.list_buckets(max_keys=2)
    assert (page.is_truncated, page.next_marker) == (True, "images-a")


def test_the_paging_elements_are_there_only_when_truncated(several: WatchedOSS) -> None:
    whole = ElementTree.fromstring(list_page(several).body)  # noqa: S314 - our own
    page = ElementTree.fromstring(list_page(several, max_keys="1").body)  # noqa: S314 - our own
    assert {child.tag for child in whole} == {"Owner", "Buckets"}
    assert {child.tag for child in page} == {"Owner", "Buckets"} | PAGING


@pytest.mark.parametrize("max_keys", ["0", "1001", "-1", "many"])
def test_a_page_has_one_to_a_thousand_entries(local_oss: WatchedOSS, max_keys: str) -> None:
    reply = list_page(local_oss, max_keys=max_keys)
    assert (reply.status, reply.code, reply.text("ArgumentName")) == (
        400,
        "InvalidArgument",
        "max-keys",
    )


def test_a_page_has_a_hundred_entries_unless_told(
    local_oss: WatchedOSS, service: oss2.Service
) -> None:
    for number in range(101):
        local_oss.store.create(f"bucket-{number:03}")
    assert len(service.list_buckets(max_keys="").buckets) == 100


def test_an_account_without_buckets_has_an_empty_list(
    local_oss: WatchedOSS, service: oss2.Service
) -> None:
    local_oss.store.clear()
    assert names(service) == []


def test_an_entry_says_where_its_bucket_can_be_reached(
    local_oss: WatchedOSS, service: oss2.Service
) -> None:
    entry = service.list_buckets().buckets[0]
    assert (entry.location, entry.region, entry.storage_class) == (
        "oss-cn-hangzhou",
        "cn-hangzhou",
        "Standard",
    )
    assert entry.extranet_endpoint == entry.intranet_endpoint == local_oss.address
    assert entry.creation_date > 1_700_000_000


def test_a_client_can_follow_the_endpoint_of_the_list(
    service: oss2.Service, session: oss2.Session
) -> None:
    endpoint = service.list_buckets().buckets[0].extranet_endpoint
    bucket = oss2.Bucket(
        service.auth, f"http://{endpoint}", BUCKET, region="cn-hangzhou", session=session
    )
    assert bucket.get_bucket_location().location == "oss-cn-hangzhou"


def test_the_bucket_info_has_all_that_oss2_reads(bucket: oss2.Bucket) -> None:
    info = bucket.get_bucket_info()
    assert (info.name, info.location, info.storage_class, info.acl.grant, info.owner.id) == (
        BUCKET,
        "oss-cn-hangzhou",
        "Standard",
        "private",
        "localoss",
    )


@pytest.mark.parametrize("call", ["get_bucket_info", "get_bucket_location", "get_bucket_acl"])
def test_a_missing_bucket_has_no_facts(
    local_oss: WatchedOSS, bucket: oss2.Bucket, call: str
) -> None:
    local_oss.store.clear()
    with pytest.raises(oss2.exceptions.NoSuchBucket):
        getattr(bucket, call)()


def test_a_bucket_is_made_private_unless_told(local_oss: WatchedOSS, bucket: oss2.Bucket) -> None:
    local_oss.store.clear()
    bucket.create_bucket()
    assert bucket.get_bucket_acl().acl == "private"


def test_a_bucket_is_made_with_an_acl(local_oss: WatchedOSS, bucket: oss2.Bucket) -> None:
    local_oss.store.clear()
    bucket.create_bucket(oss2.BUCKET_ACL_PUBLIC_READ)
    assert local_oss.store.get(BUCKET).acl == "public-read"


def test_a_bucket_made_again_keeps_what_it_holds(
    local_oss: WatchedOSS, bucket: oss2.Bucket
) -> None:
    local_oss.store.put_object(BUCKET, "a.txt", b"hello")
    bucket.create_bucket(oss2.BUCKET_ACL_PUBLIC_READ)
    made = local_oss.store.get(BUCKET)
    assert (made.acl, list(made.objects)) == ("public-read", ["a.txt"])


@pytest.mark.parametrize("name", ["ab", "a" * 64, "Upper", "-a-", "a_b", "a.b"])
def test_a_name_against_the_conventions_is_refused(local_oss: WatchedOSS, name: str) -> None:
    reply = ask(local_oss, "PUT", signed(local_oss, "PUT", bucket=name))
    assert (reply.status, reply.code, reply.text("BucketName")) == (
        400,
        "InvalidBucketName",
        name,
    )


def test_an_empty_bucket_is_deleted(local_oss: WatchedOSS, bucket: oss2.Bucket) -> None:
    bucket.delete_bucket()
    assert local_oss.store.find(BUCKET) is None


def test_a_bucket_with_objects_is_kept(local_oss: WatchedOSS, bucket: oss2.Bucket) -> None:
    local_oss.store.put_object(BUCKET, "a.txt", b"hello")
    with pytest.raises(oss2.exceptions.BucketNotEmpty):
        bucket.delete_bucket()


def test_the_acl_is_changed(local_oss: WatchedOSS, bucket: oss2.Bucket) -> None:
    bucket.put_bucket_acl(oss2.BUCKET_ACL_PUBLIC_READ_WRITE)
    assert local_oss.store.get(BUCKET).acl == "public-read-write"


@pytest.mark.parametrize("headers", [{}, {"x-oss-acl": "everybody"}])
def test_an_acl_that_is_none_is_refused(local_oss: WatchedOSS, headers: dict[str, str]) -> None:
    url = signed(local_oss, "PUT", query={"acl": ""}, headers=headers)
    reply = ask(local_oss, "PUT", url, **headers)
    assert (reply.code, reply.text("ArgumentName")) == ("InvalidArgument", "x-oss-acl")
