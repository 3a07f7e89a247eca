"""The demo's beginning and end: whoever sets the world anew ends the bot here, and begins another in the new world.

`DELETE …` answers when the bot has stopped; `POST …` with `{"world": name, "now": ISO}` when another is at work.
Nothing of this is served outside the demo.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiohttp import web

Begin = Callable[[str, datetime], Awaitable[None]]
"""Begins a bot in the world of that name. ValueError when there is none."""


def life_routes(path: str, begin: Begin, end: Callable[[], Awaitable[None]]) -> list[web.RouteDef]:
    """The two routes at `path`."""

    async def ended(_: web.Request) -> web.Response:
        await end()
        return web.json_response({"ended": True})

    async def begun(request: web.Request) -> web.Response:
        try:
            given = await request.json()
            world, now = str(given["world"]), datetime.fromisoformat(given["now"])
            if now.tzinfo is None:
                raise ValueError("an instant needs a zone: end it with +00:00")
            await begin(world, now)
        except (ValueError, KeyError, TypeError) as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response({"begun": world})

    return [web.delete(path, ended), web.post(path, begun)]
