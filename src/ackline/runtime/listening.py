"""Listening where the operator said, and telling how to mend it when that cannot be."""

import errno
from collections.abc import Awaitable
from typing import TypeVar

from ackline.runtime.settings import SettingsError

T = TypeVar("T")

_WHY = {
    errno.EADDRINUSE: "another program listens there",
    errno.EADDRNOTAVAIL: "it is no address of this machine",
    errno.EACCES: "this user may not use that port",
}


async def listening(start: Awaitable[T], host: str, port: int, mend: str) -> T:
    """What `start` gives once it listens. SettingsError, with its mend, when it cannot."""
    try:
        return await start
    except OSError as error:
        why = _WHY.get(error.errno or 0) or error.strerror or type(error).__name__
        raise SettingsError([f"cannot listen on {host}:{port} ({why}): {mend}"]) from error
