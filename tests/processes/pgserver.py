"""A PostgreSQL whose databases lose nothing when it breaks off, and that can be made to."""

import asyncio
import subprocess
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from raw_database import Database

_RESTART_SECONDS = 60


@dataclass(slots=True)
class Server:
    """The server behind a URL of `postgres_server.running_postgres`."""

    url: str
    _numbers: "count[int]" = field(default_factory=count)

    async def empty_database(self) -> Database:
        """A database of its own for one run, on which a commit means what it says."""
        name = f"run{next(self._numbers)}"
        database = Database(url=self.url.replace("/postgres?", f"/{name}?"))
        # The tests' server is set up to be quick, not to keep what it promised.
        await asyncio.to_thread(self._psql, f"CREATE DATABASE {name}")
        await asyncio.to_thread(self._psql, f"ALTER DATABASE {name} SET synchronous_commit = on")
        return database

    async def restart(self) -> None:
        """`pg_ctl -m immediate`: every connection breaks off, and what was not committed is gone."""
        await asyncio.to_thread(self._run, "pg_ctl", "-D", "data", "-l", "log", "-m", "immediate", "-w", "restart")

    def _psql(self, statement: str) -> None:
        self._run("psql", "-h", str(self._home), "-U", "postgres", "-q", "-c", statement)

    def _run(self, program: str, *words: str) -> None:
        data = self._home / "data"
        owner = data.stat()
        # The server wrote down by which program it was started; the others lie beside it.
        programs = Path((data / "postmaster.opts").read_text().split()[0]).parent
        done = subprocess.run(
            [programs / program, *words],
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            timeout=_RESTART_SECONDS,
            user=owner.st_uid,
            group=owner.st_gid,
            extra_groups=[],
        )
        assert done.returncode == 0, done.stderr

    @property
    def _home(self) -> Path:
        return Path(parse_qs(urlsplit(self.url).query)["host"][0])
