"""Socket Mode: the app's web sockets, envelopes and their acknowledgements."""

import asyncio
import json
import secrets

from aiohttp import WSMsgType, web

from ackline.sandbox.delivery import Verdict
from ackline.sandbox.transport import PATIENCE, Reply, reply_of
from ackline.sandbox.wire import Json, Refused

MOST_CONNECTIONS = 10


class SocketMode:
    """Up to ten connections; a payload goes to any one of them, here to each in turn."""

    def __init__(self) -> None:
        self._tickets: dict[str, str] = {}
        self._connections: list[web.WebSocketResponse] = []
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._changed = asyncio.Condition()
        self._turn = 0

    def ticket(self, app_id: str) -> str:
        """The secret in a socket's URL, good for one connection."""
        ticket = secrets.token_urlsafe(18)
        self._tickets[ticket] = app_id
        return ticket

    async def connected(self, sockets: int, seconds: float) -> None:
        """Returns when so many sockets are open; TimeoutError when they aren't in time."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: len(self._connections) >= sockets)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or len(self._connections) >= MOST_CONNECTIONS:
            raise web.HTTPForbidden(text="no such ticket, or ten connections are open")
        app_id = self._tickets.pop(ticket)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._connections.append(socket)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self._connections),
                "connection_info": {"app_id": app_id},
                "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            }
        )
        async with self._changed:
            self._changed.notify_all()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self._connections.remove(socket)
        return socket

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be opened anew, as Slack does every few hours, and close it."""
        for socket in tuple(self._connections):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            await socket.close()

    async def event(self, payload: Json, retry: int, reason: str | None) -> Verdict:
        """Deliver an event once; without an open socket it fails and is retried like any other."""
        retries = {"retry_attempt": retry, "retry_reason": reason or ""}
        try:
            await self._send("events_api", payload, accepts_response=False, more=retries)
        except TimeoutError:
            return Verdict(failure="timeout")
        except ConnectionError:
            return Verdict(failure="connection_failed")
        return Verdict()

    async def interaction(self, payload: Json) -> Reply:
        """Deliver a click, submission or shortcut; Refused when nobody acknowledges it in time."""
        accepts = payload["type"] in ("view_submission", "block_suggestion")
        return await self._answered("interactive", payload, accepts_response=accepts)

    async def command(self, fields: dict[str, str]) -> Reply:
        """Deliver a slash command; Refused as for an interaction."""
        return await self._answered("slash_commands", dict(fields), accepts_response=True)

    async def _answered(self, kind: str, payload: Json, *, accepts_response: bool) -> Reply:
        try:
            answer = await self._send(kind, payload, accepts_response=accepts_response, more={})
        except TimeoutError:
            raise Refused("operation_timeout", "the app did not acknowledge within three seconds") from None
        except ConnectionError as error:
            raise Refused("app_unreachable", "the app has no open socket") from error
        body = answer.get("payload")
        return Reply(body=body) if isinstance(body, dict) else reply_of(body or "")

    async def _send(self, kind: str, payload: Json, *, accepts_response: bool, more: Json) -> Json:
        if not self._connections:
            raise ConnectionError("no socket is open")
        self._turn += 1
        socket = self._connections[self._turn % len(self._connections)]
        envelope_id = secrets.token_hex(16)
        acked: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._acks[envelope_id] = acked
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts_response,
        }
        try:
            await socket.send_json(envelope | more)
            async with asyncio.timeout(PATIENCE):
                return await acked
        finally:
            del self._acks[envelope_id]

    def _acknowledge(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except json.JSONDecodeError:
            return
        acked = self._acks.get(answer.get("envelope_id", "")) if isinstance(answer, dict) else None
        if acked is not None and not acked.done():
            acked.set_result(answer)
