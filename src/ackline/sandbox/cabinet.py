"""Where files are kept: the uploads that the app has begun, and the files that were shared."""

import secrets
from dataclasses import dataclass, replace

from ackline.sandbox.file import File
from ackline.sandbox.wire import Json
from ackline.sandbox.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """An upload that was asked for; `received` is None until its bytes came."""

    file: File
    received: int | None = None


class Cabinet:
    """The files of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._files: dict[str, File] = {}
        self._uploads: dict[str, Upload] = {}

    def begin(self, file: File) -> str:
        """The key of an upload address for a file that is to come."""
        key = secrets.token_urlsafe(18)
        self._uploads[key] = Upload(file=file)
        return key

    def receive(self, key: str, size: int) -> bool:
        """The bytes of an upload came; False when nobody asked for it."""
        upload = self._uploads.get(key)
        if upload is None:
            return False
        self._uploads[key] = replace(upload, received=size)
        return True

    def received(self, file_id: str) -> File | None:
        """An uploaded file that is not shared yet."""
        for upload in self._uploads.values():
            if upload.file.id == file_id and upload.received is not None:
                return replace(upload.file, size=upload.received)
        return None

    def keep(self, file: File) -> File:
        """The file is there from now on, and no longer only an upload."""
        self._uploads = {key: upload for key, upload in self._uploads.items() if upload.file.id != file.id}
        self._files[file.id] = file
        return file

    def find(self, file_id: str) -> File | None:
        """A file that was shared."""
        return self._files.get(file_id)

    def shown(self, file: File, origin: str) -> Json:
        """The file as the API answers it."""
        known = [self._world.channels[one] for one in file.channels if one in self._world.channels]
        private = [channel.id for channel in known if channel.private and not channel.is_im]
        return file.as_json(origin, private=private, ims=[channel.id for channel in known if channel.is_im])


def new_file_id() -> str:
    """An id like Slack's."""
    return "F" + secrets.token_hex(5).upper()
