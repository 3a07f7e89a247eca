"""The HTTP server: one aiohttp application, bound to one address."""

from collections.abc import Sequence

from aiohttp import web

_PATIENCE_SECONDS = 5.0


class Server:
    """Serves routes until it is stopped."""

    def __init__(self, routes: Sequence[web.RouteDef]) -> None:
        app = web.Application(client_max_size=2 * 1024 * 1024)
        app.add_routes(routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_PATIENCE_SECONDS)

    async def start(self, host: str, port: int) -> str:
        """Listen; the origin, with the port that was given out when `port` is 0. OSError when it is taken."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        address = self._runner.addresses[0]
        return f"http://{address[0]}:{address[1]}"

    async def stop(self) -> None:
        """Answer what is under way, for a few seconds at most, then stop."""
        await self._runner.cleanup()
