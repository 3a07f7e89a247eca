"""The demo's time: whoever moves the clock tells it here, and the bot lives up to that instant before it answers.

`GET …/due` lists the moments to come; `POST …` with `{"now": ISO}` sets the clock and works until at rest.
Nothing of this is served outside the demo.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from aiohttp import web


class Moment(Protocol):
    """A moment to come, in words."""

    @property
    def at(self) -> datetime: ...
    @property
    def what(self) -> str: ...


class Timed(Protocol):
    """What lives by the clock that is moved here."""

    def set(self, at: datetime) -> None: ...
    async def settle(self) -> None: ...
    async def coming(self) -> Sequence[Moment]: ...
    async def next_moment(self) -> datetime | None: ...


def timekeeper_routes(path: str, timed: Timed) -> list[web.RouteDef]:
    """The two routes under `path`."""
    turn = asyncio.Lock()

    async def due(_: web.Request) -> web.Response:
        listed = [{"at": m.at.isoformat(), "what": m.what} for m in await timed.coming()]
        soonest = await timed.next_moment()
        if soonest is not None and not any(m["at"] == soonest.isoformat() for m in listed):
            listed.append({"at": soonest.isoformat(), "what": "what did not go through is tried again"})
        return web.json_response({"due": sorted(listed, key=lambda m: datetime.fromisoformat(m["at"]))})

    async def now(request: web.Request) -> web.Response:
        try:
            at = datetime.fromisoformat((await request.json())["now"])
        except (ValueError, KeyError, TypeError):
            return web.json_response({"error": 'send {"now": "2026-11-20T18:00:00+00:00"}'}, status=400)
        if at.tzinfo is None:
            return web.json_response({"error": "an instant needs a zone: end it with +00:00"}, status=400)
        async with turn:
            timed.set(at)
            await timed.settle()
        return web.json_response({"settled": True})

    return [web.get(f"{path}/due", due), web.post(path, now)]
