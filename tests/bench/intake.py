"""Signed Slack events answered per second: our intake, durable, beside a Bolt app with an empty listener.

`python tests/bench/intake.py [--events N] [--at-once N] [--rounds N] [--postgresql] [--json]`. Both servers are
processes of their own behind the same aiohttp server, both check every signature, and neither asks Slack anything.
They take turns, so that the ratio holds on any machine. Ours has committed an event before it answers (SQLite, WAL,
synchronous=FULL, or PostgreSQL with fsync); at the end its rows are counted. No worker runs beside it: this is the way
in alone.
"""

import argparse
import asyncio
import gc
import hashlib
import hmac
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import NoReturn

import asyncpg
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

sys.path.insert(0, str(Path(__file__).parents[1] / "adapters" / "db"))

from postgres_server import running_postgres

from ackline.adapters.db.store import open_store, open_view
from ackline.adapters.slack.app import Endpoint, build
from ackline.adapters.slack.listeners import Doors
from ackline.adapters.slack.me import Me
from ackline.adapters.wallclock import Wallclock
from ackline.services.incoming.intake import Intake
from ackline.web.server import Server

SECRET = "a-signing-secret"
ME = Me(user="U0ACKLINE", bot="B0ACKLINE", app="A0ACKLINE", team="T0VENDOR")
WARM_UP = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One run of one server: answers a second, and how long the slowest in a hundred took, in milliseconds."""

    subject: str
    per_second: float
    p50_ms: float
    p99_ms: float


# ------------------------------------------------------------------- the servers


async def ours(database: str) -> AsyncApp:
    """Our listeners over our store. Only events come: every other door stays shut."""
    store = await open_store(database)
    await store.migrate()

    async def shut(*_: object) -> NoReturn:
        raise RuntimeError("nobody comes this way here")

    doors = Doors(
        intake=Intake(store, lambda: None).take,
        submit=shut,
        choices=shut,
        witnessed=shut,
        message=shut,
        tells=shut,
        may_open=shut,
        commands={},  # type: ignore[arg-type]
        order=shut,
        views={},
        is_staff=shut,
        forget=lambda _: None,
        clock=Wallclock(),
    )
    return build(AsyncWebClient(token="xoxb-sandbox-bench"), ME, SECRET, doors)


async def empty(_: str) -> AsyncApp:
    """Bolt as it comes, told who it is, with a listener that does nothing."""
    known = AuthorizeResult(
        enterprise_id=None, team_id=ME.team, bot_user_id=ME.user, bot_id=ME.bot, bot_token="xoxb-sandbox-bench"
    )

    async def authorize() -> AuthorizeResult:
        return known

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @app.event("message")
    async def listen() -> None:
        return None

    return app


SUBJECTS = {"bolt, empty listener": empty, "ackline, durable": ours}


def serve(subject: str, database: str, origin: Connection) -> None:
    """Serve until killed; the port goes through the pipe."""

    async def run() -> None:
        app = await SUBJECTS[subject](database)
        gc.collect()
        gc.freeze()  # as `serve` does; it does Bolt alone no harm
        server = Server([web.post("/slack/events", Endpoint(app, SECRET).handle)])
        origin.send(await server.start("127.0.0.1", 0))
        await asyncio.Event().wait()

    asyncio.run(run())


@contextmanager
def served(subject: str, database: str) -> Iterator[int]:
    """The port of a server in a process of its own."""
    spawning = multiprocessing.get_context("spawn")
    here, there = spawning.Pipe()
    process = spawning.Process(target=serve, args=(subject, database, there), daemon=True)
    process.start()
    try:
        if not here.poll(30):
            raise RuntimeError(f"{subject} did not start")
        yield int(here.recv().rpartition(":")[2])
    finally:
        process.kill()
        process.join()


# ---------------------------------------------------------------------- the load


def requests(first: int, count: int) -> list[bytes]:
    """Signed requests, each another message of a customer in a shared channel."""
    now = int(time.time())
    return [signed(event(first + n, now), now) for n in range(count)]


def event(number: int, now: int) -> bytes:
    ts = f"{now}.{number:06d}"
    said = {
        "type": "message",
        "channel": f"C0{number % 50:04d}",
        "channel_type": "channel",
        "user": f"U0{number % 200:04d}",
        "team": "T0ACME",
        "user_team": "T0ACME",
        "text": f"Message {number}: our runs have been stuck for ten minutes, can somebody look?",
        "ts": ts,
        "event_ts": ts,
        "client_msg_id": f"{number:032x}",
    }
    outer = {
        "token": "verification",
        "team_id": "T0ACME",
        "api_app_id": ME.app,
        "event": said,
        "type": "event_callback",
        "event_id": f"Ev{number:08d}",
        "event_time": now,
        "authorizations": [{"enterprise_id": None, "team_id": ME.team, "user_id": ME.user, "is_bot": True}],
        "is_ext_shared_channel": True,
    }
    return json.dumps(outer).encode()


def signed(body: bytes, now: int) -> bytes:
    signature = hmac.new(SECRET.encode(), b"v0:%d:%s" % (now, body), hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {now}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


async def fire(port: int, waiting: list[bytes], at_once: int) -> tuple[float, list[float]]:
    """Send everything over `at_once` connections; seconds in all, and of each. RuntimeError at the first non-200."""
    took: list[float] = []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while waiting:
            begun = time.perf_counter()
            writer.write(waiting.pop())
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode(errors="replace"))
            length = head.lower().partition(b"content-length:")[2].partition(b"\r")[0]
            await reader.readexactly(int(length or 0))
            took.append(time.perf_counter() - begun)
        writer.close()

    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(one())
    return time.perf_counter() - begun, sorted(took)


def measure(subject: str, port: int, first: int, given: argparse.Namespace) -> Round:
    load = requests(first, given.events)
    seconds, took = asyncio.run(fire(port, load, given.at_once))
    return Round(
        subject=subject,
        per_second=given.events / seconds,
        p50_ms=took[len(took) // 2] * 1000,
        p99_ms=took[len(took) * 99 // 100] * 1000,
    )


async def kept(database: str) -> int:
    """How many events are on disk."""
    store = await open_view(database)
    async with store.read() as work:
        waiting = (await work.counting.census()).inbox
    await store.close()
    return waiting.rows if waiting is not None else 0


@contextmanager
def durable_postgres() -> Iterator[str]:
    """The tests' PostgreSQL, which is set up to be quick, with commits that mean what they say."""
    with running_postgres() as url:
        asyncio.run(_durable(url))
        yield url


