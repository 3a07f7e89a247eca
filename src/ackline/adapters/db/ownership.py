"""One process owns a SQLite file: whoever holds the lock file beside it."""

import fcntl
import os
from pathlib import Path

from ackline.adapters.db.errors import StoreError


def holder(database: Path) -> str | None:
    """The process that owns the file, None when nobody does. Nothing is changed."""
    beside = _beside(database)
    if not beside.exists():
        return None
    with beside.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return lock.read(20).decode(errors="replace").strip() or "unknown"
    return None


def _beside(database: Path) -> Path:
    return database.with_name(f"{database.name}.lock")


class Ownership:
    """Held from `take` until `release` or the end of the process, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, database: Path) -> "Ownership":
        """Own the file. StoreError when another process does, or when nothing may be written there."""
        beside = _beside(database)
        try:
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o644)
        except FileNotFoundError:
            raise StoreError(f"there is no folder {database.parent}: create it, or mend ACKLINE_DATABASE_URL") from None
        except OSError as error:
            raise StoreError(
                f"cannot write {beside} ({error.strerror}): give the user that runs Ackline the right to write "
                f"the folder {database.parent}"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise StoreError(
                f"another Ackline (process {holder}) runs on {database}, and SQLite carries one: stop it, or use "
                "PostgreSQL to run several"
            ) from None
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        except OSError as error:
            os.close(descriptor)
            raise StoreError(f"cannot write {beside} ({error.strerror}): make room on its disk") from error
        return cls(descriptor)

    def release(self) -> None:
        """Let another process own the file."""
        os.close(self._descriptor)
