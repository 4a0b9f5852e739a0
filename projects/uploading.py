"""Taking uploads from the wire: bounded in time and size."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from courseapp.courses import clock


class UploadTooLong(RequestDataTooBig):
    """The request lasted longer than `MAX_REQUEST_SECONDS`; it was cut and nothing was stored."""


class PatientUploadHandler(FileUploadHandler):
    """Waits for a slow upload, but not for ever, and takes no more bytes than allowed.

    Both limits end the request with a 413 before anything is written beside a temporary file.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.received = 0
        self.last_moment = clock.real_now() + timedelta(seconds=settings.MAX_REQUEST_SECONDS)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            raise RequestDataTooBig("The upload is larger than this server takes.")
        if clock.real_now() > self.last_moment:
            raise UploadTooLong("The upload took longer than this server waits.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
