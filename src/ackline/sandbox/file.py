"""Files: those that people share and those that the app uploads, in its three calls."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass

from ackline.sandbox.wire import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that was shared; its bytes are not kept."""

    id: str
    name: str
    title: str
    user: str
    team: str
    created: int
    size: int = 0
    channels: tuple[str, ...] = ()

    def as_json(self, origin: str, *, private: Sequence[str], ims: Sequence[str]) -> Json:
        """As `files.info` answers it; `private` and `ims` say which of its channels are of these kinds."""
        mimetype = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        _, _, ending = self.name.rpartition(".")
        address = f"{origin}/files-pri/{self.team}-{self.id}/{self.id}"
        apart = {*private, *ims}
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title,
            "mimetype": mimetype,
            "filetype": ending.lower() if ending != self.name else "binary",
            "pretty_type": ending.upper() if ending != self.name else "Binary",
            "user": self.user,
            "user_team": self.team,
            "editable": False,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": any(channel not in apart for channel in self.channels),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": address,
            "url_private_download": f"{address}/download",
            "permalink": f"{origin}/files/{self.user}/{self.id}",
            "channels": [channel for channel in self.channels if channel not in apart],
            "groups": [channel for channel in self.channels if channel in private],
            "ims": [channel for channel in self.channels if channel in ims],
            "has_rich_preview": False,
            "file_access": "visible",
        }


def veiled(file_id: str) -> Json:
    """All that an event says of another organisation's file: `files.info` tells the rest."""
    return {"id": file_id, "mode": "file_access", "file_access": "check_file_info"}
