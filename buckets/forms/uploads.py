"""Files that people send: none is kept, and none is larger than any of our forms takes."""

from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from buckets.cors.doctor import MOST_BYTES


class LimitedUpload(TemporaryFileUploadHandler):
    """Keeps a file until its request is over, and nothing of it beyond `MOST_BYTES`: a larger one
    arrives empty, with the size that it had, so that the form can say what is wrong with it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start + len(raw_data) > MOST_BYTES:
            return None
        return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        if file_size <= MOST_BYTES:
            return super().file_complete(file_size)
        self.file.close()
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size)
