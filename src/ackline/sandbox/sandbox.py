"""The sandbox as a whole: a server to start and stop, the app's address, and every operation, by HTTP too."""

import asyncio
import contextlib
import math
from collections.abc import Mapping
from datetime import timedelta
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from ackline.sandbox import control, coverage, life, page, server
from ackline.sandbox.clock import parse, render
from ackline.sandbox.delivery import Line
from ackline.sandbox.elements import IN_CONTEXT, IN_INPUT, IN_SECTION
from ackline.sandbox.emoji import CHARACTERS
from ackline.sandbox.faults import FaultKind
from ackline.sandbox.feed import Feed
from ackline.sandbox.operations import Operations
from ackline.sandbox.socket_mode import SocketMode
from ackline.sandbox.stage import Stage
from ackline.sandbox.storyteller import Storyteller
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.world import World


class Sandbox(Operations):
    """A Slack for one machine.

    `seed` is documented at `World.from_dict`. `events_url` is the app's request URL; without one the app is
    expected to come by Socket Mode. `clock_url` is the app's timekeeper (see `timekeeper`), `life_url` what ends and
    begins it when the world is set anew (see `life`); all three can be given later. `worlds` are seeds by name, among
    which whoever looks at the page may choose; `world` is the name of `seed` among them.
    """

    def __init__(
        self,
        seed: Json,
        *,
        events_url: str | None = None,
        clock_url: str | None = None,
        life_url: str | None = None,
        worlds: Mapping[str, Json] | None = None,
        world: str = "",
    ) -> None:
        super().__init__()
        self._seed = seed
        self._events_url = events_url
        self._clock_url = clock_url
        self._life_url = life_url
        self._worlds = worlds or {}
        self._world = world
        self._resetting = asyncio.Lock()
        self._feed = Feed()
        self._socket = SocketMode()
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self._pump: asyncio.Task[None] | None = None
        self.origin = ""

    async def start(self, port: int = 0) -> None:
        """Serve on 127.0.0.1, at a free port unless one is given; Refused for a bad seed."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120))
        try:
            self._set_stage(self._seed)
            acts = control.routes(self._acts(), self._readings(), self._feed)
            application = server.build(lambda: self.stage, acts, page.routes())
            self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
            await self._runner.setup()
            site = web.TCPSite(self._runner, server.HOST, port)
            await site.start()
        except BaseException:
            await self.stop()
            raise
        self.origin = f"http://{server.HOST}:{self._runner.addresses[0][1]}"
        self.stage.workspace.origin = self.origin

    async def stop(self) -> None:
        """Close the server and every connection."""
        if self._pump is not None:
            self._pump.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._pump
        await self._socket.disconnect()
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        await self.stop()

    def _set_stage(self, seed: Json) -> None:
        stage = Stage(seed, self._open_session, self._socket, self._feed)
        stage.workspace.origin = self.origin
        self._stage, self._seed = stage, seed
        if self._pump is not None:
            self._pump.cancel()
        self._pump = asyncio.create_task(stage.delivery.pump())
        self._point()

    @property
    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise Refused("not_started", "start the sandbox first")
        return self._session

    def _point(self) -> None:
        stage = self.stage
        stage.uplink.http.url = self._events_url
        stage.timekeeper.url = self._clock_url

    # What the app must be told.

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, with its last slash: slack_sdk's `base_url`."""
        return f"{self.origin}/api/"

    @property
    def token(self) -> str:
        """The app's bot token."""
        return self.stage.workspace.world.app.token

    @property
    def app_token(self) -> str:
        """The app-level token, for Socket Mode."""
        return self.stage.workspace.world.app.app_token

    @property
    def signing_secret(self) -> str:
        """The secret that requests to the app are signed with."""
        return self.stage.workspace.world.app.signing_secret

    @property
    def bot_user(self) -> str:
        """The bot's user id."""
        return self.stage.workspace.world.app.bot_user

    async def connect(
        self, events_url: str | None = None, clock_url: str | None = None, life_url: str | None = None
    ) -> None:
        """The app is here from now on; without `events_url`, in Socket Mode."""
        self._events_url, self._clock_url, self._life_url = events_url, clock_url, life_url
        self._point()

    async def verify_url(self) -> bool:
        """Slack's url_verification of the app's request URL: whether the app passed it."""
        return await self.stage.uplink.http.verify()

    async def wait_for_socket(self, seconds: float = 3.0, sockets: int = 1) -> None:
        """Returns when the app has so many Socket Mode connections; TimeoutError when it hasn't in time."""
        await self._socket.connected(sockets, seconds)

    async def disconnect_sockets(self) -> None:
        """Every Socket Mode connection is told to come again, and closed."""
        await self._socket.disconnect()

    async def reset(self, seed: Json | None = None, world: str | None = None) -> None:
        """Begin anew: with the same seed, with another, or in a world that is known by name.

        An app that gave a `life_url` ends before and begins after; any other keeps its address and what it knows.
        """
        async with self._resetting:
            chosen = self._chosen(seed, world)
            World.from_dict(chosen)
            self._feed.tell("ending")
            try:
                await life.end(self._open_session, self._life_url)
                self.stage.abandon()
                self._world = world or self._world
                self._set_stage(chosen)
                await life.begin(self._open_session, self._life_url, self._world, self.now)
            finally:
                self._feed.tell("reset")

    def _chosen(self, seed: Json | None, world: str | None) -> Json:
        if world is None:
            return self._seed if seed is None else seed
        if world not in self._worlds:
            known = ", ".join(self._worlds) or "none"
            raise Refused("unknown_world", f"no world is called {world!r}; there is {known}")
        return self._worlds[world]

    async def worlds(self) -> Json:
        """The worlds to choose from, each with its title and what it is about, and which one is `here`.

        `app_begins_anew` says whether the app does at a reset.
        """
        told = [
            {"name": name, "title": seed.get("title", name), "about": seed.get("about", "")}
            for name, seed in self._worlds.items()
        ]
        return {"here": self._world, "worlds": told, "app_begins_anew": self._life_url is not None}

    # Over HTTP.

    async def _clock(
        self,
        seconds: float | None = None,
        to: str | None = None,
        next_due: bool = False,
        next_business_day: bool = False,
        patience: float | None = None,
    ) -> Json:
        target = self.now + timedelta(seconds=seconds or 0)
        if next_due:
            target = await self.stage.next_due()
        elif next_business_day:
            target = self.stage.next_business_day()
        elif to is not None:
            try:
                target = parse(to)
            except ValueError as error:
                raise Refused("bad_arguments", str(error)) from None
        return (await self.forward_to(target, math.inf if patience is None else patience)).as_json()

    async def _due(self) -> Json:
        return {"now": render(self.now), "due": await self.due()}

    def _teller(self) -> Storyteller:
        story = self.stage.workspace.world.story
        if story is None:
            raise Refused("no_story", "the seed tells no story")
        return Storyteller(story, self)

    async def story(self) -> Json | None:
        """The seed's guided story and how far it has come; None when it tells none."""
        return None if self.stage.workspace.world.story is None else await self._teller().told()

    async def play(self, step: int, moment: int) -> Json:
        """One moment of the story happens, as the people in it do it: what should be seen then and is `missing`."""
        return await self._teller().play(step, moment)

    async def _faults(self) -> Json:
        stage = self.stage
        pending = [f"{fault.method}: {fault.kind} ×{fault.times}" for fault in stage.faults.pending]
        return {"pending": pending, "line": stage.delivery.line, "kinds": list(FaultKind), "lines": list(Line)}

    async def _coverage(self) -> Json:
        faults = (*FaultKind, *(f"events {line}" for line in Line if line is not Line.OPEN))
        return coverage.listed(IN_SECTION | IN_INPUT | IN_CONTEXT, faults)

    async def _emoji(self) -> dict[str, str]:
        return CHARACTERS

    async def _submit(self, user: str, values: Json, view_id: str | None = None) -> Json:
        return (await self.submit(user, values, view_id)).as_json()

    def _acts(self) -> dict[str, control.Operation]:
        same = (
            self.post, self.share_file, self.edit, self.unfurl, self.delete, self.react, self.unreact, self.click,
            self.click_in_view, self.suggest, self.close_view, self.command, self.shortcut, self.global_shortcut,
            self.open_home, self.join,
            self.leave, self.archive, self.delete_channel, self.share, self.unshare, self.change_id, self.deactivate,
            self.reactivate, self.revoke_token, self.fault, self.clear_faults, self.line, self.release, self.redeliver,
            self.copies, self.rate_limit_events, self.reset, self.connect, self.disconnect_sockets, self.settle,
            self.play,
        )  # fmt: skip
        named: dict[str, control.Operation] = {act.__name__: act for act in same}
        return named | {"clock": self._clock, "submit": self._submit}

    def _readings(self) -> dict[str, control.Operation]:
        same = (
            self.messages, self.thread, self.dms, self.ephemerals, self.views, self.home, self.calls, self.events,
            self.interactions,
            self.summary, self.story, self.worlds,
        )  # fmt: skip
        named: dict[str, control.Operation] = {read.__name__: read for read in same}
        return named | {"due": self._due, "faults": self._faults, "emoji": self._emoji, "coverage": self._coverage}
