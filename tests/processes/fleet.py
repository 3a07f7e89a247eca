"""Replicas of `ackline serve`, each a process of its own that can be killed, frozen, or asked to stop."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Mapping, Sequence
from pathlib import Path

import aiohttp

from ackline.runtime.settings import KNOWN

START_SECONDS = 60
STOP_SECONDS = 30

AS_IT_IS = ("-m", "ackline")
HASTY = (str(Path(__file__).with_name("hasty.py")),)

INTAKE = "--intake"
ENGINE = "--engine"


class Replica:
    """One process after another on one port; what they write is kept in one file."""

    def __init__(self, program: Sequence[str], settings: Mapping[str, str], log: Path, part: str = "") -> None:
        self.port = _free_port()
        self.hears = part != ENGINE
        self.kills = 0
        self._words = (*program, "serve", *([part] if part else []))
        self._settings = {**settings, "ACKLINE_PORT": str(self.port)}
        self._log = log
        self._process: Process | None = None

    async def start(self) -> None:
        """A new process, which is not ready yet."""
        environment = {name: value for name, value in os.environ.items() if name not in KNOWN} | self._settings
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *self._words, stdin=DEVNULL, stdout=log, stderr=log, env=environment
            )

    async def ready(self) -> None:
        """Return when it says that it is ready. AssertionError, with what it wrote, when it ends or takes too long."""
        async with aiohttp.ClientSession() as http:
            for _ in range(START_SECONDS * 10):
                assert self.running, f"it ended:\n{self.written}"
                try:
                    async with http.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError(f"it never became ready:\n{self.written}")

    async def kill(self) -> None:
        """kill -9: nothing is said goodbye to."""
        assert self._process is not None
        if self.running:
            self._process.kill()
            self.kills += 1
        await self._process.wait()

    def freeze(self) -> None:
        """It does nothing more, but its connections stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it was, as if no time had passed."""
        self._signal(signal.SIGCONT)

    async def stop(self) -> int:
        """Ask it to stop; its exit status. AssertionError when it does not."""
        assert self._process is not None
        self._signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                return await self._process.wait()
        except TimeoutError:
            raise AssertionError(f"it does not stop:\n{self.written}") from None

    async def end(self) -> None:
        """It is gone, whatever state it was in."""
        if self._process is not None and self.running:
            self._process.kill()
            await self._process.wait()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def written(self) -> str:
        return self._log.read_text(errors="replace")[-4000:] if self._log.exists() else ""

    @property
    def written_first(self) -> str:
        """What it wrote when it first began."""
        return self._log.read_text(errors="replace")[:8000]

    def _signal(self, number: int) -> None:
        assert self._process is not None
        if self.running:
            self._process.send_signal(number)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
