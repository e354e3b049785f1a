"""Receiving files: nobody can fill the disk by sending more than is taken."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class OnlySoMuch(FileUploadHandler):
    """Stands before the handlers that store; past the limit it lets nothing through.

    The rest of the request is read and thrown away, so that the sender gets the form's sentence
    about the size and not a broken connection.
    """

    chunk_size = FileUploadHandler.chunk_size

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        # One chunk more than the limit still passes: by it the form sees that the file is too large.
        room = self.received <= settings.DOCUMENT_MAX_BYTES
        self.received += len(raw_data)
        return raw_data if room else None

    def file_complete(self, file_size: int) -> None:
        """The handlers behind this one make the file."""
