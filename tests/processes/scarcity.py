"""Room for the database's file: a disk that can be filled, or a limit on how much of a file is written (Linux)."""

import resource
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from fleet import Replica


class Room(Protocol):
    """What can be taken away and given back while a process runs."""

    def take(self) -> None: ...
    def give_back(self) -> None: ...


class Disk:
    """A disk of its own, filled to the last byte: SQLite says that it is full."""

    def __init__(self, place: Path) -> None:
        self._ballast = place / "ballast"

    def take(self) -> None:
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def give_back(self) -> None:
        self._ballast.unlink()


class Ration:
    """No file of a process may be written beyond its first quarter of a megabyte: SQLite says that the disk fails."""

    ENOUGH_FOR_A_LOG = 256 * 1024

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def take(self) -> None:
        self._limit((self.ENOUGH_FOR_A_LOG, self._before[1]))

    def give_back(self) -> None:
        self._limit(self._before)

    def _limit(self, limits: tuple[int, int]) -> None:
        resource.prlimit(self._replica.pid, resource.RLIMIT_FSIZE, limits)
