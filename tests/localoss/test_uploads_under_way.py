"""ListMultipartUploads: what has begun and is neither complete nor aborted."""

from __future__ import annotations

from itertools import islice

import oss2
import pytest


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_uploads_under_way_are_listed_by_key_and_id(bucket: oss2.Bucket, size: int) -> None:
    started = [(key, bucket.init_multipart_upload(key).upload_id) for key in ("b", "a", "b", "c/d")]
    found = islice(oss2.MultipartUploadIterator(bucket, max_uploads=size), 10)
    assert [(upload.key, upload.upload_id) for upload in found] == sorted(started)


def test_uploads_are_listed_behind_a_key_or_behind_an_upload_of_it(bucket: oss2.Bucket) -> None:
    first, second = sorted(bucket.init_multipart_upload("b").upload_id for _ in range(2))
    third = bucket.init_multipart_upload("c").upload_id

    def behind(key: str, upload_id: str = "") -> list[str]:
        listed = bucket.list_multipart_uploads(key_marker=key, upload_id_marker=upload_id)
        return [upload.upload_id for upload in listed.upload_list]

    assert behind("b") == [third]
    assert behind("b", first) == [second, third]
    assert behind("", second) == [first, second, third]


def test_uploads_under_way_are_listed_by_folders(bucket: oss2.Bucket) -> None:
    for key in ("a/b", "a/c", "d"):
        bucket.init_multipart_upload(key)
    listed = bucket.list_multipart_uploads(delimiter="/", max_uploads=1)
    assert (listed.prefix_list, listed.is_truncated, listed.next_key_marker) == (["a/"], True, "a/")
    following = bucket.list_multipart_uploads(delimiter="/", key_marker="a/")
    assert ([upload.key for upload in following.upload_list], following.prefix_list) == (["d"], [])


def test_a_bucket_with_an_upload_under_way_is_kept(bucket: oss2.Bucket) -> None:
    upload_id = bucket.init_multipart_upload("a").upload_id
    with pytest.raises(oss2.exceptions.BucketNotEmpty):
        bucket.delete_bucket()
    bucket.abort_multipart_upload("a", upload_id)
    assert bucket.delete_bucket().status == 204
