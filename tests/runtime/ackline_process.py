"""Ackline as a process of its own, watched by the lines it writes."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from ackline.runtime.settings import KNOWN

PATIENCE_SECONDS = 60
"""Far more than anything here takes; a process that hangs fails its test instead of stopping the run."""


class Running:
    """A process, and everything it has written so far."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.lines: list[str] = []

    @property
    def written(self) -> str:
        return "\n".join(self.lines)

    async def line_with(self, words: str) -> str:
        """The next line that has these words. AssertionError when the process ends without it."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            while read := (await self._process.stdout.readline()).decode():
                self.lines.append(read.rstrip("\n"))
                if words in read:
                    return self.lines[-1]
        raise AssertionError(f"it ended without {words!r}:\n{self.written}")

    async def log_line(self, message: str, **named: str) -> dict[str, Any]:
        """The next log line with this message, and with values that begin so."""
        while True:
            line = json.loads(await self.line_with(f'"message": "{message}"'))
            if all(str(line.get(key, "")).startswith(value) for key, value in named.items()):
                return dict(line)

    def tell_to_stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    async def ended(self) -> int:
        """Its exit status, when it has ended by itself and all it wrote is read."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            self.lines += (await self._process.stdout.read()).decode().splitlines()
            return await self._process.wait()


@asynccontextmanager
async def ackline_process(
    *words: str, program: tuple[str, ...] = (sys.executable, "-m", "ackline"), **settings: str
) -> AsyncIterator[Running]:
    """Ackline with these words, and no variable of its own set but `settings`. It is gone at the end of the block."""
    environment = {name: value for name, value in os.environ.items() if name not in KNOWN} | settings
    process = await asyncio.create_subprocess_exec(*program, *words, stdout=PIPE, stderr=STDOUT, env=environment)
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
