"""How raw rows are read: a port of its own, since an adapter provides it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ackline.domain.tickets.intake import Input
from ackline.services.ports import Json


class Reader(Protocol):
    """Reads a raw row. Never raises: what it cannot read is Ignored, with the reason."""

    def __call__(self, source: str, body: Json, received_at: datetime) -> Sequence[Input]: ...