async def _durable(url: str) -> None:
    connection = await asyncpg.connect(url)
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM SET {setting} = on")
    await connection.execute("SELECT pg_reload_conf()")
    await connection.close()


def run(given: argparse.Namespace) -> list[Round]:
    """The median round of each subject, by answers a second. RuntimeError when an answered event is not on disk."""
    rounds: dict[str, list[Round]] = {subject: [] for subject in SUBJECTS}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = stack.enter_context(durable_postgres()) if given.postgresql else f"sqlite:///{folder}/bench.db"
        with served("bolt, empty listener", database) as bolt, served("ackline, durable", database) as own:
            ports = {"bolt, empty listener": bolt, "ackline, durable": own}
            for port in ports.values():
                asyncio.run(fire(port, requests(0, WARM_UP), given.at_once))
            for number in range(given.rounds):
                for subject, port in ports.items():
                    first = WARM_UP + number * given.events
                    rounds[subject].append(measure(subject, port, first, given))
            rows = asyncio.run(kept(database))
    if rows != WARM_UP + given.rounds * given.events:
        raise RuntimeError(f"{rows} rows for {WARM_UP + given.rounds * given.events} answered events")
    middle = {s: median(r.per_second for r in rs) for s, rs in rounds.items()}
    return [min(rs, key=lambda r: abs(r.per_second - middle[s])) for s, rs in rounds.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=4000, help="events a round")
    parser.add_argument("--at-once", type=int, default=64, help="connections, each with one request under way")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each, in turn; the median is told")
    parser.add_argument("--postgresql", action="store_true", help="ours keeps them in PostgreSQL instead of SQLite")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args()
    bolt, own = run(given)
    ratio = own.per_second / bolt.per_second
    if given.json:
        rows = [
            {"subject": r.subject, "per_second": round(r.per_second), "p50_ms": round(r.p50_ms, 1),
             "p99_ms": round(r.p99_ms, 1)} for r in (bolt, own)
        ]  # fmt: skip
        print(json.dumps({"ratio": round(ratio, 2), "at_once": given.at_once, "rounds": rows}, indent=2))
        return
    print(f"{'subject':24} {'a second':>9} {'p50 ms':>8} {'p99 ms':>8}")
    for r in (bolt, own):
        print(f"{r.subject:24} {r.per_second:9.0f} {r.p50_ms:8.1f} {r.p99_ms:8.1f}")
    print(f"ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
