"""Files that people send: none is kept, and none is larger than any of our forms takes."""

from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from buckets.cors.doctor.har import MOST_BYTES


class LimitedUpload(FileUploadHandler):
    """Stands before the handlers that keep a file until its request is over, and lets nothing
    through to them beyond `MOST_BYTES`: such a file arrives empty, with the size that it had, so
    that the form can say what is wrong with it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start + len(raw_data) <= MOST_BYTES else None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if file_size <= MOST_BYTES:
            return None
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size)
