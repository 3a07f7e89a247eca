"""Everything that one seed sets up, wired together; a reset builds another."""

import math
from datetime import datetime

import aiohttp

from ackline.sandbox.clicks import Clicks
from ackline.sandbox.clock import Clock, parse
from ackline.sandbox.delivery import Delivery, Line
from ackline.sandbox.faults import Faults
from ackline.sandbox.feed import Feed
from ackline.sandbox.forms import Forms
from ackline.sandbox.launches import Launches
from ackline.sandbox.reading import ApiCall, Reading
from ackline.sandbox.responses import Responses
from ackline.sandbox.socket_mode import SocketMode
from ackline.sandbox.talk import Talk
from ackline.sandbox.timekeeper import Forwarded, Timekeeper
from ackline.sandbox.transport import HttpTransport
from ackline.sandbox.uplink import Uplink
from ackline.sandbox.wire import Json, Refused
from ackline.sandbox.witness import Witness
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
        self.responses = Responses(self.workspace)
        self.witness = Witness(self.uplink, self.clock, feed)
        self.clicks = Clicks(self.workspace, self.witness, self.responses)
        self.launches = Launches(self.workspace, self.witness, self.responses)
        self.forms = Forms(self.workspace, self.witness)
        self.reading = Reading(self.workspace)

    def abandon(self) -> None:
        """Whatever still goes on here reaches the app no more."""
        self.delivery.line = Line.LOST
        self.timekeeper.url = None

    async def settle(self) -> None:
        """All events are out and the app is at rest."""
        await self.delivery.drain(settle=True)

    async def forward_to(self, instant: datetime, patience: float = math.inf) -> Forwarded:
        """Move the clock, stopping wherever something is due; for so many real seconds at most."""
        went = await self.timekeeper.forward(instant, self.delivery, patience)
        self.workspace.feed.tell("clock")
        return went

    def next_business_day(self) -> datetime:
        """The next opening of the seed's `business_days`."""
        return self.workspace.world.business_days.next_opening(self.clock.now)

    async def next_due(self) -> datetime:
        """The next moment at which the app or a retry has something to do; Refused when there is none."""
        moments = [parse(entry["at"]) for entry in await self.timekeeper.due()]
        retry = self.delivery.next_retry()
        ahead = [at for at in [*moments, *([retry] if retry else [])] if at > self.clock.now]
        if not ahead:
            raise Refused("nothing_due", "nothing is due: there is no moment to go to")
        return min(ahead)
