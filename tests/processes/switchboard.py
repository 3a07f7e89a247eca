"""What stands around the bot besides Slack: the telephones that its webhook pagers ring, and a balancer before it."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Any

import aiohttp
from aiohttp import web

from ackline.web.server import Server

_PATIENCE = aiohttp.ClientTimeout(total=5)


class Telephones:
    """Everybody's telephone. A ring counts from the moment in which it is heard, answered or not."""

    def __init__(self) -> None:
        self.rings: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.ringing = asyncio.Event()
        self._server = Server([web.post("/{who}", self._ring)])

    async def start(self) -> str:
        """Their origin."""
        return await self._server.start("127.0.0.1", 0)

    async def stop(self) -> None:
        await self._server.stop()

    async def _ring(self, request: web.Request) -> web.Response:
        page = await request.json()
        self.rings[page["key"]].append(page | {"who": request.match_info["who"], "at": time.time()})
        self.ringing.set()
        # Whoever kills the bot while it rings gets a chance before the receipt is on its way.
        await asyncio.sleep(0.02)
        return web.Response()


class Balancer:
    """One address for all replicas: each request goes to the next one, and on to another when that one is gone.

    `answers` counts what they answered, by status.
    """

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports = ports
        self.answers: Counter[int] = Counter()
        self._turns = count()
        self._server = Server([web.post("/slack/events", self._pass_on)])
        self._http: aiohttp.ClientSession | None = None

    async def start(self) -> str:
        """Where Slack sends events."""
        self._http = aiohttp.ClientSession(timeout=_PATIENCE, connector=aiohttp.TCPConnector(force_close=True))
        return f"{await self._server.start('127.0.0.1', 0)}/slack/events"

    async def stop(self) -> None:
        await self._server.stop()
        if self._http is not None:
            await self._http.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        assert self._http is not None
        body, turn = await request.read(), next(self._turns)
        for further in range(len(self._ports)):
            port = self._ports[(turn + further) % len(self._ports)]
            try:
                async with self._http.post(
                    f"http://127.0.0.1:{port}/slack/events", data=body, headers=request.headers
                ) as answer:
                    self.answers[answer.status] += 1
                    return web.Response(status=answer.status, body=await answer.read())
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                break
        return web.Response(status=502)
