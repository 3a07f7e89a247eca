"""The line to the app as it is configured now: its request URL, or Socket Mode when it has none."""

from ackline.sandbox.delivery import Verdict
from ackline.sandbox.socket_mode import SocketMode
from ackline.sandbox.transport import HttpTransport, Reply, Transport
from ackline.sandbox.wire import Json


class Uplink:
    """A transport that can be pointed elsewhere, since app and sandbox each need the other's address first."""

    def __init__(self, http: HttpTransport, socket: SocketMode) -> None:
        self.http = http
        self.socket = socket

    @property
    def _way(self) -> Transport:
        return self.http if self.http.url else self.socket

    async def event(self, payload: Json, retry: int, reason: str | None) -> Verdict:
        """Deliver an event once; a failure is a verdict."""
        return await self._way.event(payload, retry, reason)

    async def interaction(self, payload: Json) -> Reply:
        """Deliver a click, submission or shortcut; Refused when the app gives no answer in time."""
        return await self._way.interaction(payload)

    async def command(self, fields: dict[str, str]) -> Reply:
        """Deliver a slash command; Refused as for an interaction."""
        return await self._way.command(fields)
