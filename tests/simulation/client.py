"""Slack's Web API as one process reaches it: every call may fail before or after Slack did what it was asked."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError

from .faults import DATABASE, SLACK, SLACK_DOWN, Faults
from .slack import Json, Workspace
from .stage import CUSTOMERS, TEAM_OF, VENDOR_PEOPLE
from .virtual import WorldTime

__all__ = ["DATABASE", "Line", "SimulatedClient"]

_READS = frozenset({"conversations_history", "conversations_replies", "reactions_get"})


class Caller(Protocol):
    """The process that calls."""

    async def point(self, name: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Answer:
    data: Json
    at: datetime

    @property
    def headers(self) -> Mapping[str, str]:
        """By Slack's own clock."""
        return {"Date": format_datetime(self.at, usegmt=True)}


class Line:
    """The line to Slack: what goes wrong on it is the same for every process."""

    def __init__(self, workspace: Workspace, faults: Faults, time: WorldTime, dice: random.Random) -> None:
        self.workspace = workspace
        self.faults = faults
        self.time = time
        self.dice = dice

    def fault(self, method: str) -> str | None:
        """What goes wrong with this call."""
        names = tuple(n for n in SLACK if method in _READS or n not in ("stale history", "unreadable"))
        return self.faults.strikes((SLACK_DOWN, *names))


class SimulatedClient:
    """The calls that Ackline makes, under slack_sdk's names."""

    def __init__(self, line: Line, caller: Caller) -> None:
        self._line = line
        self._caller = caller

    async def chat_postMessage(self, **asked: Any) -> _Answer:
        return await self._call("chat_postMessage", lambda now: self._line.workspace.post(asked, now))

    async def chat_update(self, **asked: Any) -> _Answer:
        return await self._call("chat_update", lambda now: self._line.workspace.update(asked, now))

    async def conversations_open(self, *, users: list[str]) -> _Answer:
        return await self._call("conversations_open", lambda _: {"ok": True, "channel": {"id": f"D{users[0]}"}})

    async def conversations_members(self, *, channel: str, **_: Any) -> _Answer:
        there = {self._line.workspace.present(c.channel): c.people for c in CUSTOMERS}.get(channel)
        known = {"ok": True, "members": [*(there or ()), *VENDOR_PEOPLE]}
        missing = {"ok": False, "error": "channel_not_found"}
        return await self._call("conversations_members", lambda _: known if there is not None else missing)

    async def users_info(self, *, user: str) -> _Answer:
        team = TEAM_OF.get(user)
        known = {"ok": True, "user": {"id": user, "team_id": team}}
        return await self._call("users_info", lambda _: known if team else {"ok": False, "error": "user_not_found"})

    async def reactions_get(self, *, channel: str, timestamp: str, full: bool) -> _Answer:
        return await self._call("reactions_get", lambda _: self._line.workspace.reactions(channel, timestamp))

    async def conversations_history(self, *, channel: str, oldest: str = "0", **_: Any) -> _Answer:
        return await self._call(
            "conversations_history", lambda as_of: self._line.workspace.history(channel, oldest, as_of)
        )

    async def conversations_replies(self, *, channel: str, ts: str, oldest: str = "0", **_: Any) -> _Answer:
        return await self._call(
            "conversations_replies", lambda as_of: self._line.workspace.replies(channel, ts, oldest, as_of)
        )

    async def _call(self, method: str, perform: Callable[[datetime], Json]) -> _Answer:
        await self._caller.point("slack before")
        line = self._line
        fault = line.fault(method)
        match fault:
            case "rate limited":
                raise _refused(429, {"ok": False, "error": "ratelimited"}, line.dice.choice((1, 5, 40, 300, 3600)))
            case "error before":
                raise _refused(500, {})
            case "reset before" | "slack down":
                raise aiohttp.ClientConnectorError(_PEER, OSError("refused"))
            case "timeout before":
                await asyncio.sleep(10)
                raise TimeoutError
            case "unreadable":
                raise _refused(503, {})
            case "slow":
                await asyncio.sleep(line.dice.choice((0.5, 2.0, 4.0, 8.0)))
        now = line.time.true()
        answer = perform(now - timedelta(seconds=line.dice.choice((2, 20, 90))) if fault == "stale history" else now)
        if fault == "stale history":
            self._mislead(now, answer)
        await self._caller.point("slack after")
        match fault:
            case "error after":
                raise _refused(500, {})
            case "timeout after":
                await asyncio.sleep(10)
                raise TimeoutError
            case "reset after":
                raise aiohttp.ServerDisconnectedError
        if not answer["ok"]:
            raise _refused(200, answer)
        return _Answer(answer, now)

    def _mislead(self, now: datetime, answer: Json) -> None:
        """What Slack kept from whoever looked: they can't be blamed for sending it again."""
        recent = now - timedelta(seconds=100)
        for channel in self._line.workspace.messages.values():
            self._line.workspace.misled |= {p.key for p in channel.values() if p.key and p.at >= recent}


_PEER: Any = SimpleNamespace(host="slack.example", port=443, ssl=True, is_ssl=True)


def _refused(status: int, data: Json, retry_after: int | None = None) -> SlackApiError:
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    response = SimpleNamespace(status_code=status, data=data, headers=headers)
    return SlackApiError(str(data.get("error", status)), response)
