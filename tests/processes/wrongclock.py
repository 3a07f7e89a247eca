"""A wall clock of a process's own, that may be wrong and may be stepped while the process runs (Linux)."""

import shutil
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path


class NoCompiler(Exception):
    """Nothing here builds C, and why that matters."""


class WrongClock:
    """What a process is started with, and what moves its clock."""

    def __init__(self, folder: Path, library: Path, *, seconds: int = 0) -> None:
        self._file = folder / "skew"
        self._library = library
        self.step_to(seconds)

    def step_to(self, seconds: int) -> None:
        """From now on its clock is so many seconds ahead of this machine's, or behind it."""
        # In place: the process has the file mapped.
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("q", seconds))

    @property
    def settings(self) -> Mapping[str, str]:
        """The environment of the process."""
        return {"LD_PRELOAD": str(self._library), "SKEW_FILE": str(self._file)}


def build(folder: Path) -> Path:
    """The library that moves a clock. NoCompiler where it can't be built."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise NoCompiler("no C compiler (cc) to build the library that moves a process's clock")
    library = folder / "skew.so"
    source = Path(__file__).with_name("skew.c")
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, source], capture_output=True, text=True, timeout=60
    )
    if done.returncode != 0:
        raise NoCompiler(f"the library that moves a process's clock can't be built: {done.stderr}")
    return library
