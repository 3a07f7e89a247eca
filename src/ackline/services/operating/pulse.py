"""How the bot is at this moment: what waits and since when, what is dead, whether Slack and the database are there."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ackline.domain.effects import Deliver
from ackline.domain.events import Finding
from ackline.domain.surfaces.words import age
from ackline.services.operating.auditor import Auditor
from ackline.services.operating.census import Census
from ackline.services.operating.presence import Presence
from ackline.services.outgoing.circuit import Circuit
from ackline.services.outgoing.lookout import Lookout
from ackline.services.ports import Clock, Store

WAKES_LATE = timedelta(seconds=60)
PAGES_LATE = timedelta(minutes=2)
INBOX_LATE = timedelta(minutes=5)
UNKEPT = timedelta(minutes=2)
"""How late each may be before the bot no longer calls itself ready. Posts may wait: Slack takes one a second in a
channel, so that a great many cards are hours of them."""

Connected = Callable[[], Awaitable[bool]]
"""Whether a socket to Slack is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What was measured at `at`. `census` None: the database does not answer, and `fault` says how.

    `connected` None: Slack comes over HTTP. `works` False: another process does what was taken in here. `kept_at` is
    when the database was written to for sure.
    """

    at: datetime
    started: bool
    works: bool
    census: Census | None
    fault: str = ""
    connected: bool | None = None
    caught_up_at: datetime | None = None
    kept_at: datetime | None = None
    away_since: datetime | None = None
    findings: Sequence[Finding] = ()

    @property
    def late(self) -> timedelta:
        """How long the longest overdue promise has been due without being fired."""
        soonest = self.census.soonest if self.census is not None else None
        return max(self.at - soonest, timedelta(0)) if soonest is not None else timedelta(0)


class Pulse:
    """Takes the vitals of a bot. `connected` is there in Socket Mode, `started` once old wakes are derived anew.

    `works` says whether this process is one of those that keep the promises.
    """

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        lookout: Lookout,
        circuit: Circuit,
        auditor: Auditor,
        presence: Presence | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._lookout = lookout
        self._circuit = circuit
        self._auditor = auditor
        self._presence = presence
        self.connected: Connected | None = None
        self.started = False
        self.works = True

    async def take(self) -> Vitals:
        """The vitals now. Never raises."""
        census, fault = None, ""
        try:
            async with self._store.read() as work:
                census = await work.counting.census()
        except Exception as error:  # whatever is wrong with the database, this must be told
            fault = type(error).__name__
        return Vitals(
            at=self._clock.now(),
            started=self.started,
            works=self.works,
            census=census,
            fault=fault,
            connected=await self.connected() if self.connected is not None else None,
            caught_up_at=self._lookout.caught_up_at,
            kept_at=self._presence.said_at if self._presence is not None else None,
            away_since=self._circuit.away_since,
            findings=self._auditor.findings,
        )

    async def why_not(self) -> str | None:
        """What stands between the bot and its promises; None: nothing."""
        return why_not(await self.take())


def why_not(vitals: Vitals) -> str | None:
    """What stands between the bot and its promises; None: nothing."""
    if not vitals.started:
        return "starting: catching up with Slack"
    if vitals.census is None:
        return f"the database does not answer: {vitals.fault}"
    if vitals.connected is False:
        return "no socket to Slack is open"
    if not vitals.works:
        return None
    if vitals.kept_at is not None and vitals.at - vitals.kept_at > UNKEPT:
        return f"nothing could be written to the database for {_age(vitals.at - vitals.kept_at)}: the log says why"
    if vitals.away_since is not None:
        return f"Slack has not answered for {_age(vitals.at - vitals.away_since)}"
    if vitals.late > WAKES_LATE:
        return f"a promise has been due for {_age(vitals.late)} and has not fired"
    return _late(vitals.census, vitals.at)


def _late(census: Census, now: datetime) -> str | None:
    for waiting in census.outbox:
        if waiting.kind == Deliver.__name__ and now - waiting.oldest > PAGES_LATE:
            return f"a page has waited for {_age(now - waiting.oldest)} to leave"
    if census.inbox is not None and now - census.inbox.oldest > INBOX_LATE:
        return f"a message has waited for {_age(now - census.inbox.oldest)} to be read"
    return None


def _age(span: timedelta) -> str:
    return age(span.total_seconds())
