"""The Slack side of the bot against the sandbox, over HTTP, with what was heard kept for reading."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from ackline.adapters.slack.app import Endpoint, build, introduce
from ackline.adapters.slack.client import session, slack_client
from ackline.adapters.slack.listeners import Doors
from ackline.adapters.slack.looking import See
from ackline.adapters.slack.me import Me
from ackline.domain.surfaces.words import Internal, Line, line
from ackline.sandbox.sandbox import Sandbox
from ackline.services.incoming.commands import Command, Commands
from ackline.services.ports import Incoming

SEED = {
    "now": "2026-11-20T18:00:00Z",
    "teams": [
        {"id": "T0VENDOR", "name": "Vendor", "domain": "vendor", "vendor": True},
        {"id": "T0ACME", "name": "Acme"},
    ],
    "users": [
        {"id": "U0ANA", "name": "ana", "team": "T0VENDOR"},
        {"id": "U0TOM", "name": "tom", "team": "T0VENDOR"},
        {"id": "U0GUS", "name": "gus", "team": "T0VENDOR", "is_restricted": True},
        {"id": "U0BOB", "name": "bob", "team": "T0ACME"},
    ],
    "channels": [
        {"id": "C0ACME", "name": "ext-acme", "shared_with": ["T0ACME"], "members": ["U0ANA", "U0TOM", "U0BOB"]},
        {"id": "C0TRIAGE", "name": "triage", "members": ["U0ANA", "U0TOM"], "private": True},
    ],
}


class SlackClock:
    """The sandbox's time."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack

    def now(self) -> datetime:
        return self._slack.now


@dataclass
class Rig:
    slack: Sandbox
    client: AsyncWebClient
    http: aiohttp.ClientSession
    clock: SlackClock
    me: Me
    url: str = ""
    heard: list[Incoming] = field(default_factory=list)
    submitted: list[dict] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    errors: dict[str, str] | None = None
    offered: tuple[tuple[str, str], ...] = (("P1", "P1 Critical"), ("P2", "P2 High"))
    told: tuple[Line, ...] = ()
    foreign: tuple[str, ...] = ()
    broken: Exception | None = None
    views: dict[str, See] = field(default_factory=dict)

    def doors(self) -> Doors:
        return Doors(
            intake=self._intake,
            submit=self._submit,
            choices=self._choices,
            witnessed=self._witnessed,
            message=self._message,
            tells=self._tells,
            may_open=self._may_open,
            commands=Commands((Command(name="list", help="open tickets", group="Tickets", answer=self._list),)),
            order=self._order,
            views=self.views,
            is_staff=self._is_staff,
            forget=self.forgotten.append,
            clock=self.clock,
        )

    async def _intake(self, row: Incoming) -> None:
        if self.broken is not None:
            raise self.broken
        self.heard.append(row)

    async def _submit(self, body: dict) -> dict[str, str] | None:
        if self.broken is not None:
            raise self.broken
        self.submitted.append(body)
        return self.errors

    async def _choices(self, act, value):
        return self.offered

    async def _witnessed(self, act, value):
        return value

    async def _message(self, channel, ts, thread):
        return f"account:acme|{channel}/{ts}/{thread or ts}" if channel == "C0ACME" else None

    async def _order(self, body: dict) -> str:
        return "Done."

    async def _tells(self, act, value):
        return self.told

    async def _may_open(self, value: str, channel: str, user: str) -> bool:
        return value not in self.foreign

    async def _list(self, words: tuple[str, ...]) -> Internal:
        return Internal(lines=(line("Open tickets"), line("#12 <!channel>")))

    async def _is_staff(self, user: str) -> bool:
        return user in ("U0ANA", "U0TOM")


@asynccontextmanager
async def rig() -> AsyncIterator[Rig]:
    """The bot behind `/slack/events`, and a Slack that sends to it."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(Sandbox(SEED))
        http = await stack.enter_async_context(session())
        client = slack_client(slack.token, slack.api_url, http)
        me = await introduce(client)
        made = Rig(slack=slack, client=client, http=http, clock=SlackClock(slack), me=me)
        bolt = build(client, me, slack.signing_secret, made.doors())
        application = web.Application()
        application.router.add_post("/slack/events", Endpoint(bolt, slack.signing_secret).handle)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        await slack.connect(events_url=made.url)
        yield made
