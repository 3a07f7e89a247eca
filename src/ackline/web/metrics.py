"""`/metrics`: what Prometheus reads."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Page = Callable[[], Awaitable[bytes]]
"""Everything that was measured, in Prometheus' text format."""


def metrics_routes(page: Page) -> list[web.RouteDef]:
    """The one route. It answers while the process lives, whatever is wrong."""

    async def metrics(_: web.Request) -> web.Response:
        return web.Response(body=await page(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    return [web.get("/metrics", metrics)]
