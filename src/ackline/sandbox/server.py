"""The HTTP server: Web API, response URLs, Socket Mode, control API and page, on 127.0.0.1 and nowhere else."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from ackline.sandbox import webapi
from ackline.sandbox.stage import Stage

HOST = "127.0.0.1"
_MOST_BODY = 4 * 1024 * 1024

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build(stage: Callable[[], Stage], more: web.RouteTableDef, page: web.RouteTableDef) -> web.Application:
    """The application; `stage` answers the present one, since a reset sets another."""
    application = web.Application(client_max_size=_MOST_BODY, middlewares=[_local_only])

    async def call(request: web.Request) -> web.StreamResponse:
        return await webapi.handle(stage(), request)

    async def respond(request: web.Request) -> web.Response:
        return await webapi.respond(stage(), request)

    async def receive(request: web.Request) -> web.Response:
        return await webapi.receive(stage(), request)

    async def connect(request: web.Request) -> web.WebSocketResponse:
        return await stage().uplink.socket.serve(request)

    application.router.add_route("*", "/api/{method}", call)
    application.router.add_post("/response/{key}", respond)
    application.router.add_post("/upload/{key}", receive)
    application.router.add_get("/socket", connect)
    application.add_routes(more)
    application.add_routes(page)
    return application


@web.middleware
async def _local_only(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """A foreign Host is somebody's web site that resolved its name to this machine."""
    if request.host.rsplit(":", 1)[0] not in (HOST, "localhost"):
        raise web.HTTPForbidden(text="the sandbox answers on 127.0.0.1 only")
    return await handler(request)
