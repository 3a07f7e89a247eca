"""Is it alive, is it ready: two answers that never flatter."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Ready = Callable[[], Awaitable[str | None]]
"""None when everything works; else what does not, in words."""


def health_routes(ready: Ready) -> list[web.RouteDef]:
    """`/healthz` answers while the process lives; `/readyz` 200 only when it keeps promises, else 503 and why."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_: web.Request) -> web.Response:
        why = await ready()
        return web.json_response({"ready": why is None, "why": why}, status=200 if why is None else 503)

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
