"""Everything that one seed sets up, wired together; a reset builds another."""

from datetime import datetime

import aiohttp

from ackline.sandbox.clicks import Clicks
from ackline.sandbox.clock import Clock, parse
from ackline.sandbox.delivery import Delivery, Line
from ackline.sandbox.faults import Faults
from ackline.sandbox.feed import Feed
from ackline.sandbox.forms import Forms
from ackline.sandbox.reading import ApiCall, Reading
from ackline.sandbox.socket_mode import SocketMode
from ackline.sandbox.talk import Talk
from ackline.sandbox.timekeeper import Forwarded, Timekeeper
from ackline.sandbox.transport import HttpTransport
from ackline.sandbox.uplink import Uplink
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.workspace import Workspace
from ackline.sandbox.world import World


class Stage:
    """One world with its clock, its line to the app and what people can do in it."""

    def __init__(self, seed: Json, session: aiohttp.ClientSession, socket: SocketMode, feed: Feed) -> None:
        world = World.from_dict(seed)
        self.clock = Clock(world.start)
        self.uplink = Uplink(HttpTransport(session, None, world.app.signing_secret), socket)
        self.timekeeper = Timekeeper(self.clock, session, None)
        self.delivery = Delivery(self.clock, feed, self.uplink, self.timekeeper.settle)
        self.workspace = Workspace(world, self.clock, feed, self.delivery)
        self.faults = Faults()
        self.calls: list[ApiCall] = []
        self.talk = Talk(self.workspace)
        self.clicks = Clicks(self.workspace, self.uplink)
        self.forms = Forms(self.workspace, self.uplink)
        self.reading = Reading(self.workspace)

    def abandon(self) -> None:
        """Whatever still goes on here reaches the app no more."""
        self.delivery.line = Line.LOST
        self.timekeeper.url = None

    async def settle(self) -> None:
        """All events are out and the app is at rest."""
        await self.delivery.drain(settle=True)

    async def forward_to(self, instant: datetime) -> Forwarded:
        """Move the clock, stopping wherever something is due."""
        went = await self.timekeeper.forward(instant, self.delivery)
        self.workspace.feed.tell("clock")
        return went

    async def next_due(self) -> datetime:
        """The next moment at which the app or a retry has something to do; Refused when there is none."""
        moments = [parse(entry["at"]) for entry in await self.timekeeper.due()]
        retry = self.delivery.next_retry()
        ahead = [at for at in [*moments, *([retry] if retry else [])] if at > self.clock.now]
        if not ahead:
            raise Refused("nothing_due", "nothing is due: there is no moment to go to")
        return min(ahead)
